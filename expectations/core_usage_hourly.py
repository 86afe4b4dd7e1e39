"""Use by window."""

from expectations.vocabulary import gap, named, never, suite

SUITE = suite(
    "core.usage_hourly",
    named("provider", "All use has a provider"),
    named("starts_at", "All use has a start"),
    never("No window ends before it starts", "select * from {batch} where ends_at <= starts_at"),
    never("No count is negative", "select * from {batch} where least(requests, failures, input_tokens, output_tokens) < 0"),
    never("Failures are among the requests", "select * from {batch} where failures > requests"),
    gap("Use names the credential that made it", "ExpectColumnValuesToNotBeNull", column="credential", mostly=0.9),
)
