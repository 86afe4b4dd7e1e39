"""Curves of earlier days: by hand, and against Kaplan-Meier on what each day knew."""

import numpy as np
import polars as pl
import pytest

from dashboard.metrics.hindsight import Cases, cases, lasting, looks
from dashboard.metrics.survival import kaplan_meier

HOUR, DAY = 3_600.0, 86_400.0


def known(*rows):
    """Rows of lasted, ended, known at, watched until."""
    lasted, ended, known_at, until = (np.array(column) for column in zip(*rows, strict=True))
    return Cases(lasted.astype(float), ended.astype(bool), known_at.astype(float), until.astype(float))


def test_a_case_is_open_before_its_end_and_does_not_count_before_it_is_known():
    quick = [(60.0, True, day * DAY, day * DAY + 60) for day in (1, 2, 3)]
    slow = [(10 * DAY, True, 1 * DAY, 11 * DAY), (50 * DAY, False, 1 * DAY, 51 * DAY), (49 * DAY, False, 2 * DAY, 51 * DAY)]
    shares = lasting(known(*quick, *slow), np.array([0.5, 1.5, 2.5, 3.5, 51]) * DAY, HOUR)
    assert shares[:2] == [None, None]  # nothing yet; one of three
    assert shares[2:] == pytest.approx([3 / 5, 3 / 6, 3 / 6])


def test_fewer_than_five_cases_are_no_share():
    four = known(*[(60.0, True, DAY, DAY + 60)] * 4)
    assert lasting(four, np.array([2 * DAY]), HOUR) == [None]


def test_each_look_is_kaplan_meier_on_what_was_known_then():
    random = np.random.default_rng(7)
    n, as_of = 400, 100 * DAY
    begun = random.uniform(0, as_of, n)
    lasts = np.round(random.exponential(2 * HOUR, n) / 300) * 300  # ties
    ended = begun + lasts <= as_of
    of = Cases(np.where(ended, lasts, as_of - begun), ended, begun, np.where(ended, begun + lasts, as_of))
    at = np.append(looks(as_of), begun[:20] + HOUR / 2)  # some are watched for less than the hour
    expected = []
    for instant in at:
        then = begun <= instant
        over = (begun + lasts <= instant)[then]
        curve = kaplan_meier(np.where(over, lasts[then], instant - begun[then]), over)
        expected.append(curve.at(HOUR) if then.sum() >= 5 else None)
    found = lasting(of, at, HOUR)
    assert [one is None for one in found] == [one is None for one in expected]
    assert [one for one in found if one is not None] == pytest.approx([one for one in expected if one is not None])


def test_looks_span_ninety_days_up_to_the_as_of():
    at = looks(200 * DAY)
    assert (at[0], at[-1], len(at)) == (110 * DAY, 200 * DAY, 13)


def test_cases_of_a_population_are_known_from_detection_and_watched_until_their_end(published):
    begun = published.AS_OF.timestamp()
    rows = [
        {"exposure_id": 1, "detected_at": published.AS_OF, "revoked_upper": published.AS_OF},
        {"exposure_id": 2},
    ]
    frame = published.frame("exposure", rows).with_columns(
        ended=pl.Series([True, False]), lower_seconds=pl.lit(5.0), upper_seconds=pl.Series([9.0, None])
    )
    found = cases(frame, begun + 100)
    assert found.lasted.tolist() == [9.0, 5.0]
    assert found.known_at.tolist() == [begun, begun + 100]
    assert found.watched_until.tolist() == [begun, begun + 100]
