"""What is so, by construction: the answers that the published tables are held to.

`truth.json` answers each question by natural keys and ids; `truth_credentials.ndjson` says for every credential what
must be published of it. Null means that the story does not settle it. Raw secrets are named by their SHA-256 alone.
"""

import hashlib
import json
from pathlib import Path
from typing import Any, Final

import msgspec
import polars as pl
import yaml

from etl.demo.damage import planted_secret
from etl.demo.inventory import Inventory
from etl.demo.leaks import ENDINGS
from etl.demo.options import DAY, DemoOptions, rfc3339
from etl.demo.organisation import Organisation

LISTED_AT_MOST: Final = 20_000  # credentials; past that, truth.json holds counts and the other file the rows
_MARGIN: Final = 7


class Truth(msgspec.Struct, frozen=True, kw_only=True):
    """Where everything was written, and the content of `truth.json`."""

    directory: Path
    exports: Path
    path: Path
    credentials_path: Path
    facts: dict[str, Any]


def policy_numbers() -> dict[str, Any]:
    """The shipped policy, as it is written."""
    here = Path(__file__).resolve()
    places = [here.parents[2] / "policy.yaml", here.parents[2] / "keyinv" / "policy.yaml"]
    path = next(place for place in places if place.is_file())
    numbers: dict[str, Any] = yaml.safe_load(path.read_text())
    return numbers


def _max_age(policy: dict[str, Any], environment: pl.Expr) -> pl.Expr:
    """Days a secret may live: the first rule that matches."""
    kind = pl.col("kind").replace({"admin": "admin_key"})
    provider = pl.col("provider")
    chosen: pl.Expr = pl.lit(None, dtype=pl.Int64)
    for rule in reversed(policy["max_age"]):
        matches = pl.lit(value=True)
        for name, value in (("kind", kind), ("environment", environment), ("provider", provider)):
            matches = matches & (value == rule[name]) if name in rule else matches
        chosen = pl.when(matches).then(pl.lit(rule["days"], dtype=pl.Int64)).otherwise(chosen)
    return chosen


def credential_truth(options: DemoOptions, found: Inventory, made: pl.DataFrame, policy: dict[str, Any]) -> pl.DataFrame:
    """One row a credential: what must be published of it. Times in epoch seconds."""
    end, col = options.end, pl.col
    calls = made.group_by("serial").agg(calls=pl.len(), last_call=col("at").max())
    frame = found.frame.join(calls, on="serial", how="left", maintain_order="left")
    unlogged = col("tenant").is_in([found.tenants["anthropic"][-1]])
    logged = col("provider").is_in(["aws", "openai", "anthropic"]) & ~unlogged
    claims = col("provider").is_in(["aws", "openai"])
    last = pl.coalesce("last_call", pl.when(claims).then("earlier_use"))
    age, idle = (end - col("created")) / DAY, (end - col("last_used")) / DAY
    known_environment = col("registered") | col("project").is_not_null()
    asked, unknown = _max_age(policy, col("environment")), _max_age(policy, pl.lit("unknown"))
    limit = pl.when(known_environment & col("registered")).then(asked).when(asked == unknown).then(asked)
    here = col("gone").is_null()
    grace = policy["unused_after"]
    return frame.with_columns(last_used=last).select(
        "provider",
        "tenant",
        "natural_key",
        "kind",
        "name",
        "story",
        "registered",
        "ownership",
        "serial",
        present=here,
        status=pl.when(~here).then(pl.lit("gone")).when(col("inactive").is_not_null()).then(pl.lit("inactive")).otherwise(pl.lit("active")),
        ownership_class=pl.when(here).then("ownership"),
        use_state=pl.when(~here | (col("provider") == "github"))
        .then(None)
        .when(col("last_used").is_not_null())
        .then(pl.lit("used"))
        .when((col("use") == "never") & logged)
        .then(pl.when(age >= grace).then(pl.lit("never_used")).otherwise(pl.lit("new")))
        .when((col("use") == "unrecorded") & (age > grace + _MARGIN))
        .then(pl.lit("unknown")),
        last_used=pl.when(col("provider") != "github").then("last_used"),
        dormant=pl.when(here & col("last_used").is_not_null() & ((idle - policy["dormant_after"]).abs() > _MARGIN)).then(
            idle >= policy["dormant_after"]
        ),
        ghost=here & col("inactive").is_null() & logged & col("last_call").is_null(),
        calls=pl.when(col("provider") == "aws").then(col("calls").fill_null(0)),
        created=pl.when(col("provider") != "github").then("created"),
        gone="gone",
        inactive="inactive",
        is_logged=logged,
        overdue=pl.when(here & (col("provider") != "github") & limit.is_not_null() & ((age - limit).abs() > 1)).then(age > limit),
    )


def _keys(rows: pl.DataFrame) -> list[dict[str, Any]]:
    return rows.select("provider", "tenant", "natural_key").to_dicts()


def rotations(found: Inventory) -> list[dict[str, Any]]:
    """Each replacement of one secret by the next, and what has become of it."""
    state = {"clean": "finished", "overlapping": "overlapping", "unfinished": "unfinished"}
    frame = found.frame.filter(pl.col("length") > 1)
    pairs = frame.with_columns(
        successor=pl.col("natural_key").shift(-1).over("lineage"),
        successor_created=pl.col("created").shift(-1).over("lineage"),
    )
    return [
        {
            "provider": row["provider"],
            "tenant": row["tenant"],
            "predecessor": row["natural_key"],
            "successor": row["successor"],
            "state": state[row["story"]],
            "successor_created_at": rfc3339(row["successor_created"]),
            "finished_at": rfc3339(row["gone"]) if row["gone"] else None,
        }
        for row in pairs.filter(pl.col("successor").is_not_null()).iter_rows(named=True)
    ]


def exposures(raised: pl.DataFrame, digests: pl.DataFrame) -> list[dict[str, Any]]:
    """Each alert: whose key it is, how the story ends, and by what it can be matched."""
    known = set(digests["serial"].to_list())
    told = []
    for row in raised.iter_rows(named=True):
        real = row["ending"] >= 0
        by = "none" if not real else "key_id" if row["provider"] == "aws" else "fingerprint" if row["serial"] in known else "hint"
        told.append(
            {
                "alert": row["number"],
                "repository": row["repository"],
                "provider": row["provider"],
                "tenant": row["tenant"],
                "natural_key": row["natural_key"],
                "ending": ENDINGS[row["ending"]] if real else "false_positive",
                "match_method": by,
                "detected_at": rfc3339(row["detected"]),
                "revoked_at": rfc3339(row["gone"]) if row["gone"] else None,
                "first_abuse_at": rfc3339(row["attacked"]) if row["attacked"] > 0 else None,
                "secret_sha256": None if row["provider"] == "aws" else hashlib.sha256(row["secret"].encode()).hexdigest(),
            }
        )
    return told


def shadow_keys(*used: tuple[str, pl.DataFrame]) -> list[dict[str, Any]]:
    """Keys that logs or bills name and no listing shows."""
    told: list[dict[str, Any]] = []
    for provider, rows in used:
        keys = rows.group_by("tenant", "natural_key", maintain_order=True).len("rows").with_columns(provider=pl.lit(provider))
        told.extend(keys.select("provider", "tenant", "natural_key", "rows").to_dicts())
    return told


def _questions(truth: pl.DataFrame, *, listed: bool) -> dict[str, Any]:
    """The planted findings by question: how many, and which where the organisation is small enough to list them."""
    here = truth.filter("present")
    cases = {f"ownership.{name}": here.filter(pl.col("ownership_class") == name) for name in here["ownership_class"].unique().sort()}
    cases |= {f"use.{name}": here.filter(pl.col("use_state") == name) for name in here["use_state"].drop_nulls().unique().sort()}
    cases |= {"dormant": here.filter(pl.col("dormant")), "overdue": here.filter(pl.col("overdue"))}
    cases["gone"] = truth.filter(~pl.col("present"))
    cases["ghost"] = here.filter(pl.col("ghost"))
    cases["inactive"] = here.filter(pl.col("status") == "inactive")
    return {name: {"count": rows.height} | ({"keys": _keys(rows)} if listed else {}) for name, rows in cases.items()}


def write_truth(  # noqa: PLR0913, PLR0917  # everything that was planted
    directory: Path,
    options: DemoOptions,
    company: Organisation,
    found: Inventory,
    made: pl.DataFrame,
    raised: pl.DataFrame,
    digests: pl.DataFrame,
    shadows: list[dict[str, Any]],
    damaged: dict[str, Any],
) -> Truth:
    """Write both files and give them back."""
    policy = policy_numbers()
    truth = credential_truth(options, found, made, policy)
    listed = truth.height <= LISTED_AT_MOST
    facts: dict[str, Any] = {
        "options": {
            "credentials": options.credentials,
            "days": options.days,
            "seed": options.seed,
            "calls": options.calls,
        },
        "as_of": rfc3339(options.end),
        "starts_at": rfc3339(options.start),
        "snapshots_at": [rfc3339(instant) for instant in options.snapshot_times],
        "policy": {name: policy[name] for name in ("max_age", "dormant_after", "unused_after")},
        "tenants": {name: list(ids) for name, ids in found.tenants.items()},
        "leavers": company.people.filter("has_left")["address"].to_list() if listed else [],
        "questions": _questions(truth, listed=listed),
        "rotations": rotations(found) if listed else [],
        "exposures": exposures(raised, digests),
        "shadow_keys": shadows,
        "files": damaged,
        "register_secret_sha256": hashlib.sha256(planted_secret().encode()).hexdigest(),
    }
    path, credentials = directory / "truth.json", directory / "truth_credentials.ndjson"
    path.write_text(json.dumps(facts, indent=1) + "\n")
    truth.drop("serial", "ownership").write_ndjson(credentials)
    return Truth(directory=directory, exports=directory / "exports", path=path, credentials_path=credentials, facts=facts)
