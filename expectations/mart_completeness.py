"""How much of each field is filled, by source, tenant and business unit."""

from expectations.vocabulary import gap, named, never, suite

SUITE = suite(
    "mart.completeness",
    named("field", "Every share names its field"),
    never("Filled rows are among all rows", "select * from {batch} where filled_count > total_count"),
    gap("Fields are filled", "ExpectColumnValuesToBeBetween", column="filled_share", min_value=0.9, mostly=0.9),
)
