COLUMNS = ("field", "dimension", "dimension_value", "filled_count", "total_count", "filled_share")


def credential(number, **facts):
    return {"credential_id": number, "status": "active", "tenant": "t", "environment": "unknown", **facts}


def shares(steps, *credentials):
    rows = steps.rows("completeness", {"credential": list(credentials), "landing.snapshot": []}, *COLUMNS)
    return {row[:3]: row[3:] for row in rows}


def test_unknown_words_are_not_filled_and_what_is_gone_does_not_count(steps):
    found = shares(
        steps,
        credential(1, owner="ana", environment="production", business_unit="retail"),
        credential(2),
        credential(3, owner="li", status="revoked"),
    )
    assert found["owner", "all", "all"] == (1, 2, 0.5)
    assert found["environment", "all", "all"] == (1, 2, 0.5)


def test_parts_add_up_to_the_whole_with_the_unknown_ones_named(steps):
    found = shares(steps, credential(1, business_unit="retail", owner="ana"), credential(2), credential(3, tenant="u"))
    assert found["owner", "business_unit", "retail"] == (1, 1, 1.0)
    assert found["owner", "business_unit", "unknown"] == (0, 2, 0.0)
    assert (found["owner", "tenant", "t"][1], found["owner", "tenant", "u"][1]) == (2, 1)


def test_credential_known_from_a_log_alone_has_the_log_as_its_source(steps):
    assert ("owner", "source", "log events") in shares(steps, credential(1))


def test_no_credential_no_share(steps):
    assert shares(steps)["owner", "all", "all"] == (0, 0, None)
