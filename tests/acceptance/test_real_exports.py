"""The whole way on real exports, against figures that PROVENANCE.md worked out from the files themselves."""

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

CREATED_AND_DELETED = {"AKIATFQR7NSC3ZO6PKAZ": 235, "AKIATFQR7NSCQLA2F4OD": 214}
ACTING = {"AKIATFQR7NSC8Q4X20BJ": 2104, "AKIATFQR7NSCUXC3DDDP": 43, "AKIATFQZ7NSC8Q4X21BJ": 35}


def keyinv(*arguments: str, data_dir: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-P", "-m", "keyinv", *arguments, "--data-dir", str(data_dir)]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)


@pytest.fixture(scope="module")
def refreshed(tmp_path_factory: pytest.TempPathFactory, shared_data: Path) -> SimpleNamespace:
    data_dir = tmp_path_factory.mktemp("real")
    done = keyinv("refresh", str(shared_data), "--json", data_dir=data_dir)
    assert done.returncode == 0, done.stderr[-3000:]
    return SimpleNamespace(data_dir=data_dir, report=json.loads(done.stdout), stderr=done.stderr)


def rows(refreshed: SimpleNamespace, query: str) -> list[dict[str, object]]:
    done = keyinv("sql", query, "--json", data_dir=refreshed.data_dir)
    assert done.returncode == 0, done.stderr
    answered: list[dict[str, object]] = json.loads(done.stdout)
    return answered


def test_every_file_is_loaded_duplicate_or_rejected_with_a_reason(refreshed: SimpleNamespace, shared_data: Path) -> None:
    snapshots = refreshed.report["snapshots"]
    reported = {Path(snapshot["path"]).resolve() for snapshot in snapshots}
    assert reported == {path.resolve() for path in shared_data.rglob("*") if path.is_file()}
    assert {snapshot["status"] for snapshot in snapshots} <= {"loaded", "duplicate", "rejected", "nothing_to_take"}
    assert [s["path"] for s in snapshots if s["status"] == "rejected" and not s["reasons"]] == []


def test_openai_files_that_carry_nothing_are_nothing_to_take(refreshed: SimpleNamespace) -> None:
    openai = [s for s in refreshed.report["snapshots"] if "openai_admin" in s["path"]]
    assert len(openai) == 105
    assert sum(s["status"] == "rejected" for s in openai) == 7, "the seven that are not valid JSON"
    assert sum(s["status"] == "nothing_to_take" for s in openai) > 60


def test_log_proves_the_lives_of_two_keys_to_the_second(refreshed: SimpleNamespace) -> None:
    found = rows(
        refreshed,
        "select c.natural_key, c.status, cast(extract(epoch from max(e.at_lower) - min(e.at_lower)) as int) as seconds,"
        " bool_and(e.at_lower = e.at_upper) as exact from lifecycle_event e join credential c using (credential_id)"
        " where e.kind in ('created', 'deleted') and e.evidence = 'log' and c.provider = 'aws' group by 1, 2",
    )
    assert {row["natural_key"]: row["seconds"] for row in found} == CREATED_AND_DELETED
    assert {row["status"] for row in found} == {"revoked"}
    assert all(row["exact"] for row in found)


def test_three_long_term_keys_act(refreshed: SimpleNamespace) -> None:
    found = rows(
        refreshed,
        "select coalesce(c.natural_key, s.natural_key) as natural_key, sum(u.requests) as requests from usage_daily u"
        " left join credential c using (credential_id) left join shadow_key s using (credential_id)"
        " where coalesce(c.provider, s.provider) = 'aws' group by 1",
    )
    acting = {row["natural_key"]: int(str(row["requests"])) for row in found}
    assert {key: acting.get(key) for key in ACTING} == ACTING
    assert not [key for key in acting if str(key).startswith("ASIA")], "temporary keys are no register entries"


def test_key_of_both_openai_listings_is_one_credential_with_the_right_owner(refreshed: SimpleNamespace) -> None:
    found = rows(
        refreshed,
        "select natural_key, kind, owner from credential where provider = 'openai' and natural_key = 'key_abc'",
    )
    assert len(found) == 1
    assert found[0]["kind"] in {"api_key", "service_account_key"}, "the project listing knows better than the admin listing"
    assert found[0]["owner"] is not None


def test_credential_report_gives_four_active_keys_of_three_users(refreshed: SimpleNamespace) -> None:
    found = rows(
        refreshed,
        "select status, privilege from credential where provider = 'aws' and natural_key like '%#slot%' and status = 'active'",
    )
    assert len(found) == 4
    assert sum(row["privilege"] == "admin" for row in found) >= 1, "the root account's key"


def test_no_session_token_or_raw_secret_of_the_files_is_in_the_database(refreshed: SimpleNamespace, shared_data: Path) -> None:
    alerts = json.loads((shared_data / "github_rest/get_orgs_org_secret-scanning_alerts.json").read_text())
    secrets = {alert["secret"] for alert in alerts}
    assert secrets
    stored = b"".join(p.read_bytes() for p in refreshed.data_dir.rglob("*") if p.is_file() and p.stat().st_size < 2**28)
    assert [len(secret) for secret in secrets if secret.encode() in stored] == []
    assert [secret for secret in secrets if secret in refreshed.stderr] == []


def test_second_refresh_finds_only_duplicates(refreshed: SimpleNamespace, shared_data: Path) -> None:
    before = rows(refreshed, "select count(*) as n, sum(requests) as r from usage_daily")
    done = keyinv("refresh", str(shared_data / "aws_cloudtrail"), "--json", data_dir=refreshed.data_dir)
    assert done.returncode == 0, done.stderr[-2000:]
    statuses = {s["status"] for s in json.loads(done.stdout)["snapshots"]}
    assert statuses <= {"duplicate", "rejected", "nothing_to_take"}
    assert rows(refreshed, "select count(*) as n, sum(requests) as r from usage_daily") == before
