"""Changes, with their bounds and evidence."""

from typing import get_args

from etl.records import LifecycleKind
from expectations.vocabulary import named, never, one_of, suite

SUITE = suite(
    "mart.lifecycle_event",
    named("credential_id", "Every event belongs to a credential"),
    named("at_upper", "Every event happened by some instant"),
    one_of("kind", *get_args(LifecycleKind)),
    one_of("evidence", "log", "snapshot"),
    never("No bounds are crossed", "select * from {batch} where at_lower > at_upper"),
    never(
        "What a log proves is exact",
        "select * from {batch} where evidence = 'log' and at_lower is distinct from at_upper",
    ),
)
