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
