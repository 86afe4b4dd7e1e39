"""Loading: the same whatever the order, the packing and the workers; all or nothing when the ground gives way."""

import gzip
import json
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest
from sqlalchemy import text

from etl.demo import DemoOptions, generate
from etl.errors import WarehouseError
from etl.landing.read import LISTED_WARNINGS_MOST
from etl.load import LoadOptions, load
from etl.warehouse import embedded
from etl.warehouse.connection import Warehouse, open_warehouse
from tests.builders import rows

SURROGATES = {"snapshot_id", "state_id", "version_id", "first_snapshot_id", "last_snapshot_id", "row_no", "credential_id"}


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small organisation; only read, so the tests of a module share it."""
    return generate(tmp_path_factory.mktemp("organisation"), DemoOptions(credentials=100, days=60)).exports


def summary(warehouse):
    """What is held, without the numbers that only say in which order it came."""
    held = {}
    tables = rows(warehouse, "select schemaname || '.' || tablename as name from pg_tables where schemaname = 'core' order by 1")
    assert len(tables) > 5
    for name in [*(str(table["name"]) for table in tables), "landing.coverage"]:
        columns = rows(
            warehouse,
            "select attname from pg_attribute where attrelid = cast(:name as regclass) and attnum > 0 and not attisdropped",
            name=name,
        )
        wanted = ", ".join(sorted(f'"{c["attname"]}"' for c in columns if c["attname"] not in SURROGATES))
        found = rows(warehouse, f"select md5(string_agg(line, '|' order by line)) as d, count(*) as n"
                                f" from (select cast(row({wanted}) as text) as line from {name}) as l")  # fmt: skip
        held[name] = (found[0]["n"], found[0]["d"])
    return held


def statuses(report):
    return {Path(snapshot.path).name: snapshot.status for snapshot in report.snapshots}


def test_workers_change_nothing_but_the_time(warehouse, exports, postgres, monkeypatch):
    monkeypatch.setattr("etl.load.POOL_FROM_BYTES", 0)
    alone = load(warehouse, [str(exports)], options=LoadOptions(workers=1))
    held = summary(warehouse)
    with warehouse.engine.begin() as connection:
        names = connection.execute(
            text("select string_agg(format('%I.%I', schemaname, tablename), ', ') from pg_tables where schemaname in ('core', 'landing')")
        ).scalar_one()
        connection.execute(text(f"truncate {names} cascade"))
    together = load(warehouse, [str(exports)], options=LoadOptions(workers=2))
    assert together == alone
    assert summary(warehouse) == held


def trail(folder, name, numbers):
    """A delivery of these calls, a call a minute."""
    calls = [
        {
            "eventVersion": "1.11", "eventID": f"e-{number}", "eventTime": f"2026-05-02T{number // 60:02d}:{number % 60:02d}:33Z",
            "eventSource": "s3.amazonaws.com", "eventName": "ListBuckets", "awsRegion": "us-east-1", "sourceIPAddress": "198.51.100.23",
            "userAgent": "aws-cli", "recipientAccountId": "210987654321", "eventCategory": "Management",
            "userIdentity": {
                "type": "IAMUser", "arn": "arn:aws:iam::210987654321:user/ann", "accountId": "210987654321",
                "accessKeyId": "AKIA" + "TFQR7NSC3ZO6PKAZ", "userName": "ann",
            },
        }
        for number in numbers
    ]  # fmt: skip
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(json.dumps({"Records": calls}))
    return str(path)


@pytest.mark.parametrize("together", [True, False], ids=["one load", "a load each"])
@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_call_delivered_in_several_files_counts_once(warehouse, tmp_path, order, together):
    """150 calls, 02:00 to 04:30; every delivery overlaps the others, the last repeats one of the first whole."""
    made = [trail(tmp_path / "in", f"{n}.json", span) for n, span in enumerate([range(120, 200), range(180, 270), range(100, 130)])]
    ordered = [made[place] for place in order]
    for paths in [ordered] if together else [[path] for path in ordered]:
        load(warehouse, paths)
    by_hour = rows(warehouse, "select starts_at, sum(requests) as n from core.usage_hourly group by 1 order by 1")
    assert [row["n"] for row in by_hour] == [20, 60, 60, 30]


def people(folder, *names):
    folder.mkdir(exist_ok=True)
    header = "employee_id,full_name,work_email,other_emails,status,end_date,manager_email,department,business_unit"
    body = [f"{number},{name},{name}@corp.example,,active,,,IT,life" for number, name in enumerate(names)]
    (folder / "people.csv").write_text("\n".join([header, *body]) + "\n")
    return folder / "people.csv"


def test_same_content_packed_otherwise_is_a_duplicate(warehouse, tmp_path):
    plain = people(tmp_path / "in", "ada", "bob")
    with gzip.open(tmp_path / "in" / "packed.csv.gz", "wb") as packed:
        packed.write(plain.read_bytes())
    with zipfile.ZipFile(tmp_path / "in" / "archive.zip", "w") as archive:
        archive.write(plain, "2026/people.csv")
    shutil.copy(plain, tmp_path / "in" / "copy.txt")
    report = load(warehouse, [str(tmp_path / "in")])
    assert sorted(snapshot.status for snapshot in report.snapshots) == ["duplicate", "duplicate", "duplicate", "loaded"]
    assert report.totals.rows_read == 2
    assert rows(warehouse, "select count(*) as n from core.person") == [{"n": 2}]


def test_same_content_of_another_tenant_is_another_export(warehouse, tmp_path):
    path = str(people(tmp_path / "in", "ada"))
    assert [load(warehouse, [path], options=LoadOptions(tenant=t)).totals.loaded for t in ("one", "two", "one")] == [1, 1, 0]


def test_partial_on_the_command_line_proves_no_absence(warehouse, tmp_path):
    ada = {
        "object": "organization.project.user",
        "id": "user-1",
        "name": "Ada",
        "email": "ada@corp.example",
        "role": "owner",
        "added_at": 1,
    }
    key = {
        "object": "organization.project.api_key", "name": "k", "redacted_value": "sk-proj-…abcd", "created_at": 1760000000,
        "last_used_at": None, "owner": {"type": "user", "user": ada},
    }  # fmt: skip
    for day, ids, partial in ((1, ["key_1", "key_2"], False), (2, ["key_1"], True), (3, ["key_2"], False)):
        page = {
            "request": {"path": "/v1/organization/projects/proj_1/api_keys", "query": {"owner_project_access": "any"}},
            "tenant": "org-1", "status": 200, "page": 1,
            "fetched_at": f"2026-11-0{day}T00:00:00Z", "last_page": True,
            "body": {"object": "list", "data": [key | {"id": name} for name in ids], "has_more": False},
        }  # fmt: skip
        path = tmp_path / f"keys-{day}.jsonl"
        path.write_text(json.dumps(page) + "\n")
        load(warehouse, [str(path)], options=LoadOptions(partial=partial))
    whole = rows(warehouse, "select as_of, complete from landing.snapshot order by as_of")
    assert [row["complete"] for row in whole] == [True, False, True]
    gone = rows(
        warehouse,
        "select s.natural_key from core.credential_version as v inner join core.credential_state as s using (state_hash)"
        " where v.valid_to is not null",
    )
    assert [row["natural_key"] for row in gone] == ["key_1"]


def test_instant_of_an_export_is_the_best_that_anybody_says(warehouse, tmp_path):
    """An envelope says more than the folder, the folder more than the option, that more than the file's time."""
    written = people(tmp_path / "plain", "ada")
    os.utime(written, (1_770_000_000, 1_770_000_000))
    dated = people(tmp_path / "as_of=2026-03-01T00:00:00Z", "bob")
    stated = datetime(2026, 2, 1, tzinfo=UTC)
    load(warehouse, [str(dated)], options=LoadOptions(as_of=stated))
    load(warehouse, [str(written)], options=LoadOptions(as_of=stated))
    people(tmp_path / "plain", "cy")
    os.utime(written, (1_770_000_000, 1_770_000_000))
    load(warehouse, [str(written)])
    found = rows(warehouse, "select as_of, as_of_basis from landing.snapshot order by snapshot_id")
    assert [(row["as_of"], row["as_of_basis"]) for row in found] == [
        (datetime(2026, 3, 1, tzinfo=UTC), "folder"),
        (stated, "option"),
        (datetime.fromtimestamp(1_770_000_000, UTC), "file_modified"),
    ]


def test_listing_of_a_time_to_come_is_rejected_and_hides_no_other(warehouse, tmp_path):
    year = datetime.now(UTC).year + 2
    people(tmp_path / f"as_of={year}-03-01T00:00:00Z", "bob")
    stamped = people(tmp_path / "stamped", "cy")
    os.utime(stamped, (datetime(year, 1, 1, tzinfo=UTC).timestamp(),) * 2)
    people(tmp_path / "as_of=2026-03-01T00:00:00Z", "ada")
    report = load(warehouse, [str(tmp_path)])
    assert (report.totals.loaded, report.totals.rejected, report.totals.reasons) == (1, 2, {"future_as_of": 2})
    told = [row["message"] for row in rows(warehouse, "select message from landing.quarantine order by message")]
    assert [text.split(": ", 1)[1] for text in told] == [
        f"by its folder it was pulled at {year}-03-01T00:00Z, a time still to come; mend that date and load again",
        f"by its time of change it was pulled at {year}-01-01T00:00Z, a time still to come; give the right one with --as-of",
    ]
    assert [row["as_of"].year for row in rows(warehouse, "select as_of from core.snapshot_in_force")] == [2026]


@pytest.mark.parametrize("name", ["-rf.csv", "two\nlines.csv", "a b;c'd\"e.csv", "\u202egnp.csv", "x" * 250 + ".csv"])
def test_odd_names_are_loaded_and_reported(warehouse, tmp_path, name):
    path = people(tmp_path / "in", "ada")
    path.rename(path.with_name(name))
    report = load(warehouse, [str(tmp_path / "in")])
    assert report.totals.loaded == 1
    assert rows(warehouse, "select path from landing.snapshot") == [{"path": report.snapshots[0].path}]


def test_one_bad_file_stops_no_other(warehouse, tmp_path):
    people(tmp_path / "in", "ada")
    (tmp_path / "in" / "cut.json.gz").write_bytes(gzip.compress(b'{"Records": []}' * 50)[:-9])
    (tmp_path / "in" / "empty.json").touch()
    report = load(warehouse, [str(tmp_path / "in"), str(tmp_path / "nowhere")])
    assert report.totals.loaded == 1 and report.totals.rejected == 3
    reasons = rows(warehouse, "select reason_code from landing.quarantine order by 1")
    assert len(reasons) == 3 and {row["reason_code"] for row in reasons} == set(report.totals.reasons)
    again = load(warehouse, [str(tmp_path / "in"), str(tmp_path / "nowhere")])
    assert (again.totals.duplicate, again.totals.rejected) == (1, 3)
    assert rows(warehouse, "select count(*) as n from landing.quarantine") == [{"n": 3}]


REGISTER = "provider,tenant,key_id,environment,created,owner_email,service,verified_at,key_hint,Colour\n"


def register(folder, *rows, complete=True):
    folder.mkdir(exist_ok=True)
    (folder / "keys.csv").write_text(REGISTER + "\n".join(rows) + "\n")
    (folder / "keys.csv.meta.json").write_text(json.dumps({"tenant": "corp", "as_of": "2026-02-01T00:00:00Z", "complete": complete}))
    return str(folder)


def test_warnings_are_counted_by_code_and_reject_nothing(warehouse, tmp_path):
    good = [f"groq,corp,k{n},test,2026-01-01,,chat,2026-01-31,," for n in range(8)]
    path = register(tmp_path / "in", "groq,corp,a,test,2025-01-01,,,2025-05-02,,red", *good, "groq,corp,b,oops,2025-01-01,,,2001-01-01,,")
    report = load(warehouse, [path], options=LoadOptions(register_max_age=timedelta(days=180)))
    (told,) = [snapshot for snapshot in report.snapshots if snapshot.source == "register.keys"]
    assert (told.rows_read, told.rows_rejected) == (10, 1)
    assert told.warnings == report.totals.warnings == {"W062": 1, "W063": 1, "W064": 1}
    assert told.reasons == {"E011": 1} | told.warnings
    assert rows(warehouse, "select rows_rejected, reasons, warnings from landing.snapshot where source = 'register.keys'") == [
        {"rows_rejected": 1, "reasons": told.reasons, "warnings": told.warnings}
    ]
    kept = rows(warehouse, "select row_no, reason_code, severity from landing.quarantine order by reason_code")
    assert [tuple(row.values()) for row in kept] == [
        (11, "E011", "rejected"), (2, "W062", "warning"), (2, "W063", "warning"), (None, "W064", "warning")
    ]  # fmt: skip
    assert rows(warehouse, "select count(*) as n from core.credential_observation") == [{"n": 9}]
    again = load(warehouse, [path])
    assert again.totals.warnings == {} == again.totals.reasons


def test_warnings_of_one_code_are_listed_up_to_a_bound_and_all_counted(warehouse, tmp_path):
    many = LISTED_WARNINGS_MOST + 7
    path = register(tmp_path / "in", *(f"groq,corp,k{n},test,2026-01-01,,,,," for n in range(many)))
    report = load(warehouse, [path])
    assert report.totals.warnings == {"W062": many, "W064": 1} and report.totals.rows_rejected == 0
    listed = rows(warehouse, "select reason_code, count(*) as n, max(row_no) as last from landing.quarantine group by 1 order by 1")
    assert [tuple(row.values()) for row in listed] == [("W062", LISTED_WARNINGS_MOST, LISTED_WARNINGS_MOST + 1), ("W064", 1, None)]


def test_nothing_is_kept_when_the_database_goes_away(warehouse, exports):
    def end_session(done, total, path):
        if done == total // 2:
            rows(
                warehouse,
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
            )

    with pytest.raises(WarehouseError, match=r"nothing of this load was kept: see that it is up and load again"):
        load(warehouse, [str(exports)], progress=end_session)
    assert rows(warehouse, "select count(*) as n from landing.snapshot") == [{"n": 0}]
    assert load(warehouse, [str(exports)]).totals.loaded > 50


def test_server_that_crashes_under_a_load_is_loaded_again(tmp_path, exports):
    with open_warehouse(None, tmp_path) as warehouse:
        postmaster = int((tmp_path / embedded.FOLDER / "postmaster.pid").read_text().split()[0])

        def crash(done, total, path):
            if done == total // 2:
                os.kill(postmaster, signal.SIGQUIT)

        with pytest.raises(WarehouseError, match="nothing of this load was kept"):
            load(warehouse, [str(exports)], progress=crash)
    with open_warehouse(None, tmp_path) as warehouse:
        assert rows(warehouse, "select count(*) as n from landing.snapshot") == [{"n": 0}]
        assert load(warehouse, [str(exports)]).totals.loaded > 50


LOAD = """
import sys
from etl import redact
from etl.landing.read import LISTED_WARNINGS_MOST
from etl.load import LoadOptions, load
from etl.warehouse.connection import Warehouse, engine_of

def told(done, total, path):
    print(done, total, flush=True)

if __name__ == "__main__":
    redact.configure(b"pepper of the tests")
    warehouse = Warehouse(engine_of(sys.argv[1]), sys.argv[1], embedded=False)
    load(warehouse, sys.argv[3:], options=LoadOptions(workers=int(sys.argv[2])), progress=told)
"""


def loading(warehouse: Warehouse, tmp_path: Path, workers: int, *paths: Path) -> "subprocess.Popen[str]":
    """A load in a process of its own."""
    script = tmp_path / "load.py"  # workers import it anew, so it is a file
    script.write_text(LOAD.replace("from etl.load import", "import etl.load\netl.load.POOL_FROM_BYTES = 0\nfrom etl.load import"))
    url = warehouse.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-P", str(script), url, str(workers), *map(str, paths)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize("workers", [1, 2])
def test_killed_load_leaves_nothing_and_the_next_is_whole(warehouse, exports, tmp_path, workers):
    child = loading(warehouse, tmp_path, workers, exports)
    for line in child.stdout:
        done, total = map(int, line.split())
        if done == total // 2:
            started = psutil.Process(child.pid).children()
            os.kill(child.pid, signal.SIGKILL)
            break
    child.wait()
    child.stdout.close()
    _, left = psutil.wait_procs(started, timeout=20)
    assert bool(started) == (workers > 1) and left == []
    assert rows(warehouse, "select count(*) as n from landing.snapshot") == [{"n": 0}]
    report = load(warehouse, [str(exports)])  # waits until the server has noticed
    assert report.totals.loaded > 50 and report.totals.duplicate == 0


def test_two_loads_at_once_are_one_after_the_other(warehouse, exports, tmp_path):
    children = [loading(warehouse, tmp_path, 1, exports) for _ in range(2)]
    assert [child.communicate(timeout=120) and child.returncode for child in children] == [0, 0]
    both = summary(warehouse)
    assert load(warehouse, [str(exports)]).totals.loaded == 0
    assert summary(warehouse) == both


# The server's next start must not need a new file of its log, so it is given a fresh one before the disk is filled.
FRESH_LOG = """
import sys
from pathlib import Path
from etl.warehouse.connection import open_warehouse
with open_warehouse(None, Path(sys.argv[1])) as warehouse, warehouse.engine.begin() as connection:
    connection.exec_driver_sql("select pg_switch_wal()")
"""
SMALL_DISK = """
set -eu
mount -t tmpfs -o size=200m tmpfs "$1/disk"
"$2" -P -m keyinv load "$3" --data-dir "$1/disk" --workers 1
"$2" -P -c "$6" "$1/disk"
"$2" -P -m keyinv load "$3" --data-dir "$1/disk" --workers 1
head -c "$5" /dev/zero > "$1/disk/reserve"
head -c 1G /dev/zero > "$1/disk/filler" 2>/dev/null || true
rm "$1/disk/reserve"
set +e
"$2" -P -m keyinv load "$4" --data-dir "$1/disk" --workers 1
echo "full: $?"
rm "$1/disk/filler"
"$2" -P -m keyinv load "$4" --data-dir "$1/disk" --workers 1 --json
"""


@pytest.mark.parametrize(("left", "said"), [("0", "does not start"), ("400K", "nothing of this load was kept")])
def test_full_disk_keeps_nothing_of_a_load_and_says_so(tmp_path, exports, left, said):
    """A file system of its own, filled up, then emptied again."""
    (tmp_path / "disk").mkdir()
    small = people(tmp_path / "in", "ada")
    command = ["unshare", "--mount", "sh", "-c", SMALL_DISK, "sh", str(tmp_path), sys.executable, str(small), str(exports), left, FRESH_LOG]
    probe = subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False) if shutil.which("unshare") else None
    if probe is None or probe.returncode:
        pytest.skip("a file system of its own cannot be mounted here")
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert "full: 1\n" in done.stdout, done.stdout + done.stderr
    assert said in done.stderr and "make room" in done.stderr and "Traceback" not in done.stderr
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.partition("full: 1\n")[2])["totals"]["loaded"] > 50
