"""People, teams and machines that may own."""

from expectations.vocabulary import gap, named, one_of, suite

SUITE = suite(
    "core.person",
    named("person_key", "Every person can be named"),
    one_of("status", "active", "on_hold", "leaving", "left", "unknown"),
    one_of("kind", "person", "team", "service_account", "vendor"),
    gap(
        "The directory says who has left and when",
        "ExpectColumnValuesToNotBeNull",
        column="left_at",
        mostly=0.95,
        status="left",
    ),
    gap("Everybody belongs to a business unit", "ExpectColumnValuesToNotBeNull", column="business_unit", mostly=0.95),
)
