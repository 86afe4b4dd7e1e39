from datetime import UTC, datetime, timedelta

import polars as pl

from dashboard.metrics.freshness import oldest, promised, skew

AS_OF = datetime(2026, 7, 1, tzinfo=UTC)
SCHEMA = {"source": pl.String, "tenant": pl.String, "freshness": pl.String, "age_ratio": pl.Float64,
          "last_as_of": pl.Datetime("us", "UTC"), "expected_every": pl.String}  # fmt: skip


def sources(*rows):
    """Source, freshness, ratio, days since the newest; None: never."""
    return pl.DataFrame(
        [(name, None if days is None else "t", state, ratio, None if days is None else AS_OF - timedelta(days=days), "1 day")
         for name, state, ratio, days in rows],
        schema=SCHEMA, orient="row",
    )  # fmt: skip


SEEN = sources(
    ("a", "fresh", 0.5, 1), ("b", "stale", 9.0, 9), ("c", "missing", None, None), ("d", "late", 2.04, 4), ("e", "unpromised", None, 30)
)


def test_worst_comes_first_and_what_nobody_promised_is_left_out():
    found = promised(SEEN)
    assert found["label"].to_list() == ["c", "b · t", "d · t", "a · t"]
    assert found["drawn"].to_list() == [6.0, 6.0, 2.04, 0.5]
    assert found["said"].to_list() == [
        "missing: never came",
        "stale, 9.0 intervals old",
        "late, 2.0 intervals old",
        "fresh, 0.5 intervals old",
    ]


def test_worked_example_of_the_standard(examples):
    given, expected = examples["fre-01"]["inputs"]["sources"], examples["fre-01"]["expected"]
    rows = zip(given, expected["state"], expected["ratio"], strict=True)
    found = promised(sources(*((one["source"], state, ratio, one["age_h"] and one["age_h"] / 24) for one, state, ratio in rows)))
    said = dict(zip(found["source"], found["freshness"], strict=True))
    assert said == dict(zip([one["source"] for one in given], expected["state"], strict=True))
    ages = [one["age_h"] for one in given if one["age_h"] is not None]
    came = sources(*((one["source"], "fresh", 1.0, one["age_h"] and one["age_h"] / 24) for one in given))
    assert skew(came) == timedelta(hours=max(ages) - min(ages))


def test_skew_is_from_the_oldest_to_the_newest_that_came():
    assert skew(SEEN) == timedelta(days=29)
    assert oldest(SEEN)["source"] == "e"


def test_one_source_has_no_skew_and_none_no_oldest():
    assert skew(sources(("a", "fresh", 0.1, 1))) is None
    assert oldest(sources(("c", "missing", None, None))) is None
