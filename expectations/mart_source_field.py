"""How much of each field each export itself tells."""

from expectations.vocabulary import named, never, suite

SUITE = suite(
    "mart.source_field",
    named("source", "Every share names its export"),
    named("field", "Every share of an export names its field"),
    never("What an export tells is among what it speaks of", "select * from {batch} where filled_count > total_count"),
)
