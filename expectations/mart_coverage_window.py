"""Which time the logs and reports that we hold tell of."""

from expectations.vocabulary import named, never, one_of, suite, unique

SUITE = suite(
    "mart.coverage_window",
    named("source", "Every window names its export"),
    one_of("kind", "use", "lifecycle"),
    unique("No window starts twice", "source", "kind", "provider", "tenant", "starts_at"),
    never("No window ends before it starts", "select * from {batch} where ends_at < starts_at"),
)
