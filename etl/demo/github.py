"""GitHub as a collector lands it: fine-grained tokens, authorised credentials, deploy keys, and secret-scanning alerts.

The alerts carry the raw secret, as the API's default does: they are made here at run time and written nowhere else.
"""

import json
from pathlib import Path
from typing import Any, Final

import numpy as np
import polars as pl

from etl.demo import json_text as j
from etl.demo.aws import alive
from etl.demo.identifiers import HEX, access_key_ids, codes
from etl.demo.inventory import Inventory
from etl.demo.leaks import DEAD, FILE_DELETED, MINUTES, OPEN, WEEKS
from etl.demo.options import DAY, DemoOptions, date_of, rfc3339
from etl.demo.writing import envelope, pages, write

PAGE_SIZE: Final = 100
FALSE_POSITIVE_SHARE: Final = 0.1
_TYPES: Final = {
    "aws": ("aws_access_key_id", "Amazon AWS Access Key ID", "Amazon Web Services (AWS)", "aws"),
    "openai": ("openai_api_key", "OpenAI API Key", "OpenAI", "openai"),
    "anthropic": ("anthropic_api_key", "Anthropic API Key", "Anthropic", "anthropic"),
}
_ORG: Final = "corp-ai"


def leaked_secrets(options: DemoOptions, found: Inventory) -> pl.DataFrame:
    """The leaked credentials with the raw secret each alert carries: serial, ending, detected, attacked, secret.

    For an AWS key it is the access key id, which is not a secret: pairs give one alert for each half.
    """
    chance = options.chance("secrets")
    leaks = found.leaks
    picked: pl.DataFrame = found.frame[leaks.credential.tolist()]
    body = codes(chance, picked.height, 160)
    joint = "T3Blbk" + "FJ"  # in two parts: the repository holds nothing a scanner would take for a key
    openai = pl.concat_str(pl.lit("sk-" + "proj-"), pl.col("b").str.slice(0, 74), pl.lit(joint), pl.col("b").str.slice(74, 70), "tail")
    anthropic = pl.concat_str(pl.lit("sk-ant-" + "api03-"), pl.col("code").str.slice(0, 3), pl.col("b").str.slice(0, 88), "tail")
    return (
        picked.with_columns(
            b=body,
            ending=pl.Series(leaks.ending),
            detected=pl.Series(leaks.detected),
            attacked=pl.Series(leaks.attacked),
        )
        .with_columns(
            secret=pl.when(pl.col("provider") == "aws")
            .then("natural_key")
            .when(pl.col("provider") == "openai")
            .then(openai)
            .otherwise(anthropic)
        )
        .drop("b")
    )


def _alert(number: int, row: dict[str, Any], at: int) -> dict[str, Any]:
    kind, shown, provider, slug = _TYPES[row["provider"]]
    public = number % 3 == 0
    resolved, resolution, comment = None, None, None
    if row["ending"] in (MINUTES, WEEKS):
        resolved, resolution = row["gone"] + 600, "revoked"
    elif row["ending"] == FILE_DELETED:
        resolved, resolution, comment = row["detected"] + 3_600, "wont_fix", "file removed from the repository"
    elif row["ending"] == DEAD:
        resolved, resolution, comment = row["detected"] + 7_200, "revoked", "was deleted before it was committed"
    elif row["ending"] != OPEN:
        resolved, resolution = row["detected"] + 5_400, "false_positive"
    closed = resolved is not None and resolved <= at
    dead = row["gone"] is not None and row["gone"] <= at
    return {
        "number": number,
        "created_at": rfc3339(row["detected"]),
        "updated_at": rfc3339(resolved if closed and resolved else row["detected"]),
        "html_url": f"https://github.example/{row['repository']}/security/secret-scanning/{number}",
        "state": "resolved" if closed else "open",
        "resolution": resolution if closed else None,
        "resolved_at": rfc3339(resolved) if closed and resolved else None,
        "resolved_by": {"login": "sec-oncall", "id": 9911} if closed else None,
        "resolution_comment": comment if closed else None,
        "secret_type": kind,
        "secret_type_display_name": shown,
        "provider": provider,
        "provider_slug": slug,
        "secret": row["secret"],
        "repository": {
            "id": 70_000 + row["serial"] % 997,
            "name": row["repository"].split("/")[1],
            "full_name": row["repository"],
            "private": not public,
            "owner": {"login": _ORG, "id": 501},
        },
        "push_protection_bypassed": False,
        "validity": "inactive" if dead else ("active" if row["ending"] >= 0 else "unknown"),
        "publicly_leaked": public,
        "multi_repo": False,
        "has_more_locations": False,
        "first_location_detected": row["place"],
    }


def alerts(options: DemoOptions, found: Inventory, leaked: pl.DataFrame) -> pl.DataFrame:
    """All alerts that will be: the leaked credentials, and strings that only look like keys (ending -1)."""
    chance = options.chance("alerts")
    count = max(2, round(leaked.height * FALSE_POSITIVE_SHARE))
    strange = np.full(count, 999_999_999_999, dtype=np.int64)  # an account that is nobody's
    false = pl.DataFrame(
        {
            "serial": np.arange(count),
            "provider": ["aws"] * count,
            "secret": access_key_ids(chance, strange),
            "ending": [-1] * count,
            "detected": options.start + (chance.random(count) * 0.7 * options.days * DAY).astype(np.int64),
            "repository": found.frame["repository"].head(count),
            "natural_key": [None] * count,
            "tenant": [None] * count,
        },
        schema_overrides={"natural_key": pl.String, "tenant": pl.String},
    ).with_columns(gone=pl.lit(None, dtype=pl.Int64), attacked=pl.lit(-1, dtype=pl.Int64))
    columns = [
        "serial",
        "provider",
        "tenant",
        "natural_key",
        "secret",
        "ending",
        "detected",
        "attacked",
        "gone",
        "repository",
    ]
    rows = pl.concat([leaked.select(columns), false.select(columns)], how="vertical_relaxed").sort("detected", "secret")
    commits, blobs = codes(chance, rows.height, 40, HEX), codes(chance, rows.height, 40, HEX)
    lines = chance.integers(1, 200, rows.height)
    return rows.with_columns(
        number=pl.int_range(1, pl.len() + 1),
        place=pl.struct(
            path=pl.lit("deploy/.env"),
            start_line=pl.Series(lines),
            end_line=pl.Series(lines),
            start_column=pl.lit(16),
            end_column=pl.lit(67),
            blob_sha=blobs,
            commit_sha=commits,
        ),
    )


def _bare_list(path: Path, items: list[str], *, request: str, at: int) -> Path:
    lines = [
        envelope(
            f"[{','.join(part)}]",
            path=request,
            tenant=_ORG,
            fetched_at=at,
            query={"per_page": PAGE_SIZE},
            page=page,
            last=last,
        )
        for page, last, part in pages(items, PAGE_SIZE)
    ]
    return write(path, "\n".join(lines) + "\n")


def write_exports(folder: Path, options: DemoOptions, found: Inventory, raised: pl.DataFrame) -> None:
    """Tokens and keys at every snapshot (deploy keys at each fourth), alerts at the middle and the end."""
    keys = found.frame.filter(pl.col("provider") == "github")
    times = options.snapshot_times
    for position, at in enumerate(times):
        here, listed = folder / "github" / date_of(at), alive(keys, at)
        _bare_list(
            here / "personal_access_tokens.jsonl",
            _fine_grained(listed, at),
            request=f"/orgs/{_ORG}/personal-access-tokens",
            at=at,
        )
        _bare_list(
            here / "credential_authorizations.jsonl",
            _authorised(listed, at),
            request=f"/orgs/{_ORG}/credential-authorizations",
            at=at,
        )
        if (len(times) - 1 - position) % 4 == 0:
            _write_deploy_keys(here, listed, keys, at)
    rows = raised.to_dicts()
    for at in (times[len(times) // 2], times[-1]):
        known = [json.dumps(_alert(row["number"], row, at), separators=(",", ":")) for row in rows if row["detected"] <= at]
        _bare_list(
            folder / "github" / date_of(at) / "secret_scanning_alerts.jsonl",
            known,
            request=f"/orgs/{_ORG}/secret-scanning/alerts",
            at=at,
        )
    for row in rows[:3]:
        items = [
            json.dumps({"type": "commit", "details": row["place"]}),
            json.dumps(
                {
                    "type": "issue_body",
                    "details": {"issue_body_url": f"https://api.github.example/repos/{row['repository']}/issues/7"},
                }
            ),
        ]
        request = f"/repos/{row['repository']}/secret-scanning/alerts/{row['number']}/locations"
        _bare_list(
            folder / "github" / date_of(times[-1]) / f"locations_{row['number']}.jsonl",
            items,
            request=request,
            at=times[-1],
        )


def _last_used(at: int) -> pl.Expr:
    """People use their tokens until the day before; the token knows it to the second."""
    return (
        pl.when(pl.col("use") == "active")
        .then(pl.max_horizontal("created", at - 3_600 - pl.col("serial") * 977 % DAY))
        .otherwise("earlier_use")
    )


def _fine_grained(listed: pl.DataFrame, at: int) -> list[str]:
    owner = pl.concat_str(
        pl.lit('{"login":"'),
        "github",
        pl.lit('","id":'),
        (pl.col("number") % 9_973).cast(pl.String),
        pl.lit(',"type":"User"}'),
    )
    return (
        listed.filter(pl.col("kind") == "fine_grained")
        .select(
            j.record(
                {
                    "id": j.number(pl.col("number") + 5_000_000),
                    "owner": owner,
                    "repository_selection": '"subset"',
                    "repositories_url": '"https://api.github.example/x"',
                    "permissions": '{"repository":{"contents":"read","metadata":"read"}}',
                    "access_granted_at": j.text(j.iso("created")),
                    "token_id": j.number("number"),
                    "token_name": j.text("name"),
                    "token_expired": "false",
                    "token_expires_at": j.text(j.iso(pl.lit(at) // DAY * DAY + 200 * DAY)),
                    "token_last_used_at": j.text(j.iso(_last_used(at))),
                }
            )
        )
        .to_series()
        .to_list()
    )


def _authorised(listed: pl.DataFrame, at: int) -> list[str]:
    return (
        listed.filter(pl.col("kind") == "authorised")
        .select(
            j.record(
                {
                    "login": j.text("github"),
                    "credential_id": j.number(pl.col("number") + 9_000_000),
                    "credential_type": '"personal access token"',
                    "token_last_eight": j.text(pl.col("code").str.slice(0, 4) + pl.col("tail")),
                    "credential_authorized_at": j.text(j.iso("created")),
                    "scopes": '["repo","read:org"]',
                    "credential_accessed_at": j.text(j.iso(_last_used(at))),
                    "authorized_credential_id": j.number("number"),
                    "authorized_credential_title": "null",
                    "authorized_credential_note": j.text("name"),
                    "authorized_credential_expires_at": "null",
                }
            )
        )
        .to_series()
        .to_list()
    )


def _write_deploy_keys(here: Path, listed: pl.DataFrame, keys: pl.DataFrame, at: int) -> None:
    """One list a repository; a repository without a key any more gives an empty list."""
    person = pl.col("ownership").is_in(["owned", "owner_left"])
    shown = listed.filter(pl.col("kind") == "deploy_key").select(
        "repository",
        item=j.record(
            {
                "id": j.number("number"),
                "key": j.text("ssh-ed25519 AAAAC3" + pl.col("code")),
                "url": j.text(pl.concat_str(pl.lit("https://api.github.example/repos/"), "repository", pl.lit("/keys/"), "number")),
                "title": j.text("name"),
                "verified": "true",
                "created_at": j.text(j.iso("created")),
                "read_only": "true",
                "added_by": j.when(person, j.text("github")),
                "last_used": "null",
                "enabled": "true",
            }
        ),
    )
    repositories = keys.filter(pl.col("kind") == "deploy_key").select("repository").unique(maintain_order=True)
    grouped = repositories.join(
        shown.group_by("repository", maintain_order=True).agg("item"),
        on="repository",
        how="left",
        maintain_order="left",
    )
    for repository, items in grouped.iter_rows():
        path = here / f"deploy_keys_{repository.split('/')[1]}.jsonl"
        _bare_list(path, items or [], request=f"/repos/{repository}/keys", at=at)
