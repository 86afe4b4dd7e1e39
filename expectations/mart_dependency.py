"""Who uses which credential."""

from expectations.vocabulary import named, one_of, suite

SUITE = suite(
    "mart.dependency",
    named("credential_id", "Every dependency is resolved to a credential"),
    named("consumer", "Every dependency names its consumer"),
    one_of("evidence", "declared", "observed", "inferred"),
)
