"""Claims of who answers for what."""

from expectations.vocabulary import must, named, never, one_of, suite

SUITE = suite(
    "core.ownership",
    named("subject", "Every claim has a subject"),
    one_of("owner_kind", "person", "team", "service", "none"),
    must(
        "Confidence lies between 0 and 1",
        "ExpectColumnValuesToBeBetween",
        column="confidence",
        min_value=0,
        max_value=1,
    ),
    never("A claim of an owner names one", "select * from {batch} where owner is null and owner_kind <> 'none'"),
)
