"""How fast a million rows leave as files, and what memory that takes beside the table: each format against a plain writer.

Every measurement is a process of its own that reads the same Parquet file first. The baselines write the same rows with
less care: Polars' own CSV without the list columns and without disarming formulas, PyArrow's Parquet and Polars' JSON
Lines of the whole table at once, xlsxwriter row by row in constant memory (of fewer rows, as it takes hours for all).
Rates are per second of wall clock; where the machine is busy, compare the CPU seconds.

    python benchmarks/exports.py DATA_DIR [--rows 1000000] [--rows-by-xlsxwriter 20000]

DATA_DIR holds a publication, e.g. of `keyinv demo`; its credentials stand as often as it takes, under other ids.
"""

import argparse
import hashlib
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl
import xlsxwriter
from pyarrow import parquet

from dashboard.data import Published, coded, rows_where
from dashboard.exporting import FORMATS, write
from etl.warehouse import publication
from etl.warehouse.connection import open_warehouse

MIB = 1024


def table(data_dir: Path, height: int) -> pl.DataFrame:
    """So many credentials, each under an id and key of its own."""
    with open_warehouse(None, data_dir) as warehouse:
        now = publication.current(warehouse.engine)
        assert now is not None, "nothing is published there"
        assert now.as_of is not None, "the publication says nothing of its as-of"
        some = rows_where(warehouse, Published(now.number, now.schema, now.as_of), "credential", None)
    number = pl.int_range(height)
    return (
        pl.concat([some] * -(-height // some.height))
        .head(height)
        .with_columns(credential_id=number + 2**58, natural_key=pl.format("{}_{}", "natural_key", number))
    )


def plain_csv(frame: pl.DataFrame, target: Path) -> None:
    frame.drop([name for name, kind in frame.schema.items() if isinstance(kind, pl.List)]).write_csv(target)


def plain_parquet(frame: pl.DataFrame, target: Path) -> None:
    parquet.write_table(frame.to_arrow(), target, compression="zstd")


def plain_jsonl(frame: pl.DataFrame, target: Path) -> None:
    frame.write_ndjson(target)


def plain_xlsx(frame: pl.DataFrame, target: Path) -> None:
    book = xlsxwriter.Workbook(target, {"constant_memory": True})
    sheet = book.add_worksheet()
    for row, values in enumerate(frame.iter_rows(), start=1):
        for column, value in enumerate(values):
            if value is not None:
                sheet.write(row, column, value if isinstance(value, (int, float, bool)) and abs(value) < 2**53 else str(value))
    book.close()


PLAIN = {"csv": plain_csv, "parquet": plain_parquet, "jsonl": plain_jsonl, "xlsx": plain_xlsx}


def measured(name: str, source: Path, height: int) -> dict[str, float]:
    """One writer over the first rows, in this process."""
    frame = coded(pl.read_parquet(source, n_rows=height)).rechunk()
    way, form = name.split(" ")
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / f"rows.{form}"
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        wall, cpu = time.perf_counter(), time.process_time()
        if way == "ours":
            stated = write(frame, form, target, publication=1, filter={}, table="credential")
        else:
            PLAIN[form](frame, target)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        if way == "ours":
            assert stated["sha256"] == hashlib.sha256(target.read_bytes()).hexdigest()
        return {"wall": wall, "cpu": cpu, "mib": (after - before) / MIB, "bytes": target.stat().st_size, "rows": height}


def apart(name: str, source: Path, height: int) -> dict[str, float]:
    """The same in a process of its own."""
    words = [sys.executable, "-P", __file__, str(source), "--only", name, "--rows", str(height)]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def told(name: str, one: dict[str, float]) -> None:
    print(
        f"  {name:14} {one['rows']:>9,} rows {one['wall']:7.1f} s {one['rows'] / one['wall']:>10,.0f} rows/s"
        f"   cpu {one['cpu']:7.1f} s   peak {one['mib']:+7,.0f} MiB   {one['bytes'] / 1e6:9,.1f} MB",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data_dir", type=Path)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rows-by-xlsxwriter", type=int, default=20_000)
    parser.add_argument("--only", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.only:
        print(json.dumps(measured(chosen.only, chosen.data_dir, chosen.rows)))
        return
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "credential.parquet"
        table(chosen.data_dir, chosen.rows).write_parquet(source)
        for form in FORMATS:
            ours = apart(f"ours {form}", source, chosen.rows)
            plain = apart(f"plain {form}", source, chosen.rows_by_xlsxwriter if form == "xlsx" else chosen.rows)
            told(f"ours {form}", ours)
            told(f"plain {form}", plain)
            ratio = (ours["rows"] / ours["wall"]) / (plain["rows"] / plain["wall"])
            of_cpu = (ours["rows"] / ours["cpu"]) / (plain["rows"] / plain["cpu"])
            print(f"  {'':14} rate {ratio:.2f} times the plain writer's, by CPU {of_cpu:.2f}", flush=True)


if __name__ == "__main__":
    main()
