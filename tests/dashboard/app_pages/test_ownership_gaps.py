from datetime import timedelta

import polars as pl
import pytest

from dashboard.data import Filters
from tests.dashboard.shown import tile_values


@pytest.fixture
def ten(published):
    classes = ["owned"] * 5 + ["no_owner"] * 2 + ["owner_left", "team_only", "low_confidence"]
    rows = [{"credential_id": at, "ownership_class": name, "blast_radius": 1} for at, name in enumerate(classes)]
    rows[0]["ownership_flags"] = ["no_purpose"]
    rows[9]["provider"] = "anthropic"
    rows[7] |= {"suggested_owner": "bob@x", "suggestion_reason": "Manager of ada@x, who left 2026-10-01"}
    rows.append({"credential_id": 99, "status": "revoked", "ownership_class": "no_owner"})
    return published.held(credential=rows)


def test_title_states_the_finding_and_tiles_the_shares(page, ten):
    app = page("ownership_gaps", ten)
    assert app.header[0].value == ("3 of 10 active credentials have nobody to call; 50\u00a0% have a live, named owner")
    assert tile_values(app) == {
        "Owned": "50\u00a0%", "Any owner": "80\u00a0%", "By reach": "50\u00a0%", "Any gap": "60\u00a0%",
        "Somebody to ask": "20\u00a0%",
    }  # fmt: skip
    assert "1 not active left out" in app.caption[0].value


def test_rows_are_the_gaps_worst_first(page, ten):
    app = page("ownership_gaps", ten)
    shown = app.dataframe[-1].value
    assert shown["ownership_class"].tolist() == ["no_owner", "no_owner", "owner_left", "team_only", "low_confidence"]


def test_gap_of_the_address_narrows_the_rows(page, ten):
    app = page("ownership_gaps", ten, gap="owner has left")
    assert app.dataframe[-1].value["ownership_class"].tolist() == ["owner_left"]


def test_filter_reaches_every_figure(page, ten):
    app = page("ownership_gaps", ten, Filters(provider=("anthropic",)))
    assert app.header[0].value.startswith("0 of 1 active credentials have nobody to call")


def test_filter_that_leaves_nothing_says_so_and_a_way_on(page, ten):
    app = page("ownership_gaps", ten, Filters(provider=("nowhere",)))
    assert app.header[0].value == "No active credential matches the filters."
    assert "Widen" in app.info[0].value


def test_every_gap_says_whom_to_ask_and_why(page, ten):
    app = page("ownership_gaps", ten, gap="owner has left")
    shown = app.dataframe[-1].value
    assert shown[["suggested_owner", "suggestion_reason"]].values.tolist() == [["bob@x", "Manager of ada@x, who left 2026-10-01"]]


def test_flags_are_bars_with_count_and_share(page, ten):
    app = page("ownership_gaps", ten, opened=["flags_twin"])
    assert app.dataframe[0].value.values.tolist() == [["no purpose", 1, 0.1]]
    assert "of 10 active credentials" in " ".join(one.value for one in app.caption)


def test_picked_flag_and_picked_class_narrow_the_rows(page, published, pick):
    held = published.held(
        credential=[
            {"credential_id": 1, "ownership_class": "no_owner", "ownership_flags": ["no_purpose", "no_service"]},
            {"credential_id": 2, "ownership_class": "no_owner", "ownership_flags": ["no_purpose"]},
            {"credential_id": 3, "ownership_class": "team_only", "ownership_flags": ["no_service"]},
        ]
    )
    pick("app_pages.ownership_gaps", "flags", {"flag": "no service"})
    app = page("ownership_gaps", held)
    assert app.dataframe[-1].value["credential_id"].tolist() == ["1", "3"]
    pick("app_pages.ownership_gaps", "ownership", {"business_unit": "Retail", "ownership_class": "no_owner"})
    assert page("ownership_gaps", held).dataframe[-1].value["credential_id"].tolist() == ["1", "2"]


def test_classes_are_shown_by_team_and_by_service(page, published):
    held = published.held(credential=[{"credential_id": 1, "team": "chat"}, {"credential_id": 2, "team": None, "service": "shop"}])
    by_team = page("ownership_gaps", held, opened=["ownership_twin"], by="team").dataframe[0].value
    assert by_team["team"].tolist() == ["chat", "not known"]
    by_service = page("ownership_gaps", held, opened=["ownership_twin"], by="service").dataframe[0].value
    assert by_service["service"].tolist() == ["chat", "shop"]


@pytest.fixture
def leavers(published):
    days = [0.5, 8.0, 200.0, None]
    rows = [
        {"credential_id": at, "ownership_class": "owner_left", "owner": f"gone{at}@x", "owner_left_days": since,
         "owner_left_at": None if since is None else published.AS_OF - timedelta(days=since)}
        for at, since in enumerate(days)
    ]  # fmt: skip
    ended = {"credential_id": 8, "status": "revoked", "ownership_class": "owner_left",
             "owner_left_at": published.AS_OF - timedelta(days=9), "ended_upper": published.AS_OF - timedelta(days=8.5)}  # fmt: skip
    return published.held(credential=[*rows, {"credential_id": 9}, ended])


def test_keys_of_who_left_are_counted_from_the_day_and_listed_the_longest_first(page, leavers):
    app = page("ownership_gaps", leavers, gaps="Keys of who left", opened=["standing_twin"])
    assert app.subheader[0].value == "2 of 4 keys still work more than 7 days after the owner left; the longest for 200 d"
    since = app.dataframe[0].value
    assert dict(since[["since", "credentials"]].values.tolist()) == {
        "within 24 h": 1, "1-7 d": 0, "8-30 d": 1, "31-90 d": 0, "91-365 d": 1, "over 365 d": 0, "not known": 1,
    }  # fmt: skip
    assert app.dataframe[-1].value["owner"].tolist() == ["gone2@x", "gone1@x", "gone0@x", "gone3@x"]
    told = " ".join(one.value for one in app.caption)
    assert "1 whose owner left on a day that nobody knows" in told
    # The three still in force with a known day, and one that ended twelve hours after its owner left: 1 - 3/4.
    assert "**25\u00a0%** of keys whose owners all left were ended within 24 h (Kaplan-Meier of 4 keys, 1 ended by now; 95 %: " in told


def test_picked_time_since_leaving_narrows_the_rows(page, leavers, pick):
    pick("components.leavers", "standing", {"since": "8-30 d"}, {"since": "not known"})
    app = page("ownership_gaps", leavers, gaps="Keys of who left")
    assert app.dataframe[-1].value["owner"].tolist() == ["gone1@x", "gone3@x"]


def test_nobody_left_says_so(page, ten):
    app = page("ownership_gaps", ten, Filters(provider=("anthropic",)), gaps="Keys of who left")
    assert app.subheader[0].value == "No active credential belongs only to people who left"


@pytest.mark.parametrize("by", ["business_unit", "team", "service"])
def test_ten_thousand_groups_are_twenty_bars_and_a_stated_rest(page, published, by):
    number, groups = 50_000, 10_000
    base = published.frame("credential", [{"credential_id": 0}]).drop("credential_id", "ownership_class", "owner", by)
    at = pl.int_range(number, eager=True)
    frame = pl.DataFrame({"credential_id": at}).with_columns(
        pl.format("group {}", at % groups).alias(by),
        owner=pl.format("owner {}", at % groups),
        ownership_class=pl.when(at % groups < 30).then(pl.lit("no_owner")).otherwise(pl.lit("owned")),
    )
    held = published.held(credential=frame.join(base, how="cross").select(*published.TABLES["credential"]))
    app = page("ownership_gaps", held, by=by)
    assert any(
        one.value == "Drawn: the 20 with the most gaps of 10,000. The other 9,980 have 50 gaps among 49,900 credentials; the table has all."
        for one in app.caption
    )
    drawn = pl.read_ipc_stream(app.get("vega_lite_chart")[0].proto.datasets[0].data.data)
    assert drawn.height == 20


def test_publication_older_than_suggestions_is_still_shown(page, published):
    rows = [{"credential_id": 1, "ownership_class": "owner_left"}]
    new = ["team", "suggested_owner", "suggestion_reason", "owner_left_at", "owner_left_days"]
    held = published.held(credential=published.frame("credential", rows).drop(new))
    assert tile_values(page("ownership_gaps", held))["Somebody to ask"] == "not known"
    assert any("older than this figure" in one.value for one in page("ownership_gaps", held, gaps="Keys of who left").caption)
