"""Controls and how we stand."""

from expectations.vocabulary import gap, named, never, suite

SUITE = suite(
    "mart.control_result",
    named("control_id", "Every control is named"),
    named("title", "Every control has a title"),
    never("No more fail than there are", "select * from {batch} where failing_count > population"),
    gap("The control is passed", "ExpectColumnValuesToBeInSet", column="passed", value_set=[True], mostly=1.0),
)
