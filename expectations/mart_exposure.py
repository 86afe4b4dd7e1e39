"""One exposed secret at one place."""

from expectations.vocabulary import gap, named, never, one_of, suite, unique

SUITE = suite(
    "mart.exposure",
    named("exposure_id", "Every exposure has an id"),
    unique("No exposure is listed twice", "exposure_id"),
    one_of("state", "open", "contained", "remediated", "false_positive", "accepted"),
    one_of("validity", "valid", "invalid", "unknown"),
    one_of("match_method", "key_id", "fingerprint", "hash", "hint", "none"),
    never(
        "No bounds are crossed",
        "select * from {batch} where revoked_lower > revoked_upper or remediated_lower > remediated_upper or exposure_days_lower > exposure_days_upper",
    ),
    never(
        "No exposure lasts a negative time",
        "select * from {batch} where exposure_days_lower < 0 or exposure_days_upper < 0",
    ),
    never(
        "A match names its credential",
        "select * from {batch} where (match_method <> 'none') <> (credential_id is not null)",
    ),
    gap(
        "The exposed secret is matched to a credential",
        "ExpectColumnValuesToNotBeNull",
        column="credential_id",
        mostly=0.9,
    ),
)
