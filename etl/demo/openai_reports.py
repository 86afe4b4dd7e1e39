"""OpenAI's usage and cost reports by key, and its audit log, as a collector lands them."""

from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from etl.demo import json_text as j
from etl.demo.identifiers import codes
from etl.demo.inventory import Inventory
from etl.demo.openai import account_id, listing
from etl.demo.options import DAY, DemoOptions, date_of
from etl.demo.writing import envelope, write

MODELS: Final = ("gpt-x-mini", "gpt-x", "gpt-x-nano")
ROWS_A_FILE: Final = 40_000
SHADOWS: Final = 2  # keys a bill names and no listing shows, an organisation
_GROUPS: Final = ["api_key_id", "model", "project_id"]


def daily_rows(options: DemoOptions, keys: pl.DataFrame, made: pl.DataFrame, models: tuple[str, ...], stage: str) -> pl.DataFrame:
    """Calls folded by key and day: tenant, natural_key, project, day, model, requests, tokens_in, tokens_out."""
    chance = options.chance(stage)
    rows = (
        made.join(keys.select("serial", "tenant", "natural_key", "project"), on="serial", how="inner", maintain_order="left")
        .group_by("tenant", "natural_key", "project", "serial", day=pl.col("at") // DAY * DAY)
        .agg(calls=pl.len())
        .sort("tenant", "day", "natural_key")
    )
    burst = chance.integers(1, 60, rows.height)
    return rows.with_columns(
        requests=pl.col("calls") * pl.Series(burst),
        model=pl.lit(pl.Series(np.array(models)[rows["serial"].to_numpy() % len(models)])),
    ).with_columns(
        tokens_in=pl.col("requests") * pl.Series(chance.integers(200, 2_000, rows.height)),
        tokens_out=pl.col("requests") * pl.Series(chance.integers(20, 400, rows.height)),
    )


def windows(options: DemoOptions, rows: int, *, longest: int) -> list[tuple[int, int]]:
    """Spans of whole days, so short that each holds at most a file's rows, and no longer than a page may be."""
    days = max(1, min(longest, options.days * ROWS_A_FILE * 2 // (3 * max(rows, 1))))
    edges = list(range(options.start, options.end, days * DAY))
    return list(zip(edges, [*edges[1:], options.end], strict=True))


def buckets(rows: pl.DataFrame, low: int, high: int) -> list[tuple[int, list[str]]]:
    """The items of each day in a span; a day without any is an empty bucket, which proves that nothing was used."""
    grouped = rows.filter((pl.col("day") >= low) & (pl.col("day") < high)).group_by("day").agg("item")
    items = dict(grouped.iter_rows())
    return [(day, items.get(day, [])) for day in range(low, high, DAY)]


def _page(rows: pl.DataFrame, low: int, high: int) -> str:
    listed = ",".join(
        f'{{"object":"bucket","start_time":{day},"end_time":{day + DAY},"results":[{",".join(items)}]}}'
        for day, items in buckets(rows, low, high)
    )
    return f'{{"object":"page","data":[{listed}],"has_more":false,"next_page":null}}'


def _shadows(options: DemoOptions, tenant: str, projects: list[str]) -> pl.DataFrame:
    chance = options.chance("openai shadow " + tenant)
    keys = ("key_" + codes(chance, SHADOWS, 18)).to_list()
    days = sorted(chance.choice(options.days, 6, replace=False).tolist())
    rows = [(tenant, key, projects[0], options.start + day * DAY, 40, MODELS[0], 9_000, 800) for day in days for key in keys]
    names = ["tenant", "natural_key", "project", "day", "requests", "model", "tokens_in", "tokens_out"]
    return pl.DataFrame(rows, schema=names, orient="row")


def write_reports(folder: Path, options: DemoOptions, found: Inventory, made: pl.DataFrame) -> pl.DataFrame:
    """Write usage, costs and audit logs; gives the rows used by keys that no listing shows."""
    keys = found.frame.filter(pl.col("provider") == "openai")
    rows = daily_rows(options, keys, made, MODELS, "openai usage").drop("serial", "calls")
    shadows = []
    for tenant in found.tenants["openai"]:
        projects = found.projects.filter((pl.col("tenant") == tenant) & (pl.col("provider") == "openai"))["project"].to_list()
        unknown = _shadows(options, tenant, projects)
        shadows.append(unknown)
        mine = pl.concat(
            [rows.filter(pl.col("tenant") == tenant).select(unknown.columns), unknown.cast({"requests": pl.Int64})],
            how="vertical_relaxed",
        ).sort("day", "natural_key")
        here = folder / "openai" / tenant / "reports"
        _write_usage(here, options, mine, tenant)
        _write_costs(here, options, mine, tenant)
        text = listing(
            _audit(options, keys.filter(pl.col("tenant") == tenant)),
            path="/organization/audit_logs",
            tenant=tenant,
            at=options.end,
        )
        write(here / "audit_logs.jsonl", text)
    return pl.concat(shadows)


def _write_usage(here: Path, options: DemoOptions, mine: pl.DataFrame, tenant: str) -> None:
    items = mine.select(
        "day",
        item=j.record(
            {
                "object": '"organization.usage.completions.result"',
                "input_tokens": j.number("tokens_in"),
                "input_cached_tokens": "0",
                "output_tokens": j.number("tokens_out"),
                "num_model_requests": j.number("requests"),
                "project_id": j.text("project"),
                "user_id": "null",
                "api_key_id": j.text("natural_key"),
                "model": j.text("model"),
                "batch": "null",
            }
        ),
    )
    for low, high in windows(options, mine.height, longest=31):
        query = {"start_time": low, "end_time": high, "bucket_width": "1d", "limit": 31, "group_by[]": _GROUPS}
        line = envelope(
            _page(items, low, high),
            path="/organization/usage/completions",
            tenant=tenant,
            fetched_at=options.end,
            query=query,
        )
        write(here / f"usage_completions_{date_of(low)}.jsonl", line + "\n")


def _write_costs(here: Path, options: DemoOptions, mine: pl.DataFrame, tenant: str) -> None:
    cents = pl.col("tokens_in") + 4 * pl.col("tokens_out")
    items = (
        mine.group_by("day", "project", "natural_key", maintain_order=True)
        .agg(cents=cents.sum())
        .select(
            "day",
            item=j.record(
                {
                    "object": '"organization.costs.result"',
                    "amount": pl.concat_str(
                        pl.lit('{"value":'),
                        (pl.col("cents") // 10_000).cast(pl.String),
                        pl.lit("."),
                        (pl.col("cents") % 10_000).cast(pl.String).str.zfill(4),
                        pl.lit(',"currency":"usd"}'),
                    ),
                    "line_item": "null",
                    "project_id": j.text("project"),
                    "api_key_id": j.text("natural_key"),
                }
            ),
        )
    )
    for low, high in windows(options, mine.height, longest=180):
        query = {
            "start_time": low,
            "end_time": high,
            "bucket_width": "1d",
            "limit": 180,
            "group_by[]": ["api_key_id", "project_id"],
        }
        line = envelope(_page(items, low, high), path="/organization/costs", tenant=tenant, fetched_at=options.end, query=query)
        write(here / f"costs_{date_of(low)}.jsonl", line + "\n")


def _audit(options: DemoOptions, keys: pl.DataFrame) -> list[str]:
    """Keys made and deleted within the log; a machine's key goes with its service account: there is no other way."""
    made = keys.filter(pl.col("created") >= options.start).with_columns(
        at="created", type=pl.lit("api_key.created"), subject="natural_key", data=pl.lit(',"data":{"scopes":[]}')
    )
    gone = keys.filter(pl.col("gone").is_not_null()).with_columns(
        at="gone",
        type=pl.when("is_machine").then(pl.lit("service_account.deleted")).otherwise(pl.lit("api_key.deleted")),
        subject=pl.when("is_machine").then(account_id()).otherwise("natural_key"),
        data=pl.lit(""),
    )
    rows = pl.concat([made, gone]).sort("at", "natural_key", descending=[True, False])  # newest first, as the API gives it
    rows = rows.with_columns(event="audit_log-" + codes(options.chance("audit"), rows.height, 20))
    actor = '{"type":"session","session":{"ip_address":"198.18.255.20","user":{"id":"user-platform","email":"platform@corp.example"}}}'
    payload = pl.concat_str(pl.lit('{"id":"'), "subject", pl.lit('"'), "data", pl.lit("}"))
    line = pl.concat_str(
        pl.lit('{"id":"'),
        "event",
        pl.lit('","type":"'),
        "type",
        pl.lit('","effective_at":'),
        pl.col("at").cast(pl.String),
        pl.lit(f',"actor":{actor},"'),
        "type",
        pl.lit('":'),
        payload,
        pl.lit("}"),
    )
    return rows.select(line).to_series().to_list()
