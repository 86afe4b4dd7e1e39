"""How new is what we hold?"""

from expectations.vocabulary import gap, named, suite

SUITE = suite(
    "mart.source_freshness",
    named("source", "Every source is named"),
    gap("The source is not late", "ExpectColumnValuesToNotBeInSet", column="stale", value_set=[True], mostly=1.0),
)
