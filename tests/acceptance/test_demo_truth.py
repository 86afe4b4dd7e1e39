"""The published tables against the truth of a made-up organisation, both ways: found, and nothing else claimed."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from etl.demo import DemoOptions, Truth, generate

OPTIONS = DemoOptions(credentials=400, days=60, seed=11)
KEY = ["provider", "tenant", "natural_key"]
SHOWN = 12


@dataclass(frozen=True)
class Published:
    """What was planted, and what a refresh made of it."""

    truth: Truth
    report: dict[str, Any]
    data_dir: Path

    def rows(self, query: str) -> pl.DataFrame:
        done = keyinv("sql", query, "--json", data_dir=self.data_dir)
        assert done.returncode == 0, done.stderr[-2000:]
        return pl.DataFrame(json.loads(done.stdout), infer_schema_length=None)


def keyinv(*arguments: str, data_dir: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-P", "-m", "keyinv", *arguments, "--data-dir", str(data_dir)]
    return subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    truth = generate(tmp_path_factory.mktemp("organisation"), OPTIONS)
    data_dir = tmp_path_factory.mktemp("data")
    done = keyinv("refresh", str(truth.exports), "--json", data_dir=data_dir)
    assert done.returncode == 0, done.stderr[-3000:]
    return Published(truth, json.loads(done.stdout), data_dir)


@pytest.fixture(scope="module")
def told(published: Published) -> pl.DataFrame:
    return pl.read_ndjson(published.truth.credentials_path, infer_schema_length=None)


@pytest.fixture(scope="module")
def found(published: Published) -> pl.DataFrame:
    return published.rows(
        "select provider, tenant, natural_key, kind, status, ownership_class, use_state, dormant, rotation_lag_days,"
        " cast(extract(epoch from created_at) as bigint) as created, credential_id from credential"
    )


def both(told: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Truth and publication side by side, by natural key."""
    return told.join(found, on=KEY, how="inner", suffix="_found")


def deviations(rows: pl.DataFrame, *columns: str) -> str:
    """The rows that differ, for the message of a failed comparison: empty where none does."""
    if not rows.height:
        return ""
    with pl.Config(tbl_rows=SHOWN, tbl_cols=20, fmt_str_lengths=60, tbl_width_chars=240):
        return f"{rows.height} differ: {rows.select(*KEY, *columns).head(SHOWN)}"


def test_every_credential_is_published_and_no_other(told: pl.DataFrame, found: pl.DataFrame) -> None:
    assert deviations(told.join(found, on=KEY, how="anti"), "story", "present") == ""
    assert deviations(found.join(told, on=KEY, how="anti"), "kind", "status") == ""


def test_gone_ones_are_gone_and_all_others_are_there(told: pl.DataFrame, found: pl.DataFrame) -> None:
    published = pl.col("status_found").replace({"revoked": "gone", "absent": "gone"})
    assert deviations(both(told, found).filter(pl.col("status") != published), "status", "status_found", "story") == ""


def test_ownership_class_of_each_credential(told: pl.DataFrame, found: pl.DataFrame) -> None:
    settled = both(told, found).filter(pl.col("ownership_class").is_not_null())
    wrong = settled.filter(pl.col("ownership_class").ne_missing(pl.col("ownership_class_found")))
    assert deviations(wrong, "kind", "registered", "ownership_class", "ownership_class_found") == ""


def test_use_state_of_each_credential(told: pl.DataFrame, found: pl.DataFrame) -> None:
    settled = both(told, found).filter(pl.col("use_state").is_not_null())
    wrong = settled.filter(pl.col("use_state").ne_missing(pl.col("use_state_found")))
    assert deviations(wrong, "story", "use_state", "use_state_found") == ""


def test_dormant_are_exactly_the_planted_ones(told: pl.DataFrame, found: pl.DataFrame) -> None:
    settled = both(told, found).filter(pl.col("dormant").is_not_null() & (pl.col("use_state_found") == "used"))
    assert deviations(settled.filter(pl.col("dormant").ne_missing(pl.col("dormant_found"))), "dormant", "dormant_found") == ""


def test_overdue_secrets_are_exactly_the_planted_ones(told: pl.DataFrame, found: pl.DataFrame) -> None:
    settled = both(told, found).filter(pl.col("overdue").is_not_null())
    wrong = settled.filter(pl.col("overdue") != (pl.col("rotation_lag_days") > 0).fill_null(value=False))
    assert deviations(wrong, "kind", "overdue", "rotation_lag_days") == ""


def test_creation_dates_are_those_of_the_story(told: pl.DataFrame, found: pl.DataFrame) -> None:
    day = 86_400  # a register knows only the day
    settled = both(told, found).filter(pl.col("created").is_not_null())
    exact = pl.col("provider").is_in(["aws", "openai", "anthropic"])
    wrong = settled.filter((pl.col("created") - pl.col("created_found")).abs() > pl.when(exact).then(0).otherwise(day))
    assert deviations(wrong, "created", "created_found") == ""


def test_shadow_keys_are_exactly_the_planted_ones(published: Published) -> None:
    expected = {(key["provider"], key["tenant"], key["natural_key"]) for key in published.truth.facts["shadow_keys"]}
    assert set(published.rows("select provider, tenant, natural_key from shadow_key").iter_rows()) == expected


def test_rotations_are_exactly_the_planted_ones_in_their_state(published: Published) -> None:
    query = (
        "select p.natural_key as predecessor, s.natural_key as successor, r.state from rotation r"
        " join credential p on p.credential_id = r.predecessor_id join credential s on s.credential_id = r.successor_id"
        " where r.predecessor_id <> r.successor_id"
    )
    expected = {(row["predecessor"], row["successor"], row["state"]) for row in published.truth.facts["rotations"]}
    rotations = set(published.rows(query).iter_rows())
    assert (sorted(expected - rotations), sorted(rotations - expected)) == ([], [])


def test_log_proves_creation_and_deletion_to_the_second(published: Published, told: pl.DataFrame) -> None:
    query = (
        "select provider, tenant, natural_key, cast(extract(epoch from max(e.at_upper)) as bigint) as at from lifecycle_event e"
        " join credential using (credential_id) where e.kind = 'deleted' and e.evidence = 'log' and e.at_lower = e.at_upper"
        " group by 1, 2, 3"
    )
    gone = told.filter(~pl.col("present") & pl.col("is_logged"))
    compared = gone.join(published.rows(query), on=KEY, how="full", suffix="_log")
    assert deviations(compared.filter(pl.col("gone").ne_missing(pl.col("at"))), "story", "gone", "at") == ""


def exposures(published: Published) -> dict[int, dict[str, Any]]:
    """Published exposures by the alert's repository and detection time, which are unique here."""
    rows = published.rows(
        "select e.repository, to_char(e.detected_at at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') as detected_at, e.match_method,"
        " e.state, c.natural_key, to_char(e.revoked_upper at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') as revoked_at,"
        " e.first_abuse_at from exposure e left join credential c using (credential_id)"
    ).to_dicts()
    alert_of = {(row["repository"], row["detected_at"]): row["alert"] for row in published.truth.facts["exposures"]}
    return {alert_of.get((row["repository"], row["detected_at"]), -number): row for number, row in enumerate(rows, 1)}


def test_every_exposure_is_published_once_and_no_other(published: Published) -> None:
    assert set(exposures(published)) == {row["alert"] for row in published.truth.facts["exposures"]}


def test_exposures_belong_to_the_leaked_credentials(published: Published) -> None:
    shown = exposures(published)
    expected = {row["alert"]: (row["natural_key"], row["match_method"]) for row in published.truth.facts["exposures"]}
    assert {alert: (shown[alert]["natural_key"], shown[alert]["match_method"]) for alert in expected} == expected


def test_revocation_of_exposed_keys_is_that_of_the_log(published: Published) -> None:
    shown = exposures(published)
    logged = {row["natural_key"] for row in published.truth.facts["exposures"] if row["tenant"] != _unlogged(published)}
    expected = {
        row["alert"]: row["revoked_at"]
        for row in published.truth.facts["exposures"]
        if row["natural_key"] in logged and row["ending"] != "dead_before_leak"
    }
    assert {alert: shown[alert]["revoked_at"] for alert in expected} == expected


def test_states_of_exposures_follow_their_endings(published: Published) -> None:
    allowed = {
        "revoked_in_minutes": {"remediated", "contained"},
        "revoked_in_weeks": {"remediated", "contained"},
        "open": {"open", "contained"},
        "file_deleted": {"open", "accepted", "contained"},
        "dead_before_leak": {"remediated"},
        "false_positive": {"false_positive"},
    }
    shown = exposures(published)
    wrong = {
        row["alert"]: (row["ending"], shown[row["alert"]]["state"])
        for row in published.truth.facts["exposures"]
        if shown[row["alert"]]["state"] not in allowed[row["ending"]]
    }
    assert wrong == {}


def _unlogged(published: Published) -> str:
    tenant: str = published.truth.facts["tenants"]["anthropic"][-1]
    return tenant


def test_calls_of_each_access_key_are_counted_once(published: Published, told: pl.DataFrame) -> None:
    rows = published.rows(
        "select provider, tenant, natural_key, cast(sum(requests) as bigint) as requests from usage_daily"
        " join credential using (credential_id) where provider = 'aws' group by 1, 2, 3"
    )
    used = told.filter(pl.col("calls") > 0)
    compared = used.join(rows, on=KEY, how="full", suffix="_log")
    assert deviations(compared.filter(pl.col("calls").ne_missing(pl.col("requests"))), "calls", "requests") == ""


def test_damaged_files_are_rejected_with_a_reason_and_no_other(published: Published) -> None:
    files = published.truth.facts["files"]
    rejected = {
        str(Path(snapshot["path"]).relative_to(published.truth.exports)): set(snapshot["reasons"])
        for snapshot in published.report["snapshots"]
        if snapshot["status"] == "rejected"
    }
    assert rejected == {files["truncated"]: {"truncated_gzip"}, files["unknown"]: {"unknown_source"}}


def test_broken_rows_are_rejected_and_no_other(published: Published) -> None:
    rejected = {
        str(Path(snapshot["path"]).relative_to(published.truth.exports)): snapshot["rows_rejected"]
        for snapshot in published.report["snapshots"]
        if snapshot["rows_rejected"]
    }
    assert rejected == published.truth.facts["files"]["broken_rows"]


def test_registers_are_warned_of_where_a_row_has_no_service_or_was_verified_too_long_ago(published: Published) -> None:
    of_keys = [snapshot for snapshot in published.report["snapshots"] if snapshot["source"] == "register.keys"]
    for snapshot in of_keys:
        listed = pl.read_csv(snapshot["path"], infer_schema=False).filter(pl.col("notes").is_null())
        age = pl.lit(snapshot["as_of"]).str.slice(0, 10).str.to_date() - pl.col("verified_at").str.to_date()
        counted = {"W062": listed["service"].null_count(), "W063": listed.filter(age > pl.duration(days=180)).height}
        assert snapshot["warnings"] == {code: count for code, count in counted.items() if count}, snapshot["path"]
    assert {code for snapshot in of_keys for code in snapshot["warnings"]} == {"W062", "W063"}
    assert {source for s in published.report["snapshots"] if s["warnings"] for source in [s["source"]]} == {"register.keys"}


def test_only_cut_listings_are_partial(published: Published) -> None:
    listings = ("project_api_keys", "list-access-keys", "credential_report", "api_keys", "keys.csv", "admin_api_keys")
    partial = [
        str(Path(snapshot["path"]).relative_to(published.truth.exports))
        for snapshot in published.report["snapshots"]
        if snapshot["status"] == "loaded" and not snapshot["complete"] and any(name in snapshot["path"] for name in listings)
    ]
    assert partial == published.truth.facts["files"]["partial"]
