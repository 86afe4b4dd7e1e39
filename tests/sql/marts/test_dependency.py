COLUMNS = ("consumer", "credential_id", "needs_reauthentication", "reaches_customer_data")


def claim(consumer, **facts):
    return {"provider": "openai", "tenant": "org", "credential": "key_7", "credential_id": 7, "consumer": consumer, "consumer_kind": "service",
            "present": True, "customer_data": "unknown", "confidence": 1.0, **facts}  # fmt: skip


def listed(steps, *claims):
    reach = [{"credential_id": 7, "reaches_customer_data": None}]
    return steps.rows("dependency", {"dependency_claim": claims, "credential_reach": reach}, *COLUMNS)


def test_consumers_must_be_given_the_new_secret_and_a_store_passes_it_on(steps):
    rows = listed(
        steps,
        claim("api"),
        claim("vault", consumer_kind="secret_store"),
        claim("vault2", consumer_kind="secret_store", reauthentication="restart"),
    )
    assert rows == [("api", 7, True, False), ("vault", 7, False, False), ("vault2", 7, True, False)]


def test_a_consumer_of_a_credential_that_nobody_registered_is_kept(steps):
    assert listed(steps, claim("bot", credential_id=None, customer_data="direct")) == [("bot", None, True, True)]


def test_what_is_no_longer_said_is_not_listed(steps):
    assert listed(steps, claim("old", present=False)) == []
