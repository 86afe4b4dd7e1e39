from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.times import SENTINELS, DateError, day, instant

NOON = datetime(2026, 2, 1, 12, 24, 29, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-01T12:24:29Z",
        "2026-02-01T12:24:29z",
        "2026-02-01 12:24:29 UTC",
        "2026-02-01T12:24:29.000000000Z",
        "2026-02-01T13:24:29+01:00",
        "2026-02-01T13:24:29+0100",
        "2026-02-01 13:24:29 +01",
        "2026-02-01T06:54:29-05:30",
        "2026/02/01 12:24:29Z",
        "Feb 1, 2026 12:24:29 PM",
        "Feb 1, 2026, 12:24:29 PM",
        "Feb 1, 2026, 12:24:29\u202fPM",
        "/Date(1769948669000)/",
        "1769948669",
        "1769948669.0",
        "1769948669000",
        "1769948669000000",
        "  2026-02-01T12:24:29Z  ",
    ],
)
def test_every_shape_of_one_instant_is_that_instant(text):
    assert instant(text) == NOON


@pytest.mark.parametrize("number", [1769948669, 1769948669.0, 1769948669000, 1769948669000000])
def test_numbers_are_seconds_milliseconds_or_microseconds_by_size(number):
    assert instant(number) == NOON


def test_dotnet_ticks_count_from_year_one():
    assert instant(621_355_968_000_000_000 + 1769948669 * 10_000_000) == NOON


def test_stated_unit_wins_over_size():
    assert instant(1769948669000, epoch="ms") == NOON
    assert instant(1769948669, epoch="s") == NOON


@pytest.mark.parametrize("value", [None, *sorted(SENTINELS), "N/A", "No_Information", "NEVER", 0, -1, -62135596800])
def test_sentinels_are_no_date(value):
    assert instant(value) is None


@pytest.mark.parametrize(
    "text",
    [
        "0001-01-01T00:00:00Z",
        "0001-01-01 00:00:00+02:00",
        "1970-01-01T00:00:00Z",
        "3000-01-01",
        "9999-12-31T23:59:59.9999999Z",
        "0000-00-00",
    ],
)
def test_years_that_stand_for_no_date_are_none(text):
    assert instant(text) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("03/04/2026", "ambiguous_date"),
        ("3/4/26", "ambiguous_date"),
        ("2026-02-01T12:24:29", "no_zone"),
        ("2026-02-01 12:24", "no_zone"),
        ("2026-02-30", "not_a_date"),
        ("2026-13-01", "not_a_date"),
        ("2026-02-01T25:00:00Z", "not_a_date"),
        ("2026-02-01T12:00:00+99:00", "not_a_date"),
        ("Foo 1, 2026 12:24:29 PM", "not_a_date"),
        ("Feb 31, 2026 12:24:29 PM", "not_a_date"),
        ("Feb 1, 2026 13:24:29 PM", "not_a_date"),
        ("tomorrow", "not_a_date"),
        ("2026-02-01T12:24:29Z; drop table", "not_a_date"),
        ("nan", "not_a_date"),
    ],
)
def test_what_is_no_date_or_two_says_which(text, code):
    with pytest.raises(DateError) as raised:
        instant(text)
    assert raised.value.code == code


@pytest.mark.parametrize("value", [float("nan"), float("inf"), True])
def test_numbers_that_are_none_are_refused(value):
    with pytest.raises(DateError, match=r"no date|not a finite number"):
        instant(value)


def test_time_without_zone_is_utc_where_the_caller_knows():
    assert instant("2026-02-01T12:24:29", zone="utc") == NOON


def test_bare_date_is_its_first_instant():
    assert instant("2017/09/01") == datetime(2017, 9, 1, tzinfo=UTC)
    assert day("2026-02-01") == date(2026, 2, 1)
    assert day("never") is None


def test_fractions_beyond_microseconds_are_cut_not_rounded():
    assert instant("2026-02-01T12:24:29.999999999Z") == NOON.replace(microsecond=999999)


def test_leap_second_is_the_second_before():
    assert instant("2016-12-31T23:59:60Z") == datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)


def outcome(value):
    try:
        return instant(value)
    except DateError as error:
        return error


@given(st.text())
def test_any_text_is_an_aware_instant_none_or_a_date_error(text):
    found = outcome(text)
    if isinstance(found, DateError):
        assert found.code in {"not_a_date", "ambiguous_date", "no_zone"}
        assert len(str(found)) < 80, "the value is not repeated"
    else:
        assert found is None or found.tzinfo is UTC


@given(st.one_of(st.integers(), st.floats()))
def test_any_number_is_an_aware_instant_none_or_a_date_error(number):
    found = outcome(number)
    assert found is None or isinstance(found, DateError) or found.tzinfo is UTC


ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.datetimes(datetime(2001, 1, 1), datetime(2199, 1, 1), timezones=ZONES))  # noqa: DTZ001
def test_iso_text_of_an_instant_gives_it_back(moment):
    assert instant(moment.isoformat()) == moment
    assert instant(moment.isoformat(" ")) == moment


@given(
    st.sampled_from(["2026-02-01T08:00:00Z", "2026-02-01T08:00:00.5Z", "2026-02-01T08:00:00.123456789Z", "2026-02-29T23:59:60Z"]),
    st.integers(0, 27),
    st.sampled_from("0123456789-:.,TWZ+ "),
)
def test_the_common_shape_is_read_as_strictly_as_every_other(text, place, letter):
    """A blank before the zone makes it a rarer shape of the same instant, which another reader reads."""

    def read(written):
        try:
            return instant(written)
        except DateError as error:
            return error.code

    mutated = text[:place] + letter + text[place + 1 : -1]
    assert read(f"{mutated}Z") == read(f"{mutated} Z")
