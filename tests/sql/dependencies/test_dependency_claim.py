COLUMNS = ("consumer", "credential_id", "match_method", "confidence", "first_seen_at", "last_seen_at", "present")


def snapshot(number, as_of, *, complete=True, source="register.dependencies"):
    return {"snapshot_id": number, "identity": str(number), "digest": str(number), "path": "p", "source": source, "tenant": "acme",
            "complete": complete, "status": "loaded", "as_of": as_of}  # fmt: skip


def dependency(number, credential, consumer, **facts):
    return {"snapshot_id": number, "row_no": 1, "provider": "openai", "tenant": "unknown", "credential": credential, "consumer": consumer,
            "consumer_kind": "service", "environment": "unknown", "evidence": "declared", "confidence": 1.0, "customer_data": "unknown", **facts}  # fmt: skip


FACTS = [
    {"credential_id": 7, "provider": "openai", "tenant": "org", "name": "chat", "hint": "sk-…abcd"},
    {"credential_id": 8, "provider": "openai", "tenant": "org", "name": "twin", "hint": "sk-…efgh"},
    {"credential_id": 9, "provider": "openai", "tenant": "org", "name": "twin"},
]
REFERENCES = [{"provider": "openai", "tenant": "org", "natural_key": "key_7", "credential_id": 7}]


def claimed(steps, snapshots, dependencies, *columns):
    given = {
        "landing.snapshot": snapshots, "core.dependency": dependencies, "credential_fact": FACTS, "credential_reference": REFERENCES,
    }  # fmt: skip
    return steps.rows("dependency_claim", given, *columns)


def test_a_credential_is_named_by_key_by_name_or_by_hint(steps):
    rows = claimed(
        steps, [snapshot(1, "2026-06-01+00")],
        [dependency(1, "key_7", "a"), dependency(1, "name:chat", "b"), dependency(1, "hint:sk-…efgh", "c", confidence=0.5)],
        "consumer", "credential_id", "match_method", "confidence",
    )  # fmt: skip
    assert rows == [("a", 7, "key_id", 1.0), ("b", 7, "name", 0.8), ("c", 8, "hint", 0.3)]


def test_a_name_that_two_have_or_none_has_resolves_to_none(steps):
    rows = claimed(
        steps, [snapshot(1, "2026-06-01+00")], [dependency(1, "name:twin", "a"), dependency(1, "key_0", "b")],
        "consumer", "credential_id", "match_method",
    )  # fmt: skip
    assert rows == [("a", None, "none"), ("b", None, "none")]


def test_a_consumer_that_the_newest_complete_listing_omits_is_past(steps):
    rows = claimed(
        steps, [snapshot(1, "2026-06-01+00"), snapshot(2, "2026-06-08+00")],
        [dependency(1, "key_7", "gone"), dependency(1, "key_7", "stays"), dependency(2, "key_7", "stays")], *COLUMNS,
    )  # fmt: skip
    assert rows == [
        ("gone", 7, "key_id", 1.0, "2026-06-01 00:00", "2026-06-01 00:00", False),
        ("stays", 7, "key_id", 1.0, "2026-06-01 00:00", "2026-06-08 00:00", True),
    ]


def test_of_two_words_on_the_same_the_newer_counts(steps):
    rows = claimed(
        steps, [snapshot(1, "2026-06-01+00", complete=False), snapshot(2, "2026-06-08+00", complete=False)],
        [dependency(2, "key_7", "a", customer_data="none"), dependency(1, "key_7", "a", customer_data="direct")],
        "consumer", "customer_data", "snapshot_id",
    )  # fmt: skip
    assert rows == [("a", "none", 2)]


def test_without_listings_there_is_no_consumer(steps):
    assert claimed(steps, [], [], "consumer") == []
