"""Where each fact came from."""

from expectations.vocabulary import named, suite

SUITE = suite(
    "mart.evidence",
    named("credential_id", "Every fact belongs to a credential"),
    named("field", "Every fact names its field"),
    named("snapshot_id", "Every fact names its snapshot"),
)
