"""Where each fact came from: the view `evidence` spreads these states into fields."""

from expectations.vocabulary import named, suite

SUITE = suite(
    "mart.evidence_state",
    named("credential_id", "Every state that a source tells belongs to a credential"),
    named("state_hash", "Every state that a source tells has a content"),
    named("snapshot_id", "Every state that a source tells names its snapshot"),
)
