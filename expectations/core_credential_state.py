"""What exports say of credentials."""

from typing import get_args

from etl.records import CredentialKind, CredentialStatus, Environment
from expectations.vocabulary import gap, named, never, one_of, suite

SUITE = suite(
    "core.credential_state",
    named("natural_key", "Every credential can be named"),
    named("provider", "Every credential has an issuer"),
    one_of("kind", *get_args(CredentialKind)),
    one_of("status", *get_args(CredentialStatus)),
    one_of("environment", *get_args(Environment)),
    never(
        "No credential expires before it is created",
        "select * from {batch} where expires_at < created_at",
        severity="warning",
    ),
    never("Fingerprints are 64 hex digits", "select * from {batch} where fingerprint !~ '^[0-9a-f]{{64}}$'"),
    never("A hint is short, as it must not hold a secret", "select * from {batch} where length(hint) > 40"),
    gap(
        "The export says when the credential was created",
        "ExpectColumnValuesToNotBeNull",
        column="created_at",
        mostly=0.98,
    ),
)
