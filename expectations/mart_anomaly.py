"""Unexpected use, put as a question."""

from expectations.vocabulary import named, suite

SUITE = suite(
    "mart.anomaly",
    named("credential_id", "Every anomaly belongs to a credential"),
    named("reason", "Every anomaly says why"),
    named("question", "Every anomaly asks something"),
)
