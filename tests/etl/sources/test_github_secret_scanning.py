import json

from etl.errors import RowRejectedError
from etl.records import Sighting, SightingLocation
from etl.sources import Export, Page, Sample, Stated, github_secret_scanning

SOURCES = {source.export: source for source in github_secret_scanning.SOURCE}
ALERTS, LOCATIONS = "github.secret_scanning_alerts", "github.secret_scanning_locations"
PLANTED = "sk-" + "proj-" + "Zx9" * 16
PLACE = {"path": "deploy/.env", "start_line": 22.0, "end_line": 22, "commit_sha": "bb", "blob_url": "https://x/b"}
ALERT = {
    "number": 17, "created_at": "2026-04-30T21:14:05Z", "state": "resolved", "resolution": "revoked",
    "resolved_at": "2026-05-01T06:02:11Z", "resolved_by": {"login": "sec"}, "secret_type": "openai_api_key",
    "provider_slug": "openai", "repository": {"id": 701, "full_name": "corp/chat", "private": True},
    "validity": "inactive", "publicly_leaked": False, "first_location_detected": PLACE,
}  # fmt: skip
BARE = {
    "number": 18, "created_at": "2026-04-30T21:14:05Z", "secret_type": "anthropic_api_key", "state": "open",
    "html_url": "https://github.com/corp/web/security/secret-scanning/18", "validity": "active", "publicly_leaked": True,
}  # fmt: skip
ISSUE = {"type": "issue_body", "details": {"issue_body_url": "https://api.github.com/repos/corp/chat/issues/4"}}
SAMPLES = {
    ALERTS: json.dumps([ALERT, BARE]).encode(),
    LOCATIONS: json.dumps([{"type": "commit", "details": PLACE}, ISSUE]).encode(),
}
SECRETS = {
    ALERTS: json.dumps([{**ALERT, "secret": PLANTED, "resolution_comment": PLANTED}, {**BARE, "secret": PLANTED}]).encode(),
    LOCATIONS: SAMPLES[LOCATIONS],
}


def read(name, body, **export):
    body = body if isinstance(body, bytes) else json.dumps(body).encode()
    return list(SOURCES[name].read(Page(body=body), Export(path="x", **export)))


def test_an_alert_is_a_sighting_of_its_first_place():
    first, second = read(ALERTS, SAMPLES[ALERTS])
    assert (first.sighting_key, first.provider, first.line) == ("corp/chat#17", "openai", 22)
    assert (first.validity, first.state, first.resolution) == ("invalid", "resolved", "revoked")
    assert (first.publicly_exposed, second.publicly_exposed) == (False, True)
    assert (second.sighting_key, second.provider, second.validity) == ("corp/web#18", "anthropic", "valid")


def test_the_raw_secret_becomes_hint_and_fingerprint():
    found = read(ALERTS, SECRETS[ALERTS])
    assert PLANTED not in str(found)
    assert found[0].fingerprint == found[1].fingerprint is not None


def test_an_access_key_id_is_no_secret_and_a_mask_has_no_fingerprint():
    (key,) = read(ALERTS, [{**BARE, "secret_type": "aws_access_key_id", "secret": "AKIAIOSFODNN7EXAMPLE"}])
    assert (key.key_id, key.fingerprint) == ("AKIAIOSFODNN7EXAMPLE", None)
    (masked,) = read(ALERTS, [{**BARE, "secret": "sk-************abcd"}])
    assert masked.fingerprint is None


def test_a_narrowed_list_is_not_complete():
    assert Stated(complete=False) in read(ALERTS, [ALERT], request_query={"state": "open"})


def test_a_webhook_gives_its_alert_and_a_bad_row_is_rejected_alone():
    found = read(ALERTS, [{"action": "created", "alert": BARE, "repository": {"full_name": "a/b"}}, {"number": "x"}, 3, ALERT])
    assert [y.row_no for y in found if isinstance(y, RowRejectedError)] == [2, 3]
    assert [y.sighting_key for y in found if isinstance(y, Sighting)] == ["a/b#18", "corp/chat#17"]


def test_locations_belong_to_the_alert_of_the_request():
    found = read(LOCATIONS, SAMPLES[LOCATIONS], request_path="/repos/corp/chat/secret-scanning/alerts/17/locations")
    assert [(y.sighting_key, y.location_kind) for y in found] == [("corp/chat#17", "commit"), ("corp/chat#17", "issue_body")]


def test_each_body_is_recognised_by_its_own_source_alone():
    for name, body in SAMPLES.items():
        sample = Sample(format="json", top=json.loads(body))
        assert [source.export for source in github_secret_scanning.SOURCE if source.recognises(sample)] == [name]


def test_the_examples_hold_one_alert_and_thirteen_kinds_of_place(shared_data):
    folder = shared_data / "github_rest"
    (alert,) = read(ALERTS, (folder / "get_orgs_org_secret-scanning_alerts.json").read_bytes())
    assert (alert.sighting_key, alert.resolution) == ("octocat/Hello-World#2", "false_positive")
    places = read(LOCATIONS, (folder / "get_repos_owner_repo_secret-scanning_alerts_alert_number_locations.json").read_bytes())
    assert len({place.location_kind for place in places if isinstance(place, SightingLocation)}) == 13
