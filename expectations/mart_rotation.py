"""One replacement of one secret by the next."""

from expectations.vocabulary import named, never, one_of, suite, unique

SUITE = suite(
    "mart.rotation",
    named("rotation_id", "Every rotation has an id"),
    unique("No rotation is listed twice", "rotation_id"),
    one_of("state", "planned", "overlapping", "finished", "unfinished"),
    one_of("method", "same_credential", "new_credential", "new_identity"),
    never(
        "No bounds are crossed",
        "select * from {batch} where started_lower > started_upper or finished_lower > finished_upper",
    ),
    never(
        "No credential succeeds itself with a new one",
        "select * from {batch} where method = 'new_credential' and predecessor_id = successor_id",
    ),
)
