"""Anthropic's Admin API and activity feed as a collector lands them.

Keys of three generations, workspaces, people, usage. Archived keys stay in the list.
The last organisation gives neither usage nor activities.
"""

from pathlib import Path
from typing import Final

import polars as pl

from etl.demo import json_text as j
from etl.demo.identifiers import codes
from etl.demo.inventory import Inventory
from etl.demo.openai_reports import buckets, daily_rows, windows
from etl.demo.options import DAY, DemoOptions, date_of, rfc3339
from etl.demo.organisation import Organisation
from etl.demo.writing import envelope, pages, write

PAGE_SIZE: Final = 1_000
MODELS: Final = ("claude-x", "claude-x-mini")
_MICROSECONDS: Final = "%Y-%m-%dT%H:%M:%S.000000Z"


def _listing(items: list[str], *, path: str, tenant: str, at: int) -> str:
    lines = []
    for page, last, part in pages(items, PAGE_SIZE):
        more = "false" if last else "true"
        ids = [item.split('"id":"', 1)[1].split('"', 1)[0] for item in (part[:1] + part[-1:])]
        first, final = (f'"{ids[0]}"', f'"{ids[-1]}"') if ids else ("null", "null")
        body = f'{{"data":[{",".join(part)}],"has_more":{more},"first_id":{first},"last_id":{final}}}'
        lines.append(envelope(body, path=path, tenant=tenant, fetched_at=at, query={"limit": PAGE_SIZE}, page=page, last=last))
    return "\n".join(lines) + "\n"


def _keys(keys: pl.DataFrame, at: int) -> list[str]:
    """Each key in one of the three generations of the format; who made it is left out where nobody answers for it."""
    status = (
        pl.when(pl.col("gone").is_not_null() & (pl.col("gone") <= at))
        .then(pl.lit('"archived"'))
        .when(pl.col("inactive").is_not_null() & (pl.col("inactive") <= at))
        .then(pl.lit('"inactive"'))
        .otherwise(pl.lit('"active"'))
    )
    person = pl.col("ownership").is_in(["owned", "owner_left"])
    maker = (
        pl.when(person)
        .then(pl.concat_str(pl.lit('{"id":"'), "anthropic", pl.lit('","type":"user"}')))
        .when(pl.col("ownership") == "no_owner")
        .then(pl.lit("null"))
        .otherwise(pl.concat_str(pl.lit('{"id":"svac_01'), "account_code", pl.lit('","type":"service_account"}')))
    )
    base: dict[str, pl.Expr | str] = {
        "type": '"api_key"',
        "id": j.text("natural_key"),
        "name": j.text("name"),
        "status": status,
        "partial_key_hint": j.text(pl.concat_str(pl.lit("sk-ant-api03-"), pl.col("code").str.slice(0, 3), pl.lit("..."), "tail")),
        "created_at": j.text(j.iso("created", _MICROSECONDS)),
        "created_by": maker,
    }
    bound = (
        pl.when(person).then(pl.concat_str(pl.lit('{"type":"user_actor","user_id":"'), "anthropic", pl.lit('"}'))).otherwise(pl.lit("null"))
    )
    scope = j.record({"type": '"workspace"', "workspace_id": j.text("project")})
    first = j.record(base | {"workspace_id": j.text("project")})
    second = j.record(base | {"workspace_id": j.text("project"), "expires_at": "null", "principal": "null"})
    third = j.record(base | {"expires_at": "null", "principal": bound, "scope": scope})
    generation = pl.col("serial") % 3
    item = pl.when(generation == 0).then(first).when(generation == 1).then(second).otherwise(third)
    return keys.filter(pl.col("created") <= at).select(item).to_series().to_list()


def _workspaces(projects: pl.DataFrame) -> list[str]:
    tags = pl.concat_str(pl.lit('{"environment":"'), "environment", pl.lit('"}'))
    return (
        projects.select(
            j.record(
                {
                    "type": '"workspace"',
                    "id": j.text("project"),
                    "name": j.text("name"),
                    "created_at": j.text(j.iso("created", _MICROSECONDS)),
                    "archived_at": "null",
                    "display_color": '"#6C5BB9"',
                    "tags": tags,
                }
            )
        )
        .to_series()
        .to_list()
    )


def write_exports(folder: Path, options: DemoOptions, company: Organisation, found: Inventory, made: pl.DataFrame) -> None:
    """Every organisation's keys at every snapshot; workspaces, people, usage and activities up to the last."""
    keys = found.frame.filter(pl.col("provider") == "anthropic")
    rows = daily_rows(options, keys, made, MODELS, "anthropic usage")
    for tenant in found.tenants["anthropic"]:
        mine = keys.filter(pl.col("tenant") == tenant)
        here, at = folder / "anthropic" / tenant, options.end
        for instant in options.snapshot_times:
            text = _listing(_keys(mine, instant), path="/v1/organizations/api_keys", tenant=tenant, at=instant)
            write(here / date_of(instant) / "api_keys.jsonl", text)
        projects = found.projects.filter((pl.col("provider") == "anthropic") & (pl.col("tenant") == tenant))
        text = _listing(_workspaces(projects), path="/v1/organizations/workspaces", tenant=tenant, at=at)
        write(here / date_of(at) / "workspaces.jsonl", text)
        members = company.people.join(mine.select("anthropic").unique(), on="anthropic", how="semi", maintain_order="left")
        people = (
            members.select(
                j.record(
                    {
                        "type": '"user"',
                        "id": j.text("anthropic"),
                        "email": j.text("address"),
                        "name": j.text("name"),
                        "role": '"developer"',
                        "added_at": j.text(j.iso("started", _MICROSECONDS)),
                    }
                )
            )
            .to_series()
            .to_list()
        )
        write(here / date_of(at) / "users.jsonl", _listing(people, path="/v1/organizations/users", tenant=tenant, at=at))
        if tenant != found.tenants["anthropic"][-1]:
            _write_usage(here / "reports", options, rows.filter(pl.col("tenant") == tenant), tenant)
            activities = _listing(_activities(options, mine, tenant), path="/v1/compliance/activities", tenant=tenant, at=at)
            write(here / "reports" / "activities.jsonl", activities)


def _write_usage(here: Path, options: DemoOptions, mine: pl.DataFrame, tenant: str) -> None:
    items = mine.select(
        "day",
        item=j.record(
            {
                "api_key_id": j.text("natural_key"),
                "workspace_id": j.text("project"),
                "model": j.text("model"),
                "uncached_input_tokens": j.number("tokens_in"),
                "cache_read_input_tokens": "0",
                "cache_creation": '{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":0}',
                "output_tokens": j.number("tokens_out"),
                "server_tool_use": '{"web_search_requests":0}',
            }
        ),
    )
    for low, high in windows(options, mine.height, longest=31):
        listed = ",".join(
            f'{{"starting_at":"{rfc3339(day)}","ending_at":"{rfc3339(day + DAY)}","results":[{",".join(found)}]}}'
            for day, found in buckets(items, low, high)
        )
        body = f'{{"data":[{listed}],"has_more":false,"next_page":null}}'
        query = {
            "starting_at": rfc3339(low),
            "ending_at": rfc3339(high),
            "bucket_width": "1d",
            "limit": 31,
            "group_by[]": ["api_key_id", "workspace_id", "model"],
        }
        path = "/v1/organizations/usage_report/messages"
        line = envelope(body, path=path, tenant=tenant, fetched_at=options.end, query=query)
        write(here / f"usage_messages_{date_of(low)}.jsonl", line + "\n")


def _activities(options: DemoOptions, keys: pl.DataFrame, tenant: str) -> list[str]:
    """Keys made, switched off and archived within the feed, newest first."""
    columns = ["natural_key", "at", "type", "to"]
    made = keys.filter(pl.col("created") >= options.start).with_columns(
        at="created", type=pl.lit("platform_api_key_created"), to=pl.lit("")
    )
    updated = pl.lit("platform_api_key_updated")
    off = keys.filter(pl.col("inactive").is_not_null()).with_columns(at="inactive", type=updated, to=pl.lit("inactive"))
    gone = keys.filter(pl.col("gone").is_not_null()).with_columns(at="gone", type=updated, to=pl.lit("archived"))
    rows = pl.concat([made.select(columns), off.select(columns), gone.select(columns)]).sort("at", "natural_key", descending=[True, False])
    rows = rows.with_columns(event="activity_01" + codes(options.chance("activities " + tenant), rows.height, 20))
    change = pl.concat_str(pl.lit(',"updates":[{"type":"status","previous_value":"active","current_value":"'), "to", pl.lit('"}]'))
    actor = (
        '{"type":"admin_api_key_actor","admin_api_key_id":"admin_api_key_01Platform",'
        '"ip_address":"198.18.255.30","user_agent":"platform/1"}'
    )
    line = pl.concat_str(
        pl.lit('{"id":"'),
        "event",
        pl.lit('","type":"'),
        "type",
        pl.lit('","created_at":"'),
        j.iso("at", _MICROSECONDS),
        pl.lit(f'","organization_id":"{tenant}","api_key_id":"'),
        "natural_key",
        pl.lit('"'),
        pl.when(pl.col("to") == "").then(pl.lit("")).otherwise(change),
        pl.lit(f',"actor":{actor}}}'),
    )
    return rows.select(line).to_series().to_list()
