from datetime import timedelta

import pytest

from tests.dashboard.shown import tile_values


def test_unknown_dates_are_bounds_of_the_title(page, published, examples):
    given = examples["age-01"]["inputs"]
    rows = [{"age_days": float(age), "max_age_days": 90.0} for age in given["known_ages_days"]]
    rows += [
        {"age_days": None, "max_age_days": 90.0, "first_seen_at": published.AS_OF - timedelta(days=least)}
        for least in given["unknown_created_min_age_days"]
    ]
    app = page("key_age", published.held(credential=[{"credential_id": at, **row} for at, row in enumerate(rows)]))
    assert app.header[0].value == "47 to 53\u00a0% of active credentials are older than policy allows"
    tiles = tile_values(app)
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


@pytest.fixture
def three(published):
    return published.held(
        credential=[
            {"credential_id": 1, "expires_at": published.AS_OF - timedelta(days=1)},
            {"credential_id": 2, "expires_at": published.AS_OF + timedelta(days=40), "provider": "aws", "age_days": 100.0},
            {"credential_id": 3, "provider": "aws", "age_days": None},
        ]
    )


def test_expiry_calendar_has_its_tab(page, three):
    app = page("key_age", three, age="Expiry", opened=["expiries_twin"])
    assert app.subheader[0].value == "1 credential past expiry and still active"
    months = app.dataframe[0].value
    assert months[months["credentials"] > 0].values.tolist() == [["past", 1], ["2026-12", 1]]
    assert any("1 active credential of 3 without a known expiry" in one.value for one in app.caption)


def test_strips_show_shares_of_each_provider(page, three):
    app = page("key_age", three, age="By provider", opened=["age_by_provider_twin"])
    shares = app.dataframe[0].value
    assert shares[shares["share"] > 0].values.tolist() == [
        ["openai", "31-60 d", 1, 0, 1.0], ["aws", "91-180 d", 1, 1, 0.5], ["aws", "not known", 1, 0, 0.5],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("picked", "found"),
    [
        (("By age", "ages", {"age": "31-60 d", "state": "not over policy"}), ["1"]),
        (("By age", "ages", {"age": "91-180 d", "state": "over policy"}), ["2"]),
        (("By age", "ages", {"age": "not known", "state": "date not known"}), ["3"]),
        (("By provider", "age_by_provider", {"provider": "aws", "age": "not known"}), ["3"]),
        (("Expiry", "expiries", {"month": "past"}), ["1"]),
        (("Expiry", "expiries", {"month": "2026-12"}), ["2"]),
    ],
)
def test_picked_bar_shows_its_credentials_also_those_within_policy(page, three, pick, picked, found):
    tab, key, mark = picked
    pick("app_pages.key_age", key, mark)
    assert page("key_age", three, age=tab).dataframe[-1].value["credential_id"].tolist() == found


def test_only_one_chart_is_drawn_at_once(page, three):
    for tab in ("By age", "By provider", "Expiry"):
        assert len(page("key_age", three, age=tab).get("vega_lite_chart")) == 1


def test_published_figure_stands_beside_the_same_population_with_its_year(page, published):
    users = [{"provider": "aws", "kind": "access_key", "principal": f"user {at}", "age_days": 100.0 * at} for at in range(8)]
    held = published.held(credential=[{"credential_id": at, **row} for at, row in enumerate(users)] + [{"credential_id": 99}])
    app = page("key_age", held, age="Published figures", opened=["published_twin"])
    assert app.dataframe[0].value.values.tolist() == [["AWS IAM users", 8, 4, 0.5, 0.5, 0, 0.59, "Datadog 2025"]]
    words = " ".join(one.value for one in app.caption)
    assert "59\u00a0% (share of IAM users, thousands of organisations; [Datadog State of Cloud Security 2025]" in words
    assert "industry average" not in words


def test_population_without_a_published_figure_says_which_have_one(page, published):
    held = published.held(credential=[{"credential_id": 1}])
    app = page("key_age", held, age="Published figures")
    assert any(one.value.startswith("Nobody has published an age of keys like these.") for one in app.caption)
