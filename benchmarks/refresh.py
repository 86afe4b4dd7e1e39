"""A whole refresh, stage by stage, with seconds and peak memory; then the next one, of which a share of credentials changed.

The exports are of the made-up organisation (`keyinv generate`). The second refresh loads one more pull of every listing,
in which every n-th credential is in another state, and says how long that took as a share of the first. Memory is what
the processes hold for themselves (USS), sampled, ours with its workers apart from the database's.

    python benchmarks/refresh.py [--credentials 1000000] [--events 10000000] [--snapshots 3] [--changed 0.05]
"""

import argparse
import csv
import itertools
import json
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil

MIB = 1024**2
SAMPLED_EVERY_S = 0.25
KEYINV = [sys.executable, "-P", "-m", "keyinv"]
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
STATES = {
    "api_keys": ('"name":"', '"name":"renamed '),
    "service_accounts": ('"name":"', '"name":"renamed '),
    "deploy_keys": ('"title":"', '"title":"renamed '),
    "personal_access_tokens": ('"token_name":"', '"token_name":"renamed '),
    "credential_authorizations": ('"authorized_credential_title":"', '"authorized_credential_title":"renamed '),
    "list-access-keys": ('"Status":"Active"', '"Status":"Inactive"'),
}
"""Name of a listing's files → what is changed in a listed credential, and into what."""


class Memory:
    """The largest sums of memory seen in each stage: ours, and the database's."""

    def __init__(self, process: psutil.Process) -> None:
        self.stage = "start"
        self.peaks: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
        self._process = process
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self._thread.start()

    def _sample(self) -> None:
        while not self._over.wait(SAMPLED_EVERY_S):
            ours = database = 0
            for each in _family(self._process):
                try:
                    held, name = each.memory_full_info().uss, each.name()
                except psutil.Error:
                    continue
                if name.startswith("postgres"):
                    database += held
                else:
                    ours += held
            before = self.peaks[self.stage]
            self.peaks[self.stage] = (max(before[0], ours), max(before[1], database))

    def stop(self) -> None:
        """No sample is taken after this."""
        self._over.set()
        self._thread.join()


def _family(process: psutil.Process) -> list[psutil.Process]:
    """The process, its workers, and the servers, which are nobody's children."""
    try:
        servers = [each for each in psutil.process_iter(["name"]) if each.info["name"] == "postgres"]
        return [process, *process.children(recursive=True), *servers]
    except psutil.Error:
        return []


def refresh(exports: Path, data_dir: Path) -> tuple[dict[str, float], dict[str, tuple[int, int]], dict[str, int]]:
    """Seconds and peaks of each stage, and the totals of the load."""
    command = [*KEYINV, "refresh", str(exports), "--data-dir", str(data_dir), "--json"]
    with tempfile.TemporaryFile("w+") as answer:
        started = subprocess.Popen(command, stdout=answer, stderr=subprocess.PIPE, text=True)
        memory = Memory(psutil.Process(started.pid))
        memory.stage = "load"
        said = []
        for line in started.stderr or ():
            said.append(line)
            if found := re.match(r"(load|build|check|publish): ", line):
                memory.stage = {"load": "build", "build": "check", "check": "publish"}.get(found[1], "end")
        code = started.wait()
        memory.stop()
        assert code == 0, "".join(said)[-2000:]
        answer.seek(0)
        report = json.load(answer)
    return report["seconds"], dict(memory.peaks), report["totals"]


def next_pull(exports: Path, target: Path, changed: float) -> None:
    """The newest pull of each listing a week later, with a share of its credentials in another state."""
    every = round(1 / changed)
    for file in sorted(path for path in exports.rglob("*") if path.is_file()):
        day = next((part for part in reversed(file.relative_to(exports).parts[:-1]) if DAY.search(part)), None)
        if day is None or "reports" in file.parts or "AWSLogs" in file.parts or not _is_newest(file, day):
            continue
        said = DAY.search(day)[0]  # type: ignore[index]
        later = (datetime.fromisoformat(said).replace(tzinfo=UTC) + timedelta(days=7)).date().isoformat()
        copy = target / Path(*(part.replace(said, later) for part in file.relative_to(exports).parts))
        copy.parent.mkdir(parents=True, exist_ok=True)
        if file.name == "keys.csv":
            _change_register(file, copy, every)
            continue
        text = file.read_text("utf-8").replace(f"{said}T00:00:00Z", f"{later}T00:00:00Z")
        old, new = next(((old, new) for name, (old, new) in STATES.items() if name in file.name), ("", ""))
        copy.write_text(_every(text, old, new, every) if old else text, "utf-8")


def _is_newest(file: Path, day: str) -> bool:
    folder = next(parent for parent in file.parents if parent.name == day)
    return day == max(other.name for other in folder.parent.iterdir() if DAY.search(other.name))


def _every(text: str, old: str, new: str, every: int) -> str:
    count = itertools.count(1)
    return re.sub(re.escape(old), lambda found: new if next(count) % every == 0 else found[0], text)


def _change_register(file: Path, copy: Path, every: int) -> None:
    with file.open(encoding="utf-8", newline="") as source, copy.open("w", encoding="utf-8", newline="") as target:
        rows, written = csv.reader(source), csv.writer(target)
        header = next(rows)
        written.writerow(header)
        purpose = header.index("purpose")
        for number, row in enumerate(rows, start=1):
            if number % every == 0 and len(row) > purpose:
                row[purpose] += " again"
            written.writerow(row)


def show(title: str, seconds: dict[str, float], peaks: dict[str, tuple[int, int]], totals: dict[str, int]) -> None:
    print(f"\n{title}: {totals['rows_read']:,} rows of {totals['loaded']:,} files")
    for stage, taken in seconds.items():
        ours, database = peaks.get(stage, (0, 0))
        print(f"  {stage:8} {taken:8.1f} s   ours {ours / MIB:7,.0f} MiB   database {database / MIB:7,.0f} MiB")
    print(f"  {'sum':8} {sum(seconds.values()):8.1f} s", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--credentials", type=int, default=1_000_000)
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--snapshots", type=int, default=3, help="pulls of each listing before the last")
    parser.add_argument("--changed", type=float, default=0.05)
    parser.add_argument("--folder", type=Path, help="where to work (default: a temporary folder)")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
        organisation, data_dir, later = Path(folder, "organisation"), Path(folder, "data"), Path(folder, "later")
        made = ["--credentials", str(chosen.credentials), "--events", str(chosen.events), "--snapshots", str(chosen.snapshots)]
        began = time.perf_counter()
        subprocess.run([*KEYINV, "generate", str(organisation), *made], check=True, stdout=sys.stderr)
        exports = organisation / "exports"
        files = [path.stat().st_size for path in exports.rglob("*") if path.is_file()]
        print(
            f"generate {time.perf_counter() - began:.1f} s: {len(files):,} files, {sum(files) / MIB:,.0f} MiB, the largest {max(files) / MIB:,.1f} MiB"
        )
        first = refresh(exports, data_dir)
        show("first refresh", *first)
        next_pull(exports, later, chosen.changed)
        second = refresh(later, data_dir)
        show(f"next refresh, {chosen.changed:.0%} changed", *second)
        share = sum(second[0].values()) / sum(first[0].values())
        print(f"\nthe next refresh takes {share:.0%} of the first")


if __name__ == "__main__":
    main()
