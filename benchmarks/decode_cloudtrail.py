"""How fast CloudTrail becomes hourly use, as ratios to named baselines in one process on one machine.

The input is copies of real deliveries with new event ids, hours and key ids, gzipped as a trail writes them. Compared:
reading alone (gunzip); the floor of any typed reader (gunzip and a msgspec decode of ten fields); this project's
reader with its roll-up; and the same roll-up by DuckDB and by pandas, whose counts must agree.

    python benchmarks/decode_cloudtrail.py FOLDER_OF_DELIVERIES [--events 300000] [--skip-slow]
"""

import argparse
import gzip
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import pandas as pd
import polars as pl

from etl import rollup
from etl.landing import gzipped
from etl.sources import Events, Export, Page, cloudtrail
from etl.sources.cloudtrail.columns import IDENTITY, RECONNAISSANCE

EVENTS_A_FILE = 5000
GROUP = ("starts_at", "credential", "tenant", "principal", "action_class")
"""What the calls are counted by; the real ones ask no model and touch no data, so these are never told apart."""


class Identity(msgspec.Struct):
    """Two of the ten fields."""

    accessKeyId: str | None = None  # noqa: N815
    arn: str | None = None


class Call(msgspec.Struct):
    """The ten fields of the floor."""

    eventID: str  # noqa: N815
    eventTime: str  # noqa: N815
    eventSource: str  # noqa: N815
    eventName: str  # noqa: N815
    sourceIPAddress: str | None = None  # noqa: N815
    userAgent: str | None = None  # noqa: N815
    errorCode: str | None = None  # noqa: N815
    recipientAccountId: str | None = None  # noqa: N815
    userIdentity: Identity | None = None  # noqa: N815


class Delivery(msgspec.Struct):
    """One object of a trail."""

    Records: list[Call]


def copies(deliveries: Path, events: int) -> Iterator[dict[str, Any]]:
    """`events` events: the real ones over and over, each round an hour later, under other ids and keys."""
    real = [event for path in sorted(deliveries.glob("*.json")) for event in json.loads(path.read_bytes())["Records"]]
    for number in range(events):
        turn, position = divmod(number, len(real))
        event = json.loads(json.dumps(real[position]))
        event["eventID"] = f"{event['eventID'][:24]}{number:012x}"
        moved = datetime.fromisoformat(event["eventTime"]) + timedelta(hours=turn)
        event["eventTime"] = moved.strftime("%Y-%m-%dT%H:%M:%SZ")
        key = event["userIdentity"].get("accessKeyId")
        if key:
            event["userIdentity"]["accessKeyId"] = f"{key[:16]}{turn % 100:04d}"
        yield event


def written(folder: Path, deliveries: Path, events: int) -> list[Path]:
    """Gzipped deliveries of `EVENTS_A_FILE` events each."""
    paths: list[Path] = []
    batch: list[dict[str, Any]] = []

    def flush() -> None:
        path = folder / f"{len(paths):05d}.json.gz"
        path.write_bytes(gzip.compress(json.dumps({"Records": batch}, separators=(",", ":")).encode(), 6))
        paths.append(path)
        batch.clear()

    for event in copies(deliveries, events):
        batch.append(event)
        if len(batch) == EVENTS_A_FILE:
            flush()
    if batch:
        flush()
    return paths


def gunzip(paths: list[Path]) -> None:
    for path in paths:
        gzip.decompress(path.read_bytes())


def floor(paths: list[Path]) -> None:
    decoder = msgspec.json.Decoder(Delivery)
    for path in paths:
        decoder.decode(gzip.decompress(path.read_bytes()))


def ours(paths: list[Path]) -> pl.DataFrame:
    """As `keyinv load` does: each file rolled up by itself, the parts merged."""
    parts: list[pl.DataFrame] = []
    for path in paths:
        page = Page(body=gzipped.unpacked(path.read_bytes(), path.name))
        read = cloudtrail.read(page, Export(path=str(path)))
        parts.extend(rollup.hourly(found.frame) for found in read if isinstance(found, Events))
    return rollup.merged(pl.concat(parts))


def duckdb_reads(paths: list[Path]) -> list[tuple[Any, ...]]:
    connection = duckdb.connect()
    return connection.execute(
        """
        with record as (
            select unnest(Records) as e
            from read_json(?, maximum_object_size = 200000000, columns = {Records: 'struct(eventID varchar,
                eventTime timestamp, eventSource varchar, eventName varchar, sourceIPAddress varchar, userAgent varchar,
                errorCode varchar, recipientAccountId varchar,
                userIdentity struct(accessKeyId varchar, arn varchar, accountId varchar, invokedBy varchar, userName varchar,
                    sessionContext struct(sessionIssuer struct(arn varchar))))[]'})
        ),

        event as (
            select e.*, e.userIdentity as caller, replace(e.eventSource, '.amazonaws.com', '') as service,
                coalesce(e.userIdentity.sessionContext.sessionIssuer.arn, e.userIdentity.arn) as arn,
                nullif(e.userIdentity.userName, 'HIDDEN_DUE_TO_SECURITY_REASONS') as user_name
            from record
        )

        select date_trunc('hour', eventTime) as starts_at,
            case when starts_with(caller.accessKeyId, 'AKIA') then caller.accessKeyId end as credential,
            coalesce(caller.accountId, recipientAccountId) as tenant,
            coalesce(
                regexp_replace(
                    regexp_replace(arn, '^arn:(aws[\\w-]*):sts::(\\d{12}):assumed-role/([^/]+)/.*$', 'arn:\\1:iam::\\2:role/\\3'),
                    ':(user|role)/.*/', ':\\1/'
                ),
                'arn:aws:iam::' || tenant || ':user/' || user_name,
                caller.invokedBy
            ) as principal,
            case
                when eventName in $RECONNAISSANCE then 'reconnaissance'
                when service in $IDENTITY then 'identity'
                else 'management'
            end as action_class,
            count(distinct eventID) as requests, count(errorCode) as failures, min(eventTime), max(eventTime),
            list(distinct sourceIPAddress), list(distinct userAgent), list(distinct service || ':' || eventName)
        from event
        group by all
        """.replace("$RECONNAISSANCE", str(RECONNAISSANCE)).replace("$IDENTITY", str(IDENTITY)),
        [[str(path) for path in paths]],
    ).fetchall()


def pandas_reads(paths: list[Path]) -> Any:
    frames = []
    for path in paths:
        records = json.loads(gzip.decompress(path.read_bytes()))["Records"]
        flat = pd.json_normalize(records)
        frames.append(flat.reindex(columns=_PANDAS))
    events = pd.concat(frames).drop_duplicates("eventID")
    key = events["userIdentity.accessKeyId"]
    events["credential"] = key.where(key.str.startswith("AKIA", na=False), None)
    events["tenant"] = events["userIdentity.accountId"].fillna(events["recipientAccountId"])
    arn = events["userIdentity.sessionContext.sessionIssuer.arn"].fillna(events["userIdentity.arn"])
    user_name = events["userIdentity.userName"].replace("HIDDEN_DUE_TO_SECURITY_REASONS", None)
    named = "arn:aws:iam::" + events["tenant"] + ":user/" + user_name
    role = arn.str.replace(r"^arn:(aws[\w-]*):sts::(\d{12}):assumed-role/([^/]+)/.*$", r"arn:\1:iam::\2:role/\3", regex=True)
    events["principal"] = role.str.replace(r":(user|role)/.*/", r":\1/", regex=True).fillna(named).fillna(events["userIdentity.invokedBy"])
    service = events["eventSource"].str.removesuffix(".amazonaws.com")
    events["action_class"] = "management"
    events.loc[service.isin(IDENTITY), "action_class"] = "identity"
    events.loc[events["eventName"].isin(RECONNAISSANCE), "action_class"] = "reconnaissance"
    events["starts_at"] = pd.to_datetime(events["eventTime"]).dt.floor("h")
    events["action"] = service + ":" + events["eventName"]
    return events.groupby(list(GROUP), dropna=False).agg(
        requests=("eventID", "size"), failures=("errorCode", "count"), first_at=("eventTime", "min"),
        last_at=("eventTime", "max"), source_ips=("sourceIPAddress", "unique"), user_agents=("userAgent", "unique"),
        actions=("action", "unique"),
    )  # fmt: skip


_PANDAS = [
    "eventID", "eventTime", "eventSource", "eventName", "sourceIPAddress", "userAgent", "errorCode",
    "recipientAccountId", "userIdentity.accessKeyId", "userIdentity.arn", "userIdentity.accountId",
    "userIdentity.invokedBy", "userIdentity.userName", "userIdentity.sessionContext.sessionIssuer.arn",
]  # fmt: skip


def timed(work: Callable[[list[Path]], Any], paths: list[Path], rounds: int) -> tuple[float, Any]:
    """The best of the rounds, and the last result."""
    best, result = float("inf"), None
    for _ in range(rounds):
        start = time.perf_counter()
        result = work(paths)
        best = min(best, time.perf_counter() - start)
    return best, result


def counts_of(result: pl.DataFrame) -> dict[tuple[str, ...], tuple[int, int]]:
    """Calls and failures by hour, long-term key, account, principal and class of action, for comparison."""
    rows = result.select(*GROUP, "requests", "failures").iter_rows()
    return {_group(*row[:-2]): row[-2:] for row in rows}


def agrees(ours_result: pl.DataFrame, name: str, result: Any) -> bool:
    rows: Any = ()
    if name == "DuckDB read_json":
        rows = ((row[: len(GROUP)], row[len(GROUP)], row[len(GROUP) + 1]) for row in result)
    if name == "pandas json_normalize":
        rows = ((group, row.requests, row.failures) for group, row in result.iterrows())
    theirs = {_group(*group): (int(requests), int(failures)) for group, requests, failures in rows}
    return theirs == counts_of(ours_result)


def _group(starts_at: datetime, *names: Any) -> tuple[str, ...]:
    return starts_at.strftime("%Y-%m-%dT%H"), *(name if isinstance(name, str) else "" for name in names)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("deliveries", type=Path)
    parser.add_argument("--events", type=int, default=300_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--skip-slow", action="store_true", help="leave DuckDB and pandas out")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        paths = written(Path(folder), options.deliveries, options.events)
        seconds: dict[str, float] = {}
        seconds["gunzip"], _ = timed(gunzip, paths, options.rounds)
        seconds["gunzip + typed decode of ten fields"], _ = timed(floor, paths, options.rounds)
        seconds["ours: reader + roll-up"], result = timed(ours, paths, options.rounds)
        slow = {} if options.skip_slow else {"DuckDB read_json": duckdb_reads, "pandas json_normalize": pandas_reads}
        agreement = {}
        for name, work in slow.items():
            seconds[name], theirs = timed(work, paths, 1)
            agreement[name] = agrees(result, name, theirs)
    base, mine = seconds["gunzip + typed decode of ten fields"], seconds["ours: reader + roll-up"]
    print(f"{options.events:,} events in {len(paths)} files, in one process")
    print(f"{'':38}{'seconds':>9}{'x floor':>9}{'x ours':>8}  same counts")
    for name, spent in seconds.items():
        print(f"{name:38}{spent:9.2f}{spent / base:9.2f}{spent / mine:8.2f}  {agreement.get(name, '')}")


if __name__ == "__main__":
    main()
