"""Reports of detectors."""

from expectations.vocabulary import gap, named, never, one_of, suite

SUITE = suite(
    "core.exposure_sighting",
    named("detector", "Every sighting names its detector"),
    named("sighting_key", "Every sighting has its detector's id"),
    one_of("validity", "valid", "invalid", "unknown"),
    one_of("state", "open", "resolved"),
    never(
        "No sighting is resolved before it is detected",
        "select * from {batch} where resolved_at < detected_at",
        severity="warning",
    ),
    gap(
        "The detector checked whether the secret still works",
        "ExpectColumnValuesToBeInSet",
        column="validity",
        value_set=["valid", "invalid"],
        mostly=0.8,
    ),
)
