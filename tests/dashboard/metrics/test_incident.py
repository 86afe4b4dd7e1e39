"""One exposure step by step, worked out by hand."""

from datetime import UTC, datetime, timedelta

import pytest

from dashboard.metrics.incident import Between, durations, impossible, steps

AS_OF = datetime(2026, 11, 1, 12, tzinfo=UTC)
AT = datetime(2026, 10, 1, tzinfo=UTC)


def hours(number):
    return AT + timedelta(hours=number)


@pytest.fixture
def exposure(published):
    def made(**known):
        for name in ("acknowledged", "replaced", "revoked", "reauthenticated", "introduced"):
            if name in known:
                known |= {f"{name}_lower": known[name], f"{name}_upper": known[name]}
                del known[name]
        return published.frame("exposure", [{"exposure_id": 1, **known}]).row(0, named=True)

    return made


def told(exposure, as_of=AS_OF):
    return dict(durations(exposure, as_of).select("measure", "duration").iter_rows())


def test_worked_example_of_the_standard(exposure, examples):
    given, expected = examples["tl-01"]["inputs"], examples["tl-01"]["expected"]
    at = {name: datetime.fromisoformat(value.replace("Z", ":00+00:00")) for name, value in given.items()}
    found = exposure(
        introduced_at=at["exposed"], detected_at=at["detected"], acknowledged=at["notified"], replaced=at["replacement_issued"],
        revoked=at["revoked"], reauthenticated=at["last_dependent_reauth"], dependents_total=2, dependents_moved=2,
    )  # fmt: skip
    words = {"ttd": "41 min", "ttn": "39 min", "ttrev_from_detect": "7 h 49 min", "exposure_window": "8 h 30 min",
             "ttrot_from_detect": "4 h 24 min", "overlap": "3 h 25 min", "ttreauth": "18 h 5 min", "dependents_broken_minutes": "14 h 40 min",
             "ttrem": "23 h 10 min"}  # fmt: skip
    assert list(told(found).values()) == list(words.values())
    minutes = [41, 39, 469, 510, 264, 205, 1085, 880, 1390]
    assert [expected[name] for name in words] == minutes
    assert not impossible(found, AS_OF)


def test_bounds_are_carried_to_both_ends(exposure):
    found = told(
        exposure(
            introduced_lower=hours(0), introduced_upper=hours(10), detected_at=hours(12), revoked_lower=hours(20), revoked_upper=hours(44)
        )
    )
    assert found["time to detect"] == "2 h to 12 h"
    assert found["exposure window"] == "10 h to 1 d 20 h"


def test_secret_that_still_works_runs_to_the_as_of(exposure):
    found = told(exposure(introduced_at=AS_OF - timedelta(days=3), detected_at=AS_OF - timedelta(days=2), state="open"))
    assert found["exposure window"] == "at least 3 d, still running"
    assert found["response"] == "at least 2 d, still running"
    assert found["time to acknowledge"] == found["overlap"] == found["broken time"] == "not known"


def test_without_a_known_dependent_remediation_is_revocation(exposure):
    found = told(exposure(introduced_at=hours(0), detected_at=hours(1), revoked=hours(5)))
    assert (found["time to remediate"], found["broken time"]) == ("5 h", "not known")


def test_dependents_that_have_not_moved_are_broken_since_the_revocation(exposure):
    found = told(
        exposure(introduced_at=hours(0), detected_at=hours(1), revoked=hours(5), dependents_total=3, dependents_moved=1), hours(29)
    )
    assert found["broken time"] == "at least 1 d, still running"
    assert found["time to remediate"] == "at least 1 d 5 h, still running"


def test_dependents_that_moved_before_the_revocation_were_never_broken(exposure):
    found = told(exposure(introduced_at=hours(0), detected_at=hours(1), replaced=hours(2), reauthenticated=hours(3), revoked=hours(5)))
    assert (found["broken time"], found["time to remediate"], found["overlap"]) == ("0 s", "5 h", "3 h")


def test_revoked_before_it_was_replaced_is_a_gap_not_a_negative_number(exposure):
    found = told(exposure(introduced_at=hours(0), detected_at=hours(1), revoked=hours(2), replaced=hours(6)))
    assert found["overlap"] == "none: 4 h without a working secret"


def test_order_that_cannot_be_is_said_and_not_measured(exposure):
    found = exposure(introduced_at=hours(3), detected_at=hours(1), revoked=hours(5), verified_at=hours(4))
    assert impossible(found, AS_OF) == ["detected before it was exposed, by 2 h", "verified before it was revoked, by 1 h"]
    assert told(found)["time to detect"] == "impossible order"


def test_bounds_that_overlap_are_no_impossible_order(exposure):
    found = exposure(introduced_lower=hours(0), introduced_upper=hours(10), detected_at=hours(4), revoked=hours(20))
    assert not impossible(found, AS_OF)
    assert told(found)["time to detect"] == "at most 4 h"


def test_dead_before_it_leaked_has_no_window_and_is_no_error(exposure):
    found = exposure(introduced_at=hours(9), detected_at=hours(10), revoked=hours(1), was_dead=True)
    assert told(found)["exposure window"] == "none: it was dead before it leaked"
    assert not impossible(found, AS_OF)


def test_false_positive_is_not_told_to_work_still(exposure):
    assert steps(exposure(detected_at=hours(1), state="false_positive"), AS_OF)["V"] == (None, None)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (Between(None, None), "not known"),
        (Between(60.0, 60.0), "1 min"),
        (Between(0.0, 0.0), "0 s"),
        (Between(None, 3_600.0), "at most 1 h"),
        (Between(0.0, 3_600.0), "at most 1 h"),
        (Between(60.0, 3_600.0), "1 min to 1 h"),
        (Between(60.0, None), "at least 1 min"),
        (Between(60.0, None, running=True), "at least 1 min, still running"),
    ],
)
def test_duration_of_bounds_in_words(found, words):
    assert found.words == words
