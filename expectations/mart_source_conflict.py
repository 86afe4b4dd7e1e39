"""On what sources contradict each other."""

from expectations.vocabulary import named, never, one_of, suite

SUITE = suite(
    "mart.source_conflict",
    named("credential_id", "Every conflict is about a credential"),
    one_of("field", "status", "owner", "environment", "service", "business_unit", "privilege", "kind", "created_at", "expires_at"),
    never("No conflict is between equal words", "select * from {batch} where value is null or other_value is null or value = other_value"),
)
