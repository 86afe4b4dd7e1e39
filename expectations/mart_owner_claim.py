"""Who is said to answer for a credential."""

from expectations.vocabulary import must, named, suite, unique

SUITE = suite(
    "mart.owner_claim",
    named("credential_id", "Every claim is on a credential"),
    named("owner", "Every claim names somebody"),
    unique("Nobody is claimed twice on one ground", "credential_id", "basis", "owner"),
    must("What is left of a claim lies between 0 and 1", "ExpectColumnValuesToBeBetween", column="confidence", min_value=0, max_value=1),
)
