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

import msgspec
import polars as pl

from etl import rollup
from etl.sources import Events, Export, Page, cloudtrail

EVENTS_A_FILE = 5000


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
        page = Page(body=gzip.decompress(path.read_bytes()))
        read = cloudtrail.read(page, Export(path=str(path)))
        parts.extend(rollup.hourly(found.frame) for found in read if isinstance(found, Events))
    return rollup.merged(pl.concat(parts))


def duckdb_reads(paths: list[Path]) -> list[tuple[Any, ...]]:
    import duckdb

    connection = duckdb.connect()
    return connection.execute(
        """
        with event as (
            select unnest(Records) as e
            from read_json(?, maximum_object_size = 200000000, columns = {Records: 'struct(eventID varchar,
                eventTime timestamp, eventSource varchar, eventName varchar, sourceIPAddress varchar, userAgent varchar,
                errorCode varchar, recipientAccountId varchar,
                userIdentity struct(accessKeyId varchar, arn varchar))[]'})
        )

        select date_trunc('hour', e.eventTime) as starts_at,
            case when starts_with(e.userIdentity.accessKeyId, 'AKIA') then e.userIdentity.accessKeyId end as credential,
            count(distinct e.eventID) as requests, count(e.errorCode) as failures, min(e.eventTime), max(e.eventTime),
            list(distinct e.sourceIPAddress), list(distinct e.userAgent),
            list(distinct e.eventSource || ':' || e.eventName)
        from event
        group by all
        """,
        [[str(path) for path in paths]],
    ).fetchall()


def pandas_reads(paths: list[Path]) -> Any:
    import pandas as pd

    frames = []
    for path in paths:
        records = json.loads(gzip.decompress(path.read_bytes()))["Records"]
        flat = pd.json_normalize(records)
        frames.append(flat.reindex(columns=_PANDAS))
    events = pd.concat(frames).drop_duplicates("eventID")
    key = events["userIdentity.accessKeyId"]
    events["credential"] = key.where(key.str.startswith("AKIA", na=False), None)
    events["starts_at"] = pd.to_datetime(events["eventTime"]).dt.floor("h")
    events["action"] = events["eventSource"] + ":" + events["eventName"]
    return events.groupby(["starts_at", "credential"], dropna=False).agg(
        requests=("eventID", "size"), failures=("errorCode", "count"), first_at=("eventTime", "min"),
        last_at=("eventTime", "max"), source_ips=("sourceIPAddress", "unique"), user_agents=("userAgent", "unique"),
        actions=("action", "unique"),
    )  # fmt: skip


_PANDAS = [
    "eventID", "eventTime", "eventSource", "eventName", "sourceIPAddress", "userAgent", "errorCode",
    "recipientAccountId", "userIdentity.accessKeyId", "userIdentity.arn",
]  # fmt: skip


def timed(work: Callable[[list[Path]], Any], paths: list[Path], rounds: int) -> tuple[float, Any]:
    """The best of the rounds, and the last result."""
    best, result = float("inf"), None
    for _ in range(rounds):
        start = time.perf_counter()
        result = work(paths)
        best = min(best, time.perf_counter() - start)
    return best, result


def counts_of(result: pl.DataFrame) -> dict[tuple[str, str | None], tuple[int, int]]:
    """Calls and failures by hour and long-term key, for comparison."""
    rows = result.group_by("starts_at", "credential").agg(pl.col("requests", "failures").sum()).iter_rows()
    return {(at.strftime("%Y-%m-%dT%H"), key): (requests, failures) for at, key, requests, failures in rows}


def agrees(ours_result: pl.DataFrame, name: str, result: Any) -> bool:
    rows: Any = ()
    if name == "DuckDB read_json":
        rows = ((row[0], row[1], row[2], row[3]) for row in result)
    if name == "pandas json_normalize":
        rows = ((at, key, row.requests, row.failures) for (at, key), row in result.iterrows())
    theirs = {
        (at.strftime("%Y-%m-%dT%H"), key if isinstance(key, str) else None): (int(requests), int(failures))
        for at, key, requests, failures in rows
    }
    return theirs == counts_of(ours_result)


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
