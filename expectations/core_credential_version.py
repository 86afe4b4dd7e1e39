"""The history of credentials: half-open, in order, without overlap."""

from expectations.vocabulary import named, never, suite, unique

SUITE = suite(
    "core.credential_version",
    named("credential_id", "Every version belongs to a credential"),
    named("valid_from", "Every version has a start"),
    named("state_hash", "Every version has a state"),
    named("snapshot_id", "Every version names its newest evidence"),
    unique("No version starts twice", "credential_id", "source", "valid_from"),
    never("No version ends before it starts", "select * from {batch} where valid_to <= valid_from"),
    never("No version is last seen after its end", "select * from {batch} where valid_to < last_seen_at"),
    never("The bound of a change lies before it", "select * from {batch} where changed_after >= valid_from"),
)
