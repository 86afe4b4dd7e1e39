import pytest


@pytest.fixture
def judged(published):
    return published.held(
        credential=[{"credential_id": 1}, {"credential_id": 2, "owner": None, "provider": "aws"}],
        quality_result=[
            {"claim": "Every credential can be named", "passed": True},
            {"claim": "Somebody answers for it", "passed": False, "mark": "gap", "severity": "warning"},
            {"claim": "No credential is listed twice", "passed": False, "ran_at": None},
            {"claim": "No credential is listed twice", "passed": True},
        ],
        landing_quarantine=[{"row_no": 4}, {"row_no": 9}, {"reason_code": "nul_bytes"}],
        source_freshness=[{"stale": True}, {"source": "aws.cloudtrail"}],
    )


def test_title_counts_checks_rows_and_sources(page, judged):
    app = page("data_quality", judged)
    assert app.header[0].value == "2 of 3 checks hold; 3 rows rejected, 1 source late"
    assert "0 errors, 1 gap to govern" in app.caption[0].value


def test_newest_result_of_a_check_counts_and_failures_come_first(page, judged):
    shown = page("data_quality", judged).dataframe[0].value
    assert shown["claim"].tolist()[0] == "Somebody answers for it"
    assert len(shown) == 3


def test_reason_of_the_address_narrows_the_rejected_rows(page, judged):
    app = page("data_quality", judged, quality="Rejected rows", reason="nul_bytes")
    assert [len(one.value) for one in app.dataframe if "reason_code" in one.value.columns and "message" in one.value.columns] == [1]


def test_completeness_is_by_provider(page, judged):
    table = page("data_quality", judged, quality="Completeness").dataframe[-1].value
    assert dict(zip(table["provider"], table["owner"], strict=True)) == {"openai": 1.0, "aws": 0.0}


def test_nothing_checked_nothing_rejected_says_so(page, published):
    held = published.held(credential=[{"credential_id": 1}])
    assert "No check has run" in page("data_quality", held).info[0].value
    assert "No row" in page("data_quality", held, quality="Rejected rows").success[0].value
