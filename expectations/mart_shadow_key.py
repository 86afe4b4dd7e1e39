"""Keys in logs that no inventory lists."""

from expectations.vocabulary import named, suite, unique

SUITE = suite(
    "mart.shadow_key",
    named("credential_id", "Every shadow key has an id"),
    unique("No shadow key is listed twice", "credential_id"),
    named("first_seen_at", "Every shadow key was seen at some instant"),
)
