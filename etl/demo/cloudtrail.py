"""CloudTrail as a trail delivers it: gzipped `Records`, some days as one event a line.

Holds calls to Bedrock and S3 with long-term keys, the life cycle of the keys, quarantine of leaked ones, and calls
with keys that no listing shows. A file holds one account's calls in one window of whole days.
"""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from etl.demo import json_text as j
from etl.demo.calls import RECONNAISSANCE
from etl.demo.cloudtrail_changes import event_line, life_lines
from etl.demo.identifiers import BASE36, access_key_ids, codes, uuids
from etl.demo.inventory import Inventory
from etl.demo.options import DAY, DemoOptions
from etl.demo.writing import write

CALLS_A_FILE: Final = 40_000
_ACTIONS: Final = ("InvokeModel", "Converse", "InvokeModelWithResponseStream", "GetObject", "ConverseStream")
_ACTION_SHARES: Final = (0.42, 0.25, 0.15, 0.12, 0.06)
_MODELS: Final = (
    "anthropic.model-x-v1:0",
    "eu.anthropic.model-s-v2:0",
    "amazon.model-lite-v1:0",
    "meta.model-70b-v1:0",
)
_AGENTS: Final = (
    "Boto3/1.42.4 md/Botocore#1.42.4",
    "aws-sdk-js/3.901.0",
    "aws-sdk-java/2.33.1",
    "python-requests/2.32.5",
)
SHADOW_CALLS: Final = 25
LINES_EVERY: Final = 7  # files, of which one is re-written as one event a line
_SHADOW_SHARE: Final = 0.002


def _call_rows(options: DemoOptions, found: Inventory, made: pl.DataFrame, account: str) -> pl.DataFrame:
    """The calls with one account's keys.

    Columns: tenant, name, natural_key, principal, at, action, model, address, agent, error.
    """
    chance = options.chance("cloudtrail " + account)
    keys = found.frame.filter(pl.col("tenant") == account).select("serial", "tenant", "name", "natural_key", "principal")
    rows = made.join(keys, on="serial", how="inner", maintain_order="left")
    count = rows.height
    action = np.array(_ACTIONS)[chance.choice(len(_ACTIONS), count, p=_ACTION_SHARES)]
    attack, turn = rows["attack"].to_numpy(), rows["turn"].to_numpy()
    looking = attack & (turn <= len(RECONNAISSANCE) * 2)
    action = np.where(looking, np.array(RECONNAISSANCE)[turn % len(RECONNAISSANCE)], np.where(attack, "InvokeModel", action))
    error = np.where(attack & ~looking & (turn % 2 == 0), "ValidationException", "")
    error = np.where(~attack & (turn > 0) & (chance.random(count) < 0.01), "ThrottlingException", error)  # noqa: PLR2004
    serial, place = rows["serial"].to_numpy(), rows["place"].to_numpy()
    place = place % (1 + serial % 3)
    third, fourth = (serial * 7 + place * 101) // 250 % 250, (serial * 7 + place * 101) % 250 + 1
    second = 18 + (serial // 9_000) % 2
    return (
        rows.with_columns(
            action=pl.Series(action),
            error=pl.Series(error).replace("", None),
            model=pl.Series(np.array(_MODELS)[np.where(attack, turn % len(_MODELS), serial % len(_MODELS))]),
            agent=pl.Series(np.where(attack, "python-requests/2.31.0", np.array(_AGENTS)[serial % len(_AGENTS)])),
            octets=pl.Series(second) * 0,
        )
        .with_columns(
            address=pl.when("attack")
            .then(pl.concat_str(pl.lit("203.0.113."), pl.lit(pl.Series(serial % 200 + 1)).cast(pl.String)))
            .otherwise(
                pl.concat_str(
                    pl.lit("198."),
                    pl.Series(second).cast(pl.String),
                    pl.lit("."),
                    pl.Series(third).cast(pl.String),
                    pl.lit("."),
                    pl.Series(fourth).cast(pl.String),
                )
            ),
        )
        .drop("octets")
    )


def shadow_rows(options: DemoOptions, found: Inventory) -> pl.DataFrame:
    """Calls with access keys of our accounts that no listing shows, as `_call_rows` gives calls."""
    chance = options.chance("shadow")
    count = max(3, round(options.credentials * _SHADOW_SHARE))
    accounts = np.array([int(found.tenants["aws"][i % len(found.tenants["aws"])]) for i in range(count)])
    code = codes(chance, count, 6, BASE36)
    # the ids of the inventory count up from another start; a clash would be seen by the caller's test of uniqueness
    keys = pl.DataFrame({"natural_key": access_key_ids(chance, accounts), "tenant": accounts, "name": "legacy-" + code})
    keys = keys.with_columns(pl.col("tenant").cast(pl.String)).filter(~pl.col("natural_key").is_in(found.frame["natural_key"].implode()))
    repeated = keys[np.repeat(np.arange(keys.height), SHADOW_CALLS).tolist()]
    at = options.start + (chance.random(repeated.height) * options.days * DAY * 0.98).astype(np.int64)
    return repeated.with_columns(
        principal=pl.concat_str(pl.lit("arn:aws:iam::"), "tenant", pl.lit(":user/"), "name"),
        at=pl.Series(at),
        action=pl.lit("Converse"),
        error=pl.lit(None, dtype=pl.String),
        model=pl.lit(_MODELS[0]),
        agent=pl.lit(_AGENTS[0]),
        address=pl.concat_str(pl.lit("198.19.250."), pl.int_range(pl.len()).mod(20).cast(pl.String)),
    )


def _call_lines(chance: np.random.Generator, rows: pl.DataFrame) -> pl.DataFrame:
    storage = pl.col("action") == "GetObject"
    identity = j.record(
        {
            "type": '"IAMUser"',
            "principalId": '"AIDAEXAMPLEEXAMPLE0001"',
            "arn": j.text("principal"),
            "accountId": j.text("tenant"),
            "accessKeyId": j.text("natural_key"),
            "userName": j.text("name"),
        }
    )
    asked = pl.concat_str(pl.lit('{"modelId":"'), "model", pl.lit('"}'))
    parameters = (
        pl.when(storage)
        .then(pl.lit('{"bucketName":"corp-ai-data"}'))
        .when(pl.col("action").is_in(list(RECONNAISSANCE)))
        .then(pl.lit("null"))
        .otherwise(asked)
    )
    failed = (
        pl.when(pl.col("error").is_null())
        .then(pl.lit("null"))
        .otherwise(pl.concat_str(pl.lit('null,"errorCode":"'), "error", pl.lit('","errorMessage":"refused"')))
    )
    line = event_line(
        identity,
        {
            "eventSource": pl.when(storage).then(pl.lit('"s3.amazonaws.com"')).otherwise(pl.lit('"bedrock.amazonaws.com"')),
            "eventName": j.text("action"),
            "awsRegion": '"eu-west-1"',
            "sourceIPAddress": j.text("address"),
            "userAgent": j.text("agent"),
            "requestParameters": parameters,
            "responseElements": failed,
            "readOnly": "true",
        },
    )
    return rows.with_columns(event=uuids(chance, rows.height)).select("tenant", "at", "event", line=line)


def write_trail(folder: Path, options: DemoOptions, found: Inventory, made: pl.DataFrame, shadows: pl.DataFrame) -> list[Path]:
    """Write every account's trail; gives the files, the first of which are the oldest."""
    chance = options.chance("trail")
    life = life_lines(options, chance, found)
    windows = max(-(-options.days // 7), -(-3 * made.height // (4 * CALLS_A_FILE * len(found.tenants["aws"]))))
    days = max(1, options.days // windows)
    edges = [*range(options.start, options.end - days * DAY + 1, days * DAY)]
    written: list[Path] = []
    with ThreadPoolExecutor(2) as pool:
        waiting = []
        for account in found.tenants["aws"]:
            calls = pl.concat([_call_rows(options, found, made, account).select(shadows.columns), shadows], how="vertical_relaxed")
            mine = calls.filter(pl.col("tenant") == account).sort("at", "natural_key", maintain_order=True)
            births = life.filter(pl.col("tenant") == account)
            for number, edge in enumerate(edges):
                until = edges[number + 1] if number + 1 < len(edges) else options.end
                inside = (pl.col("at") >= edge) & (pl.col("at") < until)
                lines = pl.concat([_call_lines(chance, mine.filter(inside)), births.filter(inside)]).sort("at", "event")
                stamp = pl.select(j.iso(pl.lit(edge), "%Y/%m/%d"), a=j.iso(pl.lit(edge), "%Y%m%dT%H%MZ")).row(0)
                name = f"{account}_CloudTrail_eu-west-1_{stamp[1]}_{codes(chance, 1, 16)[0]}.json.gz"
                path = folder / "aws" / f"tenant={account}" / "AWSLogs" / account / "CloudTrail" / "eu-west-1" / stamp[0] / name
                # some pipelines re-write a trail as one event a line
                body = (
                    "\n".join(lines["line"]) + "\n"
                    if number % LINES_EVERY == LINES_EVERY - 1
                    else f'{{"Records":[{",".join(lines["line"])}]}}'
                )
                waiting.append(pool.submit(write, path, body))
                written.append(path)
        for done in waiting:
            done.result()
    return written
