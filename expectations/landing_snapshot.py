"""Every file that was offered: is it accounted for?"""

from expectations.vocabulary import named, never, one_of, suite, unique

SUITE = suite(
    "landing.snapshot",
    named("digest", "Every file is known by its digest"),
    named("path", "Every file is known by its path"),
    unique("No snapshot is held twice", "identity"),
    one_of("status", "loaded", "nothing_to_take", "rejected"),
    never(
        "A loaded snapshot says which instant it describes",
        "select * from {batch} where status = 'loaded' and as_of is null",
    ),
    never(
        "Every rejected file carries a reason",
        "select * from {batch} where status = 'rejected' and (reasons is null or reasons = '{{}}')",
    ),
    never(
        "No snapshot describes the future",
        "select * from {batch} where as_of > recorded_at + interval '1 day'",
        severity="warning",
    ),
    never(
        "No file rejects more than half of its rows",
        "select * from {batch} where status = 'loaded' and rows_rejected * 2 > rows_read",
        severity="warning",
    ),
)
