from datetime import UTC, datetime, timedelta

import pytest

from tests.dashboard.shown import tile_values

AS_OF = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.fixture
def worked(published, examples):
    """The lifetimes of rot-02: nine replaced, six still in use."""
    given = examples["rot-02"]["inputs"]
    rows, rotations = [], []
    for at, (days, rotated) in enumerate(zip(given["lifetimes_days"], given["rotated"], strict=True)):
        lag = days - 90.0
        if rotated:
            rows.append({"credential_id": at, "status": "revoked"})
            rotations.append({"rotation_id": at, "predecessor_id": at, "interval_days": float(days), "method": "new_credential"})
        else:
            rows.append({"credential_id": at, "secret_age_days": float(days), "rotation_lag_days": lag})
    rows.append({"credential_id": 90, "status": "revoked"})
    return published.held(credential=rows, rotation=rotations)


def test_share_counts_secrets_still_in_use_beside_the_one_that_flatters(page, worked):
    app = page("rotation_lag", worked)
    assert app.header[0].value == "35\u00a0% of secrets are replaced in time; 5 are overdue now"
    tiles = tile_values(app)
    assert (tiles["In time"], tiles["Replaced only"], tiles["Overdue now"]) == ("35\u00a0%", "56\u00a0%", "5")
    assert "15 secrets (9 replaced, 6 still in use)" in app.caption[0].value
    assert "1 retired without a successor left out" in app.caption[0].value


def test_overdue_come_longest_first(page, worked):
    shown = page("rotation_lag", worked).dataframe[-1].value
    assert shown["rotation_lag_days"].tolist() == [310.0, 170.0, 110.0, 40.0, 10.0]


def test_predecessor_that_still_works_is_counted_once(page, published):
    held = published.held(
        credential=[
            {"credential_id": 1, "secret_age_days": 200.0, "rotation_lag_days": 110.0},
            {"credential_id": 2, "secret_age_days": 20.0, "rotation_lag_days": -70.0},
        ],
        rotation=[
            {"rotation_id": 1, "predecessor_id": 1, "successor_id": 2, "method": "new_credential", "state": "unfinished",
             "interval_days": 180.0},
        ],
    )  # fmt: skip
    app = page("rotation_lag", held)
    assert "2 secrets (1 replaced, 1 still in use)" in app.caption[0].value
    assert tile_values(app)["Unfinished"] == "1"


def test_without_a_policy_the_page_says_what_to_set(page, published):
    app = page("rotation_lag", published.held(credential=[{"credential_id": 1, "max_age_days": None}]))
    assert "policy.yaml" in app.info[0].value


def test_two_shares_are_drawn_and_told_apart(page, worked):
    app = page("rotation_lag", worked, opened=("shares_twin",), shown="Why two shares")
    assert any(
        "Counting only what was replaced gives 56\u00a0%" in one.value and "6 secrets still in use" in one.value for one in app.caption
    )
    table = app.dataframe[0].value
    at_due = {row.counted: row.share for row in table[table["age"] == 1.0].itertuples()}
    assert at_due == {"all secrets": pytest.approx(0.353846, abs=1e-6), "replaced ones only": pytest.approx(5 / 9)}


@pytest.fixture
def half_done(published):
    """Three chains: 1 → 2 → 3, the second half done; 4 → 5 with a gap; 6 → 7 within its overlap. Key 8 stands alone."""
    credentials = [
        {"credential_id": at, "name": f"key {at}", "status": "revoked" if at in (1, 4) else "active", "created_at": AS_OF - timedelta(days=300 - 30 * at),
         "provider": "openai" if at < 4 else "aws", "last_used_observed_at": AS_OF if at == 2 else None,
         "use_state": "used" if at == 2 else "never_used"}
        for at in range(1, 9)
    ]  # fmt: skip
    pairs = (
        (1, 2, "finished", 2.0, 0.0),
        (2, 3, "unfinished", 90.0, 20.0),
        (4, 5, "finished", -3.0, 40.0),
        (6, 7, "overlapping", 5.0, 0.0),
    )
    rotations = [
        {"rotation_id": old, "predecessor_id": old, "successor_id": new, "method": "new_credential", "state": state, "overlap_days": overlap,
         "lag_days": lag, "interval_days": 90.0 + lag, "started_upper": AS_OF - timedelta(days=300 - 30 * new),
         "finished_upper": AS_OF - timedelta(days=300 - 30 * new - overlap) if state == "finished" else None}
        for old, new, state, overlap, lag in pairs
    ]  # fmt: skip
    return published.held(credential=credentials, rotation=rotations)


def test_chains_are_counted_and_the_unfinished_one_is_first(page, half_done):
    app = page("rotation_lag", half_done, opened=("chains_twin",), shown="Chains")
    said = [one.value for one in app.caption if "of 3 chains" in one.value]
    assert said[0].startswith("3 of 3 chains: 1 unfinished, 1 with days without any working key, 2 with a secret replaced late.")
    assert sorted(set(app.dataframe[0].value["lane"])) == ["key 3", "key 5", "key 7"]
    assert len(app.dataframe[0].value) == 7
    assert _lanes(app) == ["key 3", "key 7", "key 5"]
    assert _lanes(page("rotation_lag", half_done, shown="Chains", first="longest without a key"))[0] == "key 5"


def _lanes(app):
    import json

    (chart,) = (one for one in app.get("vega_lite_chart") if "lane" in one.proto.spec)
    return json.loads(chart.proto.spec)["layer"][0]["encoding"]["y"]["sort"]


def test_filters_keep_the_chains_of_the_newest_credential(page, half_done):
    from dashboard.data import Filters

    app = page("rotation_lag", half_done, Filters(provider=("openai",)), shown="Chains")
    assert any(one.value.startswith("1 of 1 chain: 1 unfinished") for one in app.caption)


def test_lanes_of_one_name_are_told_apart(page, published):
    credentials = [{"credential_id": at, "name": "chat", "hint": f"sk-…{at}", "status": "active"} for at in range(1, 5)]
    rotations = [{"rotation_id": at, "predecessor_id": at, "successor_id": at + 1, "method": "new_credential", "started_upper": AS_OF,
                  "interval_days": 9.0} for at in (1, 3)]  # fmt: skip
    app = page("rotation_lag", published.held(credential=credentials, rotation=rotations), shown="Chains")
    assert sorted(_lanes(app)) == ["chat sk-…2", "chat sk-…4"]


def test_unfinished_rows_have_both_keys_and_what_to_do(page, half_done):
    app = page("rotation_lag", half_done, listed="Unfinished")
    shown = app.dataframe[-1].value
    assert shown["name"].tolist() == ["key 2", "key 6"]
    assert shown["successor"].tolist() == ["key 3", "key 7"]
    assert shown["old_use"].tolist() == ["used since", "not used since"]
    assert shown["what_to_do"].tolist() == ["find who still uses it, move them, then revoke", "nobody uses it: disable, wait, then revoke"]
    assert shown["old_secret_days"].tolist() == [200.0, 95.0]
    assert any(one.value.startswith("1 rotation unfinished") and "1 more overlaps" in one.value for one in app.caption)


def test_without_a_rotation_both_say_so(page, published):
    held = published.held(credential=[{"credential_id": 1, "rotation_lag_days": -40.0}])
    app = page("rotation_lag", held, shown="Chains", listed="Unfinished")
    said = [one.value for one in app.caption]
    assert "No rotation matches the filters, so there is no chain to draw." in said
    assert "No rotation is half done: wherever a successor was issued, the old secret has ended." in said
