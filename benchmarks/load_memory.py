"""Does a load's memory grow with the batch, or with its largest file alone?

The made-up organisation is written twice: with a few pulls of every listing and with many. Its largest file stays the
same while the batch grows. Each is loaded into an empty warehouse; memory is what our processes hold for themselves
(USS), sampled, the database's apart. The named baseline is the smaller batch of the same run.

    python benchmarks/load_memory.py [--credentials 100000] [--events 200000] [--snapshots 3 12]
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
from refresh import KEYINV, MIB, Memory


def load(exports: Path, data_dir: Path) -> tuple[int, int, int]:
    """Peak of our processes and of the database in bytes, and the rows that were read."""
    command = [*KEYINV, "load", str(exports), "--data-dir", str(data_dir), "--json"]
    with tempfile.TemporaryFile("w+") as answer:
        started = subprocess.Popen(command, stdout=answer, stderr=subprocess.DEVNULL)
        memory = Memory(psutil.Process(started.pid))
        memory.stage = "load"
        assert started.wait() == 0
        memory.stop()
        answer.seek(0)
        return *memory.peaks["load"], json.load(answer)["totals"]["rows_read"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--credentials", type=int, default=100_000)
    parser.add_argument("--events", type=int, default=200_000)
    parser.add_argument("--snapshots", type=int, nargs=2, default=(3, 12), help="pulls of each listing: few, many")
    chosen = parser.parse_args()
    found: list[tuple[int, int]] = []
    for pulls in chosen.snapshots:
        with tempfile.TemporaryDirectory() as folder:
            made = ["--credentials", str(chosen.credentials), "--events", str(chosen.events), "--snapshots", str(pulls)]
            subprocess.run([*KEYINV, "generate", folder + "/organisation", *made], check=True, stdout=sys.stderr)
            exports = Path(folder, "organisation", "exports")
            sizes = [path.stat().st_size for path in exports.rglob("*") if path.is_file()]
            ours, database, rows = load(exports, Path(folder, "data"))
            found.append((sum(sizes), ours))
            print(
                f"{pulls:3} pulls: {len(sizes):5,} files, {sum(sizes) / MIB:7,.0f} MiB, the largest {max(sizes) / MIB:5.1f} MiB,"
                f" {rows:10,} rows   ours {ours / MIB:6,.0f} MiB   database {database / MIB:6,.0f} MiB",
                flush=True,
            )
    (small, least), (large, most) = found
    print(f"\nthe batch grew {large / small:.1f} times, our memory {most / least:.2f} times")


if __name__ == "__main__":
    main()
