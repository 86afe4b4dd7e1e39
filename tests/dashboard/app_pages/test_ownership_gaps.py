import pytest

from dashboard.data import Filters


@pytest.fixture
def ten(published):
    classes = ["owned"] * 5 + ["no_owner"] * 2 + ["owner_left", "team_only", "low_confidence"]
    rows = [{"credential_id": at, "ownership_class": name, "blast_radius": 1} for at, name in enumerate(classes)]
    rows[0]["ownership_flags"] = ["no_purpose"]
    rows[9]["provider"] = "anthropic"
    rows.append({"credential_id": 99, "status": "revoked", "ownership_class": "no_owner"})
    return published.held(credential=rows)


def test_title_states_the_finding_and_tiles_the_shares(page, ten):
    app = page("ownership_gaps", ten)
    assert app.header[0].value == ("3 of 10 active credentials have nobody to call; 50\u00a0% have a live, named owner")
    assert {tile.label: tile.value for tile in app.metric} == {
        "Owned": "50\u00a0%", "Any owner": "80\u00a0%", "By reach": "50\u00a0%", "Any gap": "60\u00a0%",
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
