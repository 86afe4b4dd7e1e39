from datetime import timedelta

from dashboard.data import Filters


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
    assert {tile.label: tile.value for tile in app.metric} == {
        "Owned": "50\u00a0%", "Leaked, alive at 1 h": "50\u00a0%", "Replaced in time": "0\u00a0%", "Act now, late": "1",
        "Inventory": "100\u00a0%",
    }  # fmt: skip
    assert app.warning[0].value.startswith("1 source of 2 late")
    assert app.dataframe[-1].value["credential_id"].tolist() == ["1"]


def test_empty_publication_says_so(page, published):
    assert page("overview", published.held()).header[0].value == "No credential matches the filters."


def test_nothing_urgent_says_so(page, published):
    app = page("overview", published.held(credential=[{"credential_id": 1}]))
    assert any("Nothing is urgent" in one.value for one in app.caption)


def test_changes_lines_and_clocks(page, published):
    day = published.AS_OF.date()
    held = published.held(
        credential=[{"credential_id": 1, "priority": "act_now", "rotation_due_at": published.AS_OF + timedelta(days=2)}],
        exposure=[{"exposure_id": 1, "credential_id": 1, "state": "open", "sla_due_at": published.AS_OF - timedelta(hours=3)}],
        kpi_daily=[
            {"day": day - timedelta(days=ago), "metric": metric, "dimension": "all", "value": value}
            for ago, metric, value in [
                (0, "open_exposures", 2.0), (1, "open_exposures", 5.0), (0, "new_credentials", 4.0), (6, "new_credentials", 1.0),
                (7, "new_credentials", 90.0), (2, "closed_exposures", 3.0),
            ]
        ],
    )  # fmt: skip
    app = page("overview", held)
    assert app.dataframe[-1].value["clock"].tolist() == ["overdue by 3 h"]
    lines = [
        "- **5** credentials came, **0** ended",
        "- **0** exposures opened, **3** closed",
        "- **0** rotations fell overdue, **0** were done",
    ]
    assert any(block.value.splitlines() == lines for block in app.markdown)
    assert any(one.value == "open exposures: 5 to 2 in 2 days" for one in app.caption)
    assert any(heading.value == f"Since {day - timedelta(days=7)}" for heading in app.subheader)


def test_changes_under_a_filter_without_published_days_say_which_have_them(page, published):
    app = page("overview", published.held(credential=[{"credential_id": 1}]), Filters(kind=("api_key",)))
    assert any("choose one of these" in one.value for one in app.caption)
