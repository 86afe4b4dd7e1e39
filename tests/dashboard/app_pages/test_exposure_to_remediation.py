from datetime import UTC, datetime, timedelta

import pytest
import streamlit as st

from dashboard.data import Filters
from tests.dashboard.shown import small_table, tile_values, tiles

AS_OF = datetime(2026, 11, 1, 12, tzinfo=UTC)


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
    tiles = tile_values(app)
    assert tiles == {
        "Alive at 1 h": "79\u00a0%", "Median": "2 d 2 h", "Mean, 27 d": "9 d 11 h", "Closed only": "2 d 17 h",
        "In time": "21\u00a0%",
    }  # fmt: skip


def test_accepted_ones_are_told_apart_from_those_to_be_ended(page, published):
    """The trend counts what is to be done, the curve what still works: the difference is said where both stand."""
    rows = [
        {"exposure_id": at, "state": state, "exposure_days_lower": 3.0, "exposure_days_upper": 3.0 if state == "remediated" else None}
        for at, state in enumerate(("open", "accepted", "accepted", "remediated"))
    ]
    app = page("exposure_to_remediation", published.held(credential=[], exposure=rows))
    assert "4 exposures at risk (1 ended, 3 open, 2 of these an accepted risk)" in app.caption[0].value


@pytest.mark.parametrize(("state", "told"), [("accepted", "open exposures (accepted risks left out)"), ("remediated", "open exposures")])
def test_trend_says_where_it_counts_fewer_than_the_headline(page, published, state, told):
    days = [{"day": (published.AS_OF - timedelta(days=ago)).date(), "metric": "open_exposures", "dimension": "all"} for ago in (90, 0)]
    held = published.held(
        credential=[{"credential_id": 1}],
        exposure=[
            {"exposure_id": at, "credential_id": 1, "state": one, "exposure_days_lower": 2.0}
            for at, one in enumerate(("open", state), start=1)
        ],
        kpi_daily=[days[0] | {"value": 13.0}, days[1] | {"value": 1.0}],
    )
    assert page("exposure_to_remediation", held).caption[0].value.startswith(f"**Down from 13 {told} in 90 days** · As of")


def test_table_under_the_curve_holds_the_reference_times(page, worked):
    table = small_table(page("exposure_to_remediation", worked))
    assert table["after"] == ["9 min", "17 min", "1 h", "1 d", "27 d"]
    assert table["at risk"] == ["13", "12", "11", "9", "3"]
    assert table["still usable"] == ["93\u00a0%", "86\u00a0%", "79\u00a0%", "64\u00a0%", "27\u00a0%"]
    assert table["95 % interval"][2] == "47 to 93\u00a0%"


def test_open_exposures_are_the_rows(page, worked):
    assert page("exposure_to_remediation", worked).dataframe[-1].value["state"].tolist() == ["open"] * 4


def test_without_an_end_none_is_said_to_have_ended(page, published):
    row = {"exposure_id": 1, "state": "open", "exposure_days_lower": 3.0}
    app = page("exposure_to_remediation", published.held(credential=[], exposure=[row]))
    assert app.header[0].value == "None of 1 exposed secret has ended; the oldest has worked for 3 d; 1 secret still open"
    assert tile_values(app)["Median"] == "> 3 d"


def test_median_not_reached_is_told_as_more_than_the_longest(page, published):
    rows = [
        {"exposure_id": at, "state": "remediated" if at == 0 else "open", "exposure_days_lower": 3.0 + at,
         "exposure_days_upper": 3.0 if at == 0 else None}
        for at in range(3)
    ]  # fmt: skip
    app = page("exposure_to_remediation", published.held(credential=[], exposure=rows))
    assert app.header[0].value.startswith("More than half of exposed secrets still work after 5 d, the longest follow-up")
    assert tiles(app)["Mean, 27 d"].beside == ["at most: none was seen longer than 5 d"]


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


def divided(published, **sizes):
    """So many exposures a provider, ended after 1, 2, 3 … days."""
    rows = [
        {"exposure_id": 100 * number + at, "provider": name, "detectors": ["github", name], "exposure_days_lower": at + 1.0,
         "exposure_days_upper": at + 1.0}
        for number, (name, size) in enumerate(sizes.items())
        for at in range(size)
    ]  # fmt: skip
    return published.held(credential=[], exposure=rows)


def test_one_row_a_group_and_small_ones_are_counts_only(page, published):
    app = page("exposure_to_remediation", divided(published, aws=6, openai=4), by="provider")
    table = app.dataframe[0].value
    assert table["provider"].tolist() == ["aws", "openai"]
    assert (table["exposures"].tolist(), table["ended"].tolist(), table["open"].tolist()) == ([6, 4], [6, 4], [0, 0])
    assert table["half have ended by"].tolist() == ["3 d", "fewer than 5: counts only"]
    assert table["usable after 1 d"].tolist() == ["83\u00a0%", ""]
    assert any("No test: fewer than 10 ends in aws, openai; compare the counts." in one.value for one in app.caption)


def test_groups_with_ten_ends_each_are_tested_and_it_is_called_exploratory(page, published):
    app = page("exposure_to_remediation", divided(published, aws=10, openai=10), by="provider")
    assert any("Log-rank test of the 2 groups: chi-square 0.0, p 1.000. Exploratory" in one.value for one in app.caption)


def test_exposure_counts_in_each_of_its_detectors(page, published):
    app = page("exposure_to_remediation", divided(published, aws=6, openai=4), by="detector")
    assert app.dataframe[0].value["exposures"].tolist() == [10, 6, 4]
    assert any("counts in each detector that reports it: the groups overlap" in one.value for one in app.caption)


def test_only_small_groups_leave_a_table_without_a_chart(page, published):
    app = page("exposure_to_remediation", divided(published, aws=2), by="provider")
    assert app.dataframe[0].value["exposures"].tolist() == [2]
    assert not app.get("vega_lite_chart")


@pytest.fixture
def late(published):
    """Act now: one met, one late and closed, two late and open, one pending; urgent: one late and open."""
    states = [("act_now", "met", "remediated"), ("act_now", "breached", "remediated"), ("act_now", "breached", "open"),
              ("act_now", "breached", "contained"), ("act_now", "pending", "open"), ("urgent", "breached", "open")]  # fmt: skip
    rows = [
        {"exposure_id": at, "credential_id": 1, "priority": priority, "sla_state": kept, "sla_breached": kept == "breached", "state": state,
         "exposure_days_lower": 1.0, "exposure_days_upper": 1.0 if state == "remediated" else None,
         "sla_due_at": AS_OF + timedelta(hours=1) if kept == "pending" else AS_OF - timedelta(days=at, hours=4)}
        for at, (priority, kept, state) in enumerate(states)
    ]  # fmt: skip
    policy = [{"rule": "sla_act_now", "value": "1"}, {"rule": "sla_urgent", "value": "24"}]
    return published.held(credential=[{"credential_id": 1}], exposure=rows, policy=policy)


def test_late_and_open_ones_come_first_with_their_clock(page, late):
    rows = page("exposure_to_remediation", late).dataframe[-1].value
    assert rows["clock"].tolist() == ["overdue by 5 d 4 h", "overdue by 3 d 4 h", "overdue by 2 d 4 h", "due in 1 h"]
    assert rows["open_exposure"].tolist()[0] == "exposure_to_remediation?exposure=5&shown=One+exposure"


def test_service_level_has_promised_hours_and_tells_the_late_open_ones(page, late):
    app = page("exposure_to_remediation", late, opened=("promises_twin",), shown="Service level")
    table = app.dataframe[0].value
    columns = ("priority", "promised_hours", "met", "breached", "breached_open", "pending", "kept_share")
    assert [tuple(row) for row in table[list(columns)].itertuples(index=False)] == [
        ("act_now", 1.0, 1, 3, 2, 1, 0.25), ("urgent", 24.0, 0, 1, 1, 0, 0.0),
    ]  # fmt: skip
    assert any("**20\u00a0%** kept of 5 promises decided" in one.value and "3 breached ones of these still open" in one.value
               for one in app.caption)  # fmt: skip


def incident(published, examples, **known):
    at = {name: datetime.fromisoformat(value.replace("Z", ":00+00:00")) for name, value in examples["tl-01"]["inputs"].items()}
    row = {
        "exposure_id": 7, "credential_id": 1, "introduced_at": at["exposed"], "detected_at": at["detected"], "repository": "acme/app",
        "acknowledged_lower": at["notified"], "acknowledged_upper": at["notified"], "replaced_lower": at["replacement_issued"],
        "replaced_upper": at["replacement_issued"], "revoked_lower": at["revoked"], "revoked_upper": at["revoked"],
        "reauthenticated_lower": at["last_dependent_reauth"], "reauthenticated_upper": at["last_dependent_reauth"],
        "exposure_days_lower": 0.354, "exposure_days_upper": 0.354,
    }  # fmt: skip
    return published.held(credential=[{"credential_id": 1, "name": "chat"}], exposure=[row | known])


def test_one_exposure_is_measured_step_by_step(page, published, examples):
    app = page("exposure_to_remediation", incident(published, examples), shown="One exposure", exposure="7")
    assert app.selectbox[0].options == ["chat in acme/app: remediated, act now"]
    told = app.dataframe[0].value.set_index("measure")["duration"]
    assert (told["time to detect"], told["exposure window"], told["time to remediate"]) == ("41 min", "8 h 30 min", "23 h 10 min")
    assert told["broken time"] == "14 h 40 min"
    assert any("(credential?credential=1)" in one.value for one in app.markdown)


def test_impossible_order_is_a_warning(page, published, examples):
    early = datetime(2026, 3, 2, 9, tzinfo=UTC)
    app = page("exposure_to_remediation", incident(published, examples, detected_at=early), shown="One exposure")
    assert [one.value for one in app.warning] == [
        "Impossible: detected before it was exposed, by 1 h. A date of some source is wrong; the durations that need it are not told."
    ]


def test_exposure_that_is_not_published_is_said_to_be_none(page, late):
    app = page("exposure_to_remediation", late, shown="One exposure", exposure="99")
    assert any("Publication 7 has no exposure 99." in one.value for one in app.caption)
    assert len(app.selectbox[0].options) == 6


def test_exposure_that_the_filters_leave_out_is_shown_where_the_address_names_it(page, published):
    from dashboard.data import Filters

    held = of_two_providers(published)
    app = page("exposure_to_remediation", held, Filters(provider=("aws",)), shown="One exposure", exposure="1")
    assert app.selectbox[0].options == ["aws in place not said: remediated, act now", "openai in place not said: remediated, act now"]
    assert app.selectbox[0].value == 1


def of_two_providers(published):
    rows = [{"exposure_id": at, "provider": name, "exposure_days_lower": 1.0, "exposure_days_upper": 1.0, "detected_at": AS_OF}
            for at, name in ((1, "openai"), (2, "aws"))]  # fmt: skip
    return published.held(credential=[], exposure=rows)


@pytest.mark.parametrize(("openai", "height"), [(1, 3 * 35 + 2), (11, 13 * 35 + 2), (20, 16 * 35 + 2)])
def test_table_has_room_for_its_rows_without_filters_up_to_fifteen(page, published, monkeypatch, openai, height):
    """Two, twelve, twenty-one open exposures and the head; the one at AWS stands in a table as tall, and what is below does not jump."""
    providers = ["openai"] * openai + ["aws"]
    held = published.held(
        credential=[{"credential_id": at, "provider": name} for at, name in enumerate(providers)],
        exposure=[
            {"exposure_id": at, "credential_id": at, "state": "open", "exposure_days_lower": 2.0, "provider": name}
            for at, name in enumerate(providers)
        ],
    )
    draw, heights = st.dataframe, []
    monkeypatch.setattr(st, "dataframe", lambda *given, **asked: heights.append(asked.get("height")) or draw(*given, **asked))
    lengths = [
        len(page("exposure_to_remediation", held, filters).dataframe[-1].value) for filters in (Filters(), Filters(provider=("aws",)))
    ]
    assert lengths == [openai + 1, 1]
    assert heights == [height, height]
