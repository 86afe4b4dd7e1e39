"""The made-up organisation: the same seed gives the same bytes, the shapes decode, and the truth fits the files."""

import base64
import csv
import gzip
import hashlib
import io
import json
from pathlib import Path

import polars as pl
import pytest
import yaml

from etl.demo import STAGES, DemoOptions, Truth, generate
from etl.errors import ConfigurationError

SMALL = DemoOptions(credentials=400, days=60, seed=7)


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> Truth:
    return generate(tmp_path_factory.mktemp("organisation"), SMALL)


@pytest.fixture(scope="module")
def credentials(truth: Truth) -> pl.DataFrame:
    return pl.read_ndjson(truth.credentials_path, infer_schema_length=None)


def digests(directory: Path) -> dict[str, str]:
    return {
        str(path.relative_to(directory)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(directory.rglob("*"))
        if path.is_file()
    }


def bodies(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def events(truth: Truth) -> list[tuple[Path, dict]]:
    found = []
    for path in sorted(truth.exports.glob("aws/**/*.json.gz")):
        if str(path.relative_to(truth.exports)) == truth.facts["files"]["truncated"]:
            continue
        text = gzip.decompress(path.read_bytes()).decode()
        whole = text.startswith('{"Records"')
        found.extend((path, event) for event in (json.loads(text)["Records"] if whole else map(json.loads, text.splitlines())))
    return found


def test_same_options_give_the_same_bytes(truth: Truth, tmp_path: Path) -> None:
    again = generate(tmp_path, SMALL)
    assert digests(again.directory) == digests(truth.directory)


def test_another_seed_gives_another_organisation(truth: Truth, tmp_path: Path) -> None:
    other = generate(tmp_path, DemoOptions(credentials=400, days=60, seed=8))
    assert other.facts["tenants"] != truth.facts["tenants"]
    assert other.credentials_path.read_bytes() != truth.credentials_path.read_bytes()


def test_there_are_as_many_credentials_as_asked_for_and_no_two_are_the_same(credentials: pl.DataFrame) -> None:
    assert credentials.height == 400
    assert credentials.select("provider", "tenant", "natural_key").is_unique().all()


def test_every_whole_file_decodes_in_its_format(truth: Truth) -> None:
    spoilt = truth.facts["files"]["truncated"]
    seen = set()
    for path in truth.exports.rglob("*"):
        if not path.is_file() or str(path.relative_to(truth.exports)) == spoilt:
            continue
        body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        seen.add(path.suffix)
        if path.suffix == ".csv":
            rows = list(csv.reader(io.StringIO(body.decode()), strict=True))
            assert len({len(row) for row in rows}) == 1, path
        elif path.suffix == ".yaml":
            assert all(document["apiVersion"] for document in yaml.safe_load_all(body))
        elif body.startswith(b'{"Records"') or path.suffix == ".json":
            json.loads(body)
        else:
            assert all(json.loads(line) for line in body.splitlines()), path
    assert seen == {".gz", ".csv", ".yaml", ".json", ".jsonl"}


def test_truncated_file_does_not_decompress(truth: Truth) -> None:
    with pytest.raises(EOFError):
        gzip.decompress((truth.exports / truth.facts["files"]["truncated"]).read_bytes())


def test_access_key_ids_name_their_account(credentials: pl.DataFrame) -> None:
    keys = credentials.filter(pl.col("provider") == "aws").select("natural_key", "tenant")
    for key, account in keys.iter_rows():
        head = int.from_bytes(base64.b32decode(key[4:])[:6], "big")
        assert str((head & 0x7FFFFFFFFF80) >> 7).zfill(12) == account
        assert key[4] not in "IJ"


def test_last_listing_of_access_keys_shows_exactly_those_that_are_there(truth: Truth, credentials: pl.DataFrame) -> None:
    listed = set()
    for path in truth.exports.glob("aws/*/as_of=2026-11-01/list-access-keys.jsonl"):
        for line in bodies(path):
            listed |= {key["AccessKeyId"] for key in line["body"]["AccessKeyMetadata"] if "AccessKeyId" in key}
    there = credentials.filter((pl.col("provider") == "aws") & pl.col("present"))
    assert listed == set(there["natural_key"])


def test_log_proves_each_creation_and_deletion_within_it(truth: Truth, credentials: pl.DataFrame) -> None:
    made, gone = set(), set()
    for _, event in events(truth):
        if event["eventName"] == "CreateAccessKey":
            made.add(event["responseElements"]["accessKey"]["accessKeyId"])
        elif event["eventName"] == "DeleteAccessKey":
            gone.add(event["requestParameters"]["accessKeyId"])
    aws = credentials.filter(pl.col("provider") == "aws")
    start = SMALL.start
    assert made == set(aws.filter(pl.col("created") >= start)["natural_key"])
    assert gone == set(aws.filter(~pl.col("present"))["natural_key"])


def test_calls_in_the_trail_are_those_of_the_truth_with_repeats_counted_once(truth: Truth, credentials: pl.DataFrame) -> None:
    counted: dict[str, set[str]] = {}
    for _, event in events(truth):
        if event["userIdentity"]["type"] == "IAMUser":
            counted.setdefault(event["userIdentity"]["accessKeyId"], set()).add(event["eventID"])
    aws = credentials.filter((pl.col("provider") == "aws") & (pl.col("calls") > 0))
    told = dict(aws.select("natural_key", "calls").iter_rows())
    shadows = {key["natural_key"]: key["rows"] for key in truth.facts["shadow_keys"] if key["provider"] == "aws"}
    assert {key: len(ids) for key, ids in counted.items()} == told | shadows
    assert not set(shadows) & set(credentials["natural_key"])


def test_repeated_events_are_in_two_files(truth: Truth) -> None:
    repeated = truth.facts["files"]["repeated"]
    ids = {name: {event["eventID"] for path, event in events(truth) if path == truth.exports / repeated[name]} for name in ("path", "of")}
    assert len(ids["path"]) == repeated["events"]
    assert ids["path"] <= ids["of"]


def test_no_secret_stands_anywhere_but_where_it_was_planted(truth: Truth) -> None:
    for name in ("truth.json", "truth_credentials.ndjson"):
        assert "T3Blbk" + "FJ" not in (truth.directory / name).read_text()
    holders = {path.name for path in truth.exports.rglob("*.*") if path.is_file() and (b"T3Blbk" + b"FJ") in path.read_bytes()}
    assert holders == {"secret_scanning_alerts.jsonl", "keys.csv"}


def test_alert_secrets_have_the_digests_of_the_truth(truth: Truth) -> None:
    told = {row["alert"]: row for row in truth.facts["exposures"]}
    shown = [alert for line in bodies(truth.exports / "github/2026-11-01/secret_scanning_alerts.jsonl") for alert in line["body"]]
    assert {alert["number"] for alert in shown} == set(told)
    for alert in shown:
        expected = told[alert["number"]]["secret_sha256"]
        if expected:
            assert hashlib.sha256(alert["secret"].encode()).hexdigest() == expected
        elif told[alert["number"]]["natural_key"]:
            assert alert["secret"] == told[alert["number"]]["natural_key"]


def test_every_ending_of_an_exposure_is_planted(truth: Truth) -> None:
    assert {row["ending"] for row in truth.facts["exposures"]} == {
        "revoked_in_minutes", "revoked_in_weeks", "open", "file_deleted", "dead_before_leak", "false_positive",
    }  # fmt: skip
    assert any(row["first_abuse_at"] for row in truth.facts["exposures"])


def test_every_question_has_an_answer(truth: Truth) -> None:
    questions = truth.facts["questions"]
    for name in ("no_owner", "owner_left", "team_only", "low_confidence", "owned"):
        assert questions[f"ownership.{name}"]["count"] > 0, name
    for name in ("used", "never_used", "unknown"):
        assert questions[f"use.{name}"]["count"] > 0, name
    assert questions["dormant"]["count"] > 0
    assert questions["overdue"]["count"] > 0
    assert {row["state"] for row in truth.facts["rotations"]} == {"finished", "overlapping", "unfinished"}


def test_partial_pull_says_that_more_pages_follow(truth: Truth) -> None:
    [path] = truth.facts["files"]["partial"]
    [line] = bodies(truth.exports / path)
    assert line["body"]["has_more"] is True
    assert line["last_page"] is False


def test_progress_names_each_stage_once_in_order(tmp_path: Path) -> None:
    seen: list[tuple[int, int, str]] = []
    generate(tmp_path, DemoOptions(credentials=100, days=60), lambda *stage: seen.append(stage))
    assert seen == [(number, len(STAGES), name) for number, name in enumerate(STAGES)]


def test_calls_follow_the_option(tmp_path: Path) -> None:
    truth = generate(tmp_path, DemoOptions(credentials=400, days=60, events=12_000))
    rows = pl.read_ndjson(truth.credentials_path, infer_schema_length=None)
    calls = rows.filter(pl.col("provider") == "aws")["calls"].sum()
    assert 12_000 * 0.3 < calls < 12_000 * 0.8  # the other calls are in the usage reports


@pytest.mark.parametrize("asked", [{"credentials": 10}, {"days": 7}])
def test_organisation_too_small_for_its_findings_is_refused(asked: dict[str, int]) -> None:
    with pytest.raises(ConfigurationError, match="ask for at least"):
        DemoOptions(**asked)
