import pytest


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
    tiles = {tile.label: tile.value for tile in app.metric}
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
    assert {tile.label: tile.value for tile in app.metric}["Unfinished"] == "1"


def test_without_a_policy_the_page_says_what_to_set(page, published):
    app = page("rotation_lag", published.held(credential=[{"credential_id": 1, "max_age_days": None}]))
    assert "policy.yaml" in app.info[0].value
