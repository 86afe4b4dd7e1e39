import pytest


def exposures(examples):
    given = examples["km-01"]["inputs"]
    return [
        {
            "exposure_id": at,
            "credential_id": 1,
            "state": "remediated" if revoked else "open",
            "exposure_days_lower": hours / 24,
            "exposure_days_upper": hours / 24 if revoked else None,
            "sla_breached": hours > 1,
        }
        for at, (hours, revoked) in enumerate(zip(given["hours"], given["revoked"], strict=True))
    ]


@pytest.fixture
def worked(published, examples):
    return published.held(credential=[{"credential_id": 1}], exposure=exposures(examples))


def test_title_and_tiles_count_the_open_ones(page, worked):
    app = page("exposure_to_remediation", worked)
    assert app.header[0].value == "Half of exposed secrets still work after 2 d 2 h; 4 secrets still open"
    tiles = {tile.label: tile.value for tile in app.metric}
    assert tiles == {
        "Alive at 1 h": "79\u00a0%", "Median": "2 d 2 h", "Mean, 27 d": "9 d 11 h", "Closed only": "2 d 17 h",
        "In time": "21\u00a0%",
    }  # fmt: skip


def test_table_under_the_curve_holds_the_reference_times(page, worked):
    table = page("exposure_to_remediation", worked).dataframe[0].value
    assert table["after"].tolist() == ["9 min", "17 min", "1 h", "1 d", "27 d"]
    assert table["at risk"].tolist() == [13, 12, 11, 9, 3]
    assert table["still usable"].tolist() == ["93\u00a0%", "86\u00a0%", "79\u00a0%", "64\u00a0%", "27\u00a0%"]
    assert table["95 % interval"].tolist()[2] == "47 to 93\u00a0%"


def test_open_exposures_are_the_rows(page, worked):
    assert page("exposure_to_remediation", worked).dataframe[-1].value["state"].tolist() == ["open"] * 4


def test_median_not_reached_is_told_as_more_than_the_longest(page, published):
    row = {"exposure_id": 1, "state": "open", "exposure_days_lower": 3.0}
    app = page("exposure_to_remediation", published.held(credential=[], exposure=[row]))
    assert app.header[0].value.startswith("More than half of exposed secrets still work after 3 d, the longest follow-up")
    assert {tile.label: tile.value for tile in app.metric}["Median"] == "> 3 d"


def test_interval_ends_are_told_as_such(page, published):
    rows = [{"exposure_id": at, "exposure_days_lower": 7.0 * at, "exposure_days_upper": 7.0 * at + 7} for at in range(3)]
    app = page("exposure_to_remediation", published.held(credential=[], exposure=rows))
    assert any("3 ends known only to lie between two looks" in one.value for one in app.caption)
    assert any("between 7 d and 14 d (Turnbull)" in one.value for one in app.caption)


def test_only_dead_ones_leave_no_curve(page, published):
    row = {"exposure_id": 1, "was_dead": True, "exposure_days_lower": 0.0, "exposure_days_upper": 0.0}
    app = page("exposure_to_remediation", published.held(credential=[], exposure=[row]))
    assert app.header[0].value == "No exposure of this choice was ever at risk."
    assert "1 dead before they leaked" in app.info[0].value


def test_no_exposure_says_so(page, published):
    app = page("exposure_to_remediation", published.held(credential=[{"credential_id": 1}]))
    assert app.header[0].value == "No exposure matches the filters."
