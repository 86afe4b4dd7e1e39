"""What goes wrong with exports: cut and foreign files, broken rows, repeats, late and partial snapshots."""

import gzip
import json
from pathlib import Path
from typing import Any

import polars as pl

from etl.demo.aws import alive
from etl.demo.calls import last_use_at
from etl.demo.inventory import Inventory
from etl.demo.openai import project_keys, write_keys
from etl.demo.options import DAY, DemoOptions, date_of
from etl.demo.register import KEY_COLUMNS, register_path
from etl.demo.writing import envelope, write

REPEATED_EVENTS = 200


def planted_secret() -> str:
    """A string in the shape of a key that somebody wrote into a register; in parts, so that scanners stay quiet."""
    return "sk-" + "proj-" + "Zq" * 37 + "T3Blbk" + "FJ" + "xW" * 37


def damage(folder: Path, options: DemoOptions, found: Inventory, made: pl.DataFrame, trail: list[Path]) -> dict[str, Any]:
    """Spoil some of the written files and add spoilt ones; says what, by path relative to `folder`."""
    return {
        "truncated": _truncated(folder, trail[1]),
        "unknown": _unknown(folder),
        "repeated": _repeated(folder, trail[0]),
        "broken_rows": _broken_rows(folder, options, found),
        "late": _late(folder, options, found, made),
        "partial": _partial(folder, options, found, made),
    }


def _truncated(folder: Path, whole: Path) -> str:
    content = whole.read_bytes()
    path = whole.with_name(whole.name.replace(".json.gz", "_cut.json.gz"))
    path.write_bytes(content[: len(content) // 2])
    return str(path.relative_to(folder))


def _unknown(folder: Path) -> str:
    return str(write(folder / "misc" / "printers.json", '{"printers":[{"floor":3,"toner":"low"}]}').relative_to(folder))


def _repeated(folder: Path, first: Path) -> dict[str, Any]:
    """The first events of a trail file again in another file, as an overlapping delivery brings them."""
    events = json.loads(gzip.decompress(first.read_bytes()))["Records"]
    events = events[: min(REPEATED_EVENTS, len(events) // 2)]
    path = first.with_name(first.name.replace(".json.gz", "_again.json.gz"))
    write(path, json.dumps({"Records": events}, separators=(",", ":")))
    return {"path": str(path.relative_to(folder)), "of": str(first.relative_to(folder)), "events": len(events)}


def _broken_rows(folder: Path, options: DemoOptions, found: Inventory) -> dict[str, int]:
    """Rows that no reader can take among good ones, with how many of them each file holds."""
    last, account, tenant = date_of(options.end), found.tenants["aws"][0], found.tenants["openai"][0]
    project = found.projects.filter(pl.col("tenant") == tenant)["project"][0]
    aws = folder / "aws" / f"tenant={account}" / f"as_of={last}" / "list-access-keys.jsonl"
    openai = folder / "openai" / tenant / last / f"project_api_keys_{project}.jsonl"
    _insert(aws, '"AccessKeyMetadata":[', ['{"UserName":"no-id","Status":"Active"}'])
    _insert(
        openai,
        '"data":[',
        [
            '{"object":"organization.project.api_key","name":"no id"}',
            '{"object":"organization.project.api_key","id":{"not":"an id"}}',
        ],
    )
    register = register_path(folder, "retail", options.end)
    good = {
        "provider": "groq",
        "tenant": "corp-main",
        "environment": "staging",
        "created": "2026-01-02",
        "service": "search-bot",
        "owner_email": "ana.adler@corp.example",
    }
    rows = [
        good | {"key_name": "typo", "environment": "prodction"},
        good | {"key_name": "ambiguous", "created": "03/04/2026"},
        good | {"key_name": "secret-in-a-note", "notes": planted_secret()},
    ]
    lines = [",".join(row.get(column, "") for column in KEY_COLUMNS) for row in rows]
    register.write_text(register.read_text() + "\n".join(lines) + "\n")
    return {str(path.relative_to(folder)): count for path, count in ((aws, 1), (openai, 2), (register, 3))}


def _insert(path: Path, after: str, items: list[str]) -> None:
    text = path.read_text()
    head, tail = text.split(after, 1)
    comma = "" if tail.startswith("]") else ","
    path.write_text(head + after + ",".join(items) + comma + tail)


def _middle(options: DemoOptions) -> int:
    times = options.snapshot_times
    return times[len(times) // 2]


def _late(folder: Path, options: DemoOptions, found: Inventory, made: pl.DataFrame) -> list[str]:
    """A whole pull between two others that turns up later, in another folder."""
    at, tenant = _middle(options) + 3 * DAY, found.tenants["openai"][-1]
    mine = found.frame.filter((pl.col("provider") == "openai") & (pl.col("tenant") == tenant))
    projects = found.projects.filter(pl.col("tenant") == tenant)
    written = write_keys(folder / "late" / tenant / date_of(at), mine, projects, tenant, at, last_use_at(found, made, at))
    return [str(path.relative_to(folder)) for path in written]


def _partial(folder: Path, options: DemoOptions, found: Inventory, made: pl.DataFrame) -> list[str]:
    """A pull that stopped after its first page: nothing may be taken as gone from it."""
    at, tenant = _middle(options) + 2 * DAY, found.tenants["openai"][0]
    mine = found.frame.filter((pl.col("provider") == "openai") & (pl.col("tenant") == tenant) & (pl.col("kind") != "admin"))
    items = project_keys(alive(mine, at), last_use_at(found, made, at))
    project = str(items["project"].mode(maintain_order=True).first())
    listed = items.filter(pl.col("project") == project)["item"]
    part = listed.head(max(1, listed.len() // 2)).to_list()
    ids: list[str] = [item.split('"id":"', 1)[1].split('"', 1)[0] for item in (part[0], part[-1])]
    body = f'{{"object":"list","data":[{",".join(part)}],"first_id":"{ids[0]}","last_id":"{ids[1]}","has_more":true}}'
    line = envelope(
        body,
        path=f"/organization/projects/{project}/api_keys",
        tenant=tenant,
        fetched_at=at,
        query={"limit": len(part), "owner_project_access": "any"},
        last=False,
    )
    path = write(folder / "openai" / tenant / date_of(at) / f"project_api_keys_{project}.jsonl", line + "\n")
    return [str(path.relative_to(folder))]
