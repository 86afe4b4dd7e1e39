import hashlib


def sighting(detector, key, **facts):
    return {"detector": detector, "sighting_key": key, "state": "open", "detected_at": "2026-03-02 10:41+00",
            "first_reported_at": "2026-03-03+00", "last_reported_at": "2026-03-03+00", "snapshot_id": 1, "row_no": 1, **facts}  # fmt: skip


def folded(steps, sightings, *columns, locations=()):
    given = {
        "sighting_current": sightings,
        "landing.snapshot": [{"snapshot_id": 1, "identity": "a", "digest": "d", "path": "p", "status": "loaded", "as_of": "2026-03-03+00"}],
        "core.exposure_location": locations,
    }
    return steps.rows("exposure_place", given, *columns)


def test_two_detectors_of_one_secret_at_one_place_are_one_exposure(steps):
    sightings = [
        sighting("gitleaks", "1", fingerprint="f", repository="acme/web", path=".env", line=3, detected_at="2026-03-04+00"),
        sighting("github_secret_scanning", "2", fingerprint="f", repository="acme/web", path=".env", publicly_exposed=True),
    ]
    assert folded(steps, sightings, "secret_key", "detectors", "sighting_count", "line", "publicly_exposed", "detected_at") == [
        ("fingerprint:f", ["github_secret_scanning", "gitleaks"], 2, 3, True, "2026-03-02 10:41")
    ]


def test_one_secret_at_two_places_is_two_exposures(steps):
    sightings = [sighting("gitleaks", str(n), fingerprint="f", repository="acme/web", path=path) for n, path in enumerate(("a", "b"))]
    assert folded(steps, sightings, "path") == [("a",), ("b",)]


def test_a_key_id_and_a_fingerprint_that_go_together_are_one_secret(steps):
    sightings = [
        sighting("kingfisher", "1", key_id="AKIA1", fingerprint="f", provider="aws", repository="acme/web", path="a"),
        sighting("github_secret_scanning", "2", key_id="AKIA1", provider="aws", repository="acme/web", path="a"),
    ]
    assert folded(steps, sightings, "secret_key", "key_ids") == [("fingerprint:f", ["AKIA1"])]


def test_a_hint_joins_at_the_same_place_only(steps):
    sightings = [
        sighting("kingfisher", "1", fingerprint="f", hint="sk-…abcd", repository="acme/web", path="a"),
        sighting("detect_secrets", "2", hint="sk-…abcd", repository="acme/web", path="a"),
        sighting("detect_secrets", "3", hint="sk-…abcd", repository="acme/web", path="b"),
    ]
    assert folded(steps, sightings, "path", "secret_key", "sighting_count") == [
        ("a", "fingerprint:f", 2),
        ("b", "hint::sk-…abcd", 1),
    ]


def test_a_report_of_the_repository_alone_joins_the_file_that_another_names(steps):
    sightings = [
        sighting("github_secret_scanning", "1", fingerprint="f", repository="acme/web"),
        sighting("gitleaks", "2", fingerprint="f", repository="acme/web", path="a"),
    ]
    assert folded(steps, sightings, "path", "sighting_count") == [("a", 2)]


def test_each_further_location_is_a_place(steps):
    locations = [
        {"snapshot_id": 1, "row_no": n, "detector": "github_secret_scanning", "sighting_key": "1", "repository": "acme/web", "path": path}
        for n, path in enumerate(("a", "b", "b"))
    ]
    sightings = [sighting("github_secret_scanning", "1", fingerprint="f", repository="acme/web")]
    assert folded(steps, sightings, "path", "sighting_count", locations=locations) == [("a", 1), ("b", 1)]


def test_reports_that_show_nothing_of_the_secret_stay_apart(steps):
    sightings = [sighting("gitleaks", key, repository="acme/web", path="a") for key in ("1", "2")]
    assert folded(steps, sightings, "secret_key") == [("report:gitleaks:1",), ("report:gitleaks:2",)]


def test_the_id_depends_on_secret_and_place_alone(steps):
    digest = hashlib.sha256(b"fingerprint:f\x1facme/web\x1fa").hexdigest()
    sightings = [sighting("gitleaks", "1", fingerprint="f", repository="acme/web", path="a", rule="any", line=9)]
    assert folded(steps, sightings, "exposure_id") == [(int(digest[:15], 16),)]


def test_closed_by_all_as_no_secret_is_judged_so_and_by_one_is_not(steps):
    sightings = [
        sighting("gitleaks", "1", fingerprint="f", path="a", state="resolved", resolution="false_positive"),
        sighting("gitleaks", "2", fingerprint="g", path="a", state="resolved", resolution="false_positive"),
        sighting("kingfisher", "3", fingerprint="g", path="a"),
    ]
    assert folded(steps, sightings, "secret_key", "judged_false_positive") == [("fingerprint:f", True), ("fingerprint:g", False)]


def test_a_detector_that_finds_it_alive_later_outweighs_an_earlier_dead(steps):
    sightings = [
        sighting("a", "1", fingerprint="f", path="a", invalid_since="2026-03-03+00", last_invalid_at="2026-03-03+00"),
        sighting("b", "2", fingerprint="f", path="a", last_valid_at="2026-03-05+00"),
        sighting("a", "3", fingerprint="g", path="a", invalid_since="2026-03-03+00", last_invalid_at="2026-03-03+00"),
    ]
    assert folded(steps, sightings, "secret_key", "invalid_since") == [("fingerprint:f", None), ("fingerprint:g", "2026-03-03 00:00")]


def test_no_report_no_exposure(steps):
    assert folded(steps, [], "exposure_id") == []
