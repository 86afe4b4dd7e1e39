"""Services of the catalogue."""

from expectations.vocabulary import gap, named, suite

SUITE = suite(
    "core.service",
    named("service", "Every service can be named"),
    gap("Every service says which data it holds", "ExpectColumnValuesToNotBeNull", column="data_classes", mostly=0.8),
)
