def test_each_level_but_closed_has_its_time_in_words(steps):
    assert steps.rows("priority_term", {}, "hours", "priority", "term") == [
        (1.0, "act_now", "1 h"),
        (24.0, "urgent", "24 h"),
        (336.0, "schedule", "14 d"),
        (1440.0, "track", "60 d"),
    ]
