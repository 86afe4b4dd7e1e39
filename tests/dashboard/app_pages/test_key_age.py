from datetime import timedelta


def test_unknown_dates_are_bounds_of_the_title(page, published, examples):
    given = examples["age-01"]["inputs"]
    rows = [{"age_days": float(age), "max_age_days": 90.0} for age in given["known_ages_days"]]
    rows += [
        {"age_days": None, "max_age_days": 90.0, "first_seen_at": published.AS_OF - timedelta(days=least)}
        for least in given["unknown_created_min_age_days"]
    ]
    app = page("key_age", published.held(credential=[{"credential_id": at, **row} for at, row in enumerate(rows)]))
    assert app.header[0].value == "47 to 53\u00a0% of active credentials are older than policy allows"
    tiles = {tile.label: tile.value for tile in app.metric}
    assert tiles == {
        "Over policy": "47 to 53\u00a0%", "Known only": "43\u00a0%", "Median age": "89 d", "90 % below": "397 d",
        "Over a year": "21\u00a0%",
    }  # fmt: skip
    assert len(app.dataframe[-1].value) == 8  # six over by date, two by their first sighting alone


def test_one_key_of_known_age_is_told_with_its_numbers(page, published):
    app = page("key_age", published.held(credential=[{"credential_id": 1, "age_days": 100.0}]))
    assert app.header[0].value == "100\u00a0% of active credentials are older than policy allows (1 of 1)"


def test_no_policy_has_no_share(page, published):
    app = page("key_age", published.held(credential=[{"credential_id": 1, "max_age_days": None}]))
    assert app.header[0].value == "No active credential has an age policy"


def test_nothing_active_says_so(page, published):
    app = page("key_age", published.held(credential=[]))
    assert app.header[0].value == "No active credential matches the filters."


def test_expiries_and_providers_stand_below(page, published):
    held = published.held(
        credential=[
            {"credential_id": 1, "expires_at": published.AS_OF - timedelta(days=1)},
            {"credential_id": 2, "expires_at": published.AS_OF + timedelta(days=40), "provider": "aws"},
            {"credential_id": 3, "provider": "aws", "age_days": None},
        ]
    )
    app = page("key_age", held, opened=["age_by_provider_twin", "expiries_twin"])
    assert [heading.value for heading in app.subheader][:2] == ["The same by provider", "1 credential past expiry and still active"]
    months = app.dataframe[1].value
    assert months[months["credentials"] > 0].values.tolist() == [["past", 1], ["2026-12", 1]]
    shares = app.dataframe[0].value
    assert shares[shares["share"] > 0].values.tolist() == [
        ["aws", "31-60 d", 1, 0, 0.5], ["openai", "31-60 d", 1, 0, 1.0], ["aws", "not known", 1, 0, 0.5],
    ]  # fmt: skip
    assert any("1 active credential of 3 without a known expiry" in one.value for one in app.caption)
