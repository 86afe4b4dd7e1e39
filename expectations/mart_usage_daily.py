"""Use a day."""

from expectations.vocabulary import named, never, suite

SUITE = suite(
    "mart.usage_daily",
    named("credential_id", "All use belongs to a credential"),
    named("day", "All use has a day"),
    never("No count is negative", "select * from {batch} where least(requests, failures, input_tokens, output_tokens) < 0"),
    never("Failures are among the requests", "select * from {batch} where failures > requests"),
)
