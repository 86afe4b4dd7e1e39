"""Measures a day."""

from expectations.vocabulary import named, never, suite, unique

SUITE = suite(
    "mart.kpi_daily",
    named("day", "Every measure has a day"),
    named("metric", "Every measure has a name"),
    unique("No measure is given twice", "day", "metric", "dimension"),
    never("Values lie within their bounds", "select * from {batch} where value < lower or value > upper"),
)
