"""Changes that logs prove."""

from typing import get_args

from etl.records import LifecycleKind
from expectations.vocabulary import named, one_of, suite

SUITE = suite(
    "core.lifecycle_event",
    named("event_id", "Every event has its log's own id"),
    named("at", "Every event has an instant"),
    named("subject", "Every event has a subject"),
    one_of("kind", *get_args(LifecycleKind)),
    one_of("subject_kind", "credential", "principal", "project"),
)
