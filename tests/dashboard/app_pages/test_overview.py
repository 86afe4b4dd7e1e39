import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import polars as pl
from streamlit.testing.v1 import AppTest

from dashboard.data import Filters, Published
from tests.dashboard.shown import tile_values, tiles


def test_board_tiles_of_a_small_publication(page, published):
    held = published.held(
        credential=[
            {"credential_id": 1, "priority": "act_now", "blast_radius": 5, "use_window_from": published.AS_OF,
             "last_used_observed_at": published.AS_OF},
            {"credential_id": 2, "ownership_class": "no_owner", "priority": "track", "use_window_from": published.AS_OF},
            {"credential_id": 3, "status": "revoked", "priority": "closed"},
        ],
        exposure=[
            {"exposure_id": 1, "credential_id": 1, "state": "open", "exposure_days_lower": 1.0, "sla_breached": True},
            {"exposure_id": 2, "credential_id": 3, "exposure_days_lower": 0.01, "exposure_days_upper": 0.01},
        ],
        source_freshness=[{}, {"source": "openai.usage", "stale": True}],
    )  # fmt: skip
    app = page("overview", held)
    assert app.header[0].value == "1 credential needs action now; 1 exposure open"
    assert tile_values(app) == {
        "Owned": "50\u00a0%", "Alive at 1 h": "50\u00a0%", "Replaced in time": "0\u00a0%", "Act now, late": "1",
        "Inventory": "100\u00a0%",
    }  # fmt: skip
    late = "[1 source](explorer?table=source_freshness&conditions_source_freshness=stale&source_freshness_stale=yes&source_freshness_stale_how=yes) of 2 late"
    assert any(f" · {late}, the oldest of 2026-11-01" in block.value for block in app.markdown) and not app.warning
    assert app.dataframe[-1].value["credential_id"].tolist() == ["1"]


def test_empty_publication_says_so(page, published):
    assert page("overview", published.held()).header[0].value == "No credential matches the filters."


def test_nothing_urgent_says_so(page, published):
    app = page("overview", published.held(credential=[{"credential_id": 1}]))
    assert any("Nothing is urgent" in one.value for one in app.caption)


def days(published, metric, dimension="all", **by_day):
    """Published days: `ago_3=5.0` is the figure of three days before the as-of."""
    day = published.AS_OF.date()
    return [
        {"day": day - timedelta(days=int(name.removeprefix("ago_"))), "metric": metric, "dimension": dimension, "value": value}
        for name, value in by_day.items()
    ]


def pictures(app):
    """What the lines of the tiles say to a screen reader."""
    return [tile.line.replace("\u00a0", " ") for tile in tiles(app).values() if tile.line]


def beside(app):
    return [line.replace("\u00a0", " ") for tile in tiles(app).values() for line in tile.beside]


def test_each_tile_has_the_past_of_its_own_figure(page, published):
    quick = [
        {"exposure_id": 10 + n, "exposure_days_lower": 0.01, "exposure_days_upper": 0.01, "state": "remediated",
         "detected_at": published.AS_OF - timedelta(days=60), "revoked_upper": published.AS_OF - timedelta(days=60)}
        for n in range(3)
    ]  # fmt: skip
    slow = [
        {"exposure_id": n, "exposure_days_lower": 100.0, "state": "open", "detected_at": published.AS_OF - timedelta(days=100)}
        for n in range(5)
    ]
    held = published.held(
        credential=[{"credential_id": 1}],
        exposure=[*quick, *slow],
        kpi_daily=[
            *days(published, "open_exposures", ago_90=7.0, ago_0=5.0),
            *days(published, "strict_ownership_share", ago_2=0.5, ago_1=0.25, ago_0=1.0),
            *days(published, "on_time_rotation_share", ago_1=0.2, ago_0=0.4),
            *days(published, "late_act_now_exposures", ago_1=3.0, ago_0=0.0),
            *days(published, "covered_credentials", ago_1=99.0, ago_0=99.0),
            *days(published, "logged_credentials", ago_1=49.0, ago_0=99.0),
            *days(published, "shadow_keys", ago_1=50.0, ago_0=0.0),
        ],
    )
    app = page("overview", held)
    assert pictures(app) == [
        "Owned, the last 2 days: from 50 % to 100 %, lowest 25 %, highest 100 %",
        "Alive at 1 h, the last 90 days: from 100 % to 62 %, lowest 62 %, highest 100 %",
        "Replaced in time, the last 1 day: from 20 % to 40 %, lowest 20 %, highest 40 %",
        "Act now, late, the last 1 day: from 3 to 0, lowest 0, highest 3",
        "Inventory, the last 1 day: from 75 % to 100 %, lowest 75 %, highest 100 %",
    ]
    assert {"2 days ago: 50 %", "90 days ago: 100 %", "due in 30 d: 20 → 40 %", "1 day ago: 3", "1 day ago: 75 %"} <= set(beside(app))
    assert app.caption[0].value.startswith("**Down from 7 open exposures in 90 days** · As of")


def test_a_past_that_nobody_published_is_said_and_not_drawn(page, published):
    app = page("overview", published.held(credential=[{"credential_id": 1}]), Filters(kind=("api_key",)))
    assert pictures(app) == []
    assert beside(app).count("No past for these filters.") == 3
    assert {"Fewer than five cases before: no line.", "Logs know a key's provider alone."} <= set(beside(app))


def test_completeness_is_not_made_up_for_what_logs_do_not_know(page, published):
    held = published.held(
        credential=[{"credential_id": 1, "use_window_from": published.AS_OF, "last_used_observed_at": published.AS_OF}],
        shadow_key=[{"credential_id": 9}],
    )
    assert tile_values(page("overview", held))["Inventory"] == "100\u00a0%"
    retail = page("overview", held, Filters(business_unit=("Retail",)))
    assert tile_values(retail)["Inventory"] == "not known"


def test_tiles_lead_to_their_rows_with_the_filters(page, published):
    held = published.held(
        credential=[{"credential_id": 1, "provider": "aws"}],
        exposure=[
            {"exposure_id": 1, "credential_id": 1, "provider": "aws", "state": "open", "exposure_days_lower": 1.0, "sla_breached": True}
        ],
    )
    app = page("overview", held, Filters(provider=("aws",)))
    ways = {label: (urlsplit(to).path, parse_qs(urlsplit(to).query)) for to, label in (tile.way for tile in tiles(app).values())}
    assert ways["1 credential"] == ("ownership_gaps", {"provider": ["aws"]})
    assert ways["1 late exposure"] == ("explorer", {
        "provider": ["aws"], "table": ["exposure"], "conditions_exposure": ["priority", "state", "sla_breached"],
        "exposure_priority": ["act_now"], "exposure_state": ["open", "contained"], "exposure_sla_breached": ["yes"], "exposure_sla_breached_how": ["yes"],
    })  # fmt: skip
    assert {"1 exposure", "1 secret", "shadow keys"} <= ways.keys()


def test_what_changed_is_counted_on_rows_under_any_filter_and_leads_to_them(page, published):
    ago = {days: published.AS_OF - timedelta(days=days) for days in (1, 9)}
    held = published.held(
        credential=[
            {"credential_id": 1, "age_days": 2.0, "rotation_lag_days": 3.0},
            {"credential_id": 2, "age_days": 9.0, "rotation_lag_days": 9.0, "status": "revoked", "ended_upper": ago[1]},
            {"credential_id": 3, "age_days": None, "first_seen_at": ago[1], "ended_upper": ago[9]},
            {"credential_id": 4, "age_days": 1.0, "kind": "admin_key"},
        ],
        exposure=[
            {"exposure_id": 1, "credential_id": 1, "detected_at": ago[1], "state": "open"},
            {"exposure_id": 2, "credential_id": 1, "detected_at": ago[1], "state": "false_positive"},
            {"exposure_id": 3, "credential_id": 1, "detected_at": ago[9], "revoked_upper": ago[1]},
        ],
        rotation=[
            {"rotation_id": 1, "predecessor_id": 1, "started_upper": ago[1]},
            {"rotation_id": 2, "predecessor_id": 2, "started_upper": ago[9]},
        ],
    )
    app = page("overview", held, Filters(kind=("api_key",)))
    told = next(block.value for block in app.markdown if block.value.startswith("**Since 2026-10-25**"))
    assert re.sub(r"\(\w+\?[^)]*\)", "", told).splitlines()[1:] == [
        "**[2]** credentials came, **[1]** ended  ",
        "**[1]** exposures found, **[1]** ended  ",
        "**[1]** rotations fell overdue, **[1]** secrets replaced",
    ]
    assert "(explorer?kind=api_key&table=credential&conditions_credential=age_lower_days&credential_age_lower_days_low=0.0" in told
    assert "(rotation_lag?kind=api_key)" in told


def _changed(held, filters, before):
    from dashboard.components.changes import changed
    from dashboard.view import View

    changed(View(held, filters, before=before))


def test_who_became_urgent_since_the_publication_before_is_told_with_a_way_to_them(published):
    held = published.held(
        credential=[
            {"credential_id": 1, "priority": "act_now"},
            {"credential_id": 2, "priority": "act_now"},
            {"credential_id": 3, "priority": "track"},
            {"credential_id": 4, "priority": "act_now", "kind": "admin_key"},
            {"credential_id": 5, "priority": "act_now"},
        ]
    )
    earlier = pl.DataFrame({"credential_id": [1, 3, 4, 5], "priority": ["act_now", "act_now", "track", "urgent"]})
    before = Published(6, "mart_6", published.AS_OF - timedelta(days=3))
    held.elsewhere = lambda other, table, columns: earlier if (other, table) == (before, "credential") else None

    def told(filters, before):
        app = AppTest.from_function(_changed, args=(held, filters, before)).run()
        assert not app.exception
        return app.markdown[0].value

    said = told(Filters(kind=("api_key",)), before)
    assert said.startswith("**Since 2026-10-29**")
    became, ceased = said.splitlines()[-1].split(", ")
    query = (
        "kind=api_key&table=credential&conditions_credential=credential_id&credential_credential_id_how=is&credential_credential_id_text"
    )
    assert became == f"**[2](explorer?{query}=2%2C+5)** became “act now”"
    assert ceased == f"**[1](explorer?{query}=3)** ceased to be"
    assert told(Filters(), before).splitlines()[-1].startswith("**[3](")
    assert "act now" not in told(Filters(), None)
    assert "act now" not in told(Filters(), Published(5, "mart_5", before.as_of))  # it cannot tell


def test_a_first_thing_to_do_says_what_why_by_when_and_who(page, published):
    reason = (
        "Called from a foreign address since 2026-09-11 06:12 UTC while exposed, still valid, holds admin rights, used today:"
        " revoke now and keep the traces (1 h)."
    )
    held = published.held(
        credential=[{"credential_id": 1, "priority": "act_now", "priority_reason": reason}],
        exposure=[{"exposure_id": 1, "credential_id": 1, "state": "open", "sla_due_at": published.AS_OF - timedelta(hours=3)}],
    )
    row = page("overview", held).dataframe[-1].value.iloc[0]
    assert row.iloc[:6].tolist() == [
        "credential?credential=1", "act_now", "overdue by 3 h", "revoke now and keep the traces",
        "Abused since 2026-09-11, admin rights, used today", "ada@example.org",
    ]  # fmt: skip
    assert row["priority_reason"] == reason


def _picked(held, picked):
    import streamlit as st

    from dashboard.components.to_do import to_do
    from dashboard.view import View

    to_do(View(held), picked, st.container())


def test_a_picked_priority_is_listed_alone(published):
    held = published.held(
        credential=[
            {"credential_id": 1, "priority": "act_now"},
            {"credential_id": 2, "priority": "track"},
            {"credential_id": 3, "priority": "track"},
        ]
    )
    app = AppTest.from_function(_picked, args=(held, [{"priority": "track"}])).run()
    assert not app.exception
    assert app.dataframe[0].value["credential_id"].tolist() == ["2", "3"]
    assert app.subheader[0].value == "The 10 to do first, track"
    app = AppTest.from_function(_picked, args=(held, [{"priority": "act now"}])).run()
    assert app.dataframe[0].value["credential_id"].tolist() == ["1"]
    assert (
        AppTest.from_function(_picked, args=(held, [{"priority": "urgent"}])).run().caption[0].value == "No credential has this priority."
    )
