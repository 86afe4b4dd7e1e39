"""Who uses a credential."""

from expectations.vocabulary import gap, named, one_of, suite

SUITE = suite(
    "core.dependency",
    named("credential", "Every dependency names a credential"),
    named("consumer", "Every dependency names its consumer"),
    one_of("evidence", "declared", "observed", "inferred"),
    gap(
        "It is written down how to re-authenticate",
        "ExpectColumnValuesToNotBeNull",
        column="reauthentication",
        mostly=0.8,
    ),
)
