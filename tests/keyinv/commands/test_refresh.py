"""`keyinv refresh`, `load` and `publish`: what comes in, what is said of it, and when nothing is published."""

import json

from sqlalchemy import text

from etl.policy import SHIPPED
from etl.warehouse.connection import open_warehouse

MEMBERS = {"path", "source", "tenant", "as_of", "complete", "rows_read", "rows_rejected", "status", "reasons"}


def keys_page(folder, body=None):
    folder.mkdir(exist_ok=True)
    key = {
        "object": "organization.project.api_key", "id": "key_1", "name": "one", "redacted_value": "sk-proj-…abcd", "created_at": 1760000000,
        "last_used_at": None, "owner": {"type": "user", "user": {"object": "organization.project.user", "id": "user-1", "name": "Ada",
        "email": "ada@corp.example", "role": "owner", "added_at": 1750000000}},
    }  # fmt: skip
    page = {
        "request": {"path": "/v1/organization/projects/proj_1/api_keys", "query": {}}, "tenant": "org-1", "status": 200, "page": 1,
        "fetched_at": "2026-11-01T00:00:00Z", "last_page": True, "body": body or {"object": "list", "data": [key], "has_more": False},
    }  # fmt: skip
    (folder / "keys.jsonl").write_text(json.dumps(page) + "\n")
    return folder


def test_report_has_what_the_contract_promises(keyinv, tmp_path):
    exports = keys_page(tmp_path / "in")
    (exports / "broken.json").write_text('{"object": ')
    done = keyinv("refresh", exports, "--data-dir", tmp_path / "data", "--json")
    assert done.code == 0, done.err
    report = done.document
    assert set(report) >= {"snapshots", "totals", "publication", "gates", "seconds"}
    assert all(set(snapshot) >= MEMBERS for snapshot in report["snapshots"])
    assert {snapshot["status"] for snapshot in report["snapshots"]} == {"loaded", "rejected"}
    assert report["publication"] == 1 and all(gate["passed"] for gate in report["gates"])
    assert set(report["seconds"]) == {"load", "build", "check", "publish"}
    again = keyinv("load", exports, "--data-dir", tmp_path / "data", "--json").document
    assert {snapshot["status"] for snapshot in again["snapshots"]} == {"duplicate", "rejected"}


def test_closed_gate_keeps_the_last_good_publication(keyinv, tmp_path):
    """More rejected rows than policy bears: exit 3, and readers see what they saw."""
    data = tmp_path / "data"
    assert keyinv("refresh", keys_page(tmp_path / "in"), "--data-dir", data).code == 0
    broken = {"object": "list", "has_more": False, "data": [{"object": "organization.project.api_key", "id": 7}] * 5}
    done = keyinv("refresh", keys_page(tmp_path / "bad", broken), "--data-dir", data)
    assert done.code == 3, done.err
    assert "rejected_row_share" in done.err and "Traceback" not in done.err
    status = keyinv("status", "--data-dir", data)
    assert "publication 1" in status.text and "did not publish" in status.text
    assert keyinv("sql", "select natural_key from credential", "--data-dir", data, "--json").document == [{"natural_key": "key_1"}]
    with open_warehouse(None, data) as warehouse, warehouse.engine.connect() as connection:
        assert connection.execute(text("select count(*) from pg_namespace where nspname ~ '^(mart|build)_2'")).scalar_one() == 0


def test_warnings_are_told_and_close_no_gate(keyinv, tmp_path):
    """Each row of the register is warned of, none is rejected: it is published, by the policy's own age."""
    folder, data = tmp_path / "in", tmp_path / "data"
    folder.mkdir()
    header = "provider,tenant,key_id,environment,created,owner_email,service,verified_at,key_hint,Replaced-By key"
    (folder / "keys.csv").write_text(f"{header}\ngroq,corp,a,test,2025-01-01,,,2025-05-02,,\ngroq,corp,b,test,2025-01-01,,,2025-12-01,,\n")
    (folder / "keys.csv.meta.json").write_text('{"tenant": "corp", "as_of": "2026-02-01T00:00:00Z", "complete": true}')
    (tmp_path / "policy.yaml").write_text(SHIPPED.read_text().replace("register_max_age: 180", "register_max_age: 30"))
    (tmp_path / "keyinv.toml").write_text(f'policy = "{tmp_path}/policy.yaml"\n')
    done = keyinv("refresh", folder, "--data-dir", data, "--config", tmp_path / "keyinv.toml", "--json")
    assert done.code == 0, done.err
    told = {"W062": 2, "W063": 2, "W064": 1}
    assert done.document["totals"]["warnings"] == done.document["totals"]["reasons"] == told
    assert done.document["totals"]["rows_rejected"] == 0
    (gate,) = [gate for gate in done.document["gates"] if gate["name"] == "rejected_row_share"]
    assert gate["observed"] == 0
    status = keyinv("status", "--data-dir", data, "--json").document
    assert status["rejected_rows"] == []
    assert {row["reason_code"]: row["rows"] for row in status["warnings"]} == told
    (folder / "keys.csv").write_text(f"{header}\ngroq,corp,a,test,2025-01-01,,,2026-01-31,,\n")
    text_report = keyinv("load", folder, "--data-dir", data).text
    assert "warnings, whose rows are loaded: W062 1, W064 1" in text_report


def test_nothing_readable_is_exit_four(keyinv, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "notes.txt").write_text("nothing of ours")
    done = keyinv("refresh", folder, "--data-dir", tmp_path / "data")
    assert done.code == 4 and "unknown_source" in done.err
    done = keyinv("load", tmp_path / "nowhere", "--data-dir", tmp_path / "data")
    assert done.code == 4 and "nothing readable" in done.err


def test_roll_back_goes_one_publication_back_and_no_further(keyinv, tmp_path):
    data = tmp_path / "data"
    assert keyinv("refresh", keys_page(tmp_path / "in"), "--data-dir", data).code == 0
    none = keyinv("publish", "--rollback", "--data-dir", data)
    assert none.code == 2 and "no earlier publication" in none.err
    assert keyinv("publish", "--data-dir", data, "--json").document["publication"] == 2
    assert keyinv("publish", "--rollback", "--data-dir", data, "--json").document["publication"] == 1


def test_instant_without_a_zone_is_wrong_usage(keyinv, tmp_path):
    done = keyinv("load", tmp_path, "--as-of", "2026-02-01T08:00:00", "--data-dir", tmp_path / "data")
    assert done.code == 2 and "--as-of" in done.err and "2026-02-01T00:00:00Z" in done.err
