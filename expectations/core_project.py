"""Projects and workspaces at providers."""

from expectations.vocabulary import gap, named, one_of, suite

SUITE = suite(
    "core.project",
    named("project", "Every project can be named"),
    one_of("status", "active", "archived", "unknown"),
    gap(
        "Every project says which environment it is",
        "ExpectColumnValuesToBeInSet",
        column="environment",
        value_set=["production", "staging", "test", "development", "sandbox"],
        mostly=0.9,
    ),
)
