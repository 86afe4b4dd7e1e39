from datetime import timedelta

import pytest

from dashboard.data import Filters

DAY = timedelta(days=1)


@pytest.fixture
def judged(published):
    start = published.AS_OF
    return published.held(
        credential=[{"credential_id": 1, "name": "chat"}, {"credential_id": 2, "owner": None, "provider": "aws"}],
        quality_result=[
            {"claim": "Every credential can be named", "passed": True},
            {"claim": "Somebody answers for it", "passed": False, "mark": "gap", "severity": "warning"},
            {"claim": "No credential is listed twice", "passed": False, "ran_at": None},
            {"claim": "No credential is listed twice", "passed": True},
        ],
        landing_quarantine=[
            {"row_no": 4},
            {"row_no": 9},
            {"reason_code": "nul_bytes"},
            {"reason_code": "W062", "severity": "warning", "row_no": 2},
            {"reason_code": "W064", "severity": "warning", "field": "Colour"},
        ],
        landing_snapshot=[{"snapshot_id": 1, "warnings": '{"W062": 4, "W064": 1}'}, {"snapshot_id": 2, "warnings": '{"W062": 3}'}],
        source_freshness=[
            {"stale": True, "freshness": "late", "age_ratio": 2.0, "last_as_of": start - 2 * DAY},
            {"source": "aws.cloudtrail", "freshness": "fresh", "age_ratio": 0.5},
            {"source": "backstage.catalog", "freshness": "unpromised"},
        ],
        coverage_window=[
            {"starts_at": start - 40 * DAY, "ends_at": start - 30 * DAY},
            {"starts_at": start - 25 * DAY, "ends_at": start - DAY},
            {"source": "openai.usage", "tenant": "org-1", "starts_at": start - 90 * DAY, "ends_at": start},
        ],
        source_conflict=[
            {"credential_id": 1, "row_no": 3, "other_row_no": 5},
            {"credential_id": 1, "field": "created_at", "value": "2026-01-01", "other_value": "2025-01-01"},
            {"credential_id": 2, "source": "aws.access_keys"},
        ],
        source_field=[
            {"filled_count": 1, "total_count": 1},
            {"provider": "aws", "filled_count": 0, "total_count": 1},
            {"source": "aws.access_keys", "provider": "aws", "field": "created_at", "filled_count": 1, "total_count": 1},
        ],
    )


def said(app):
    return " ".join(caption.value for caption in app.caption).replace("\\", "")


def test_title_counts_checks_rows_and_sources(page, judged):
    app = page("data_quality", judged)
    assert app.header[0].value == "2 of 3 checks hold; 3 rows rejected, 1 source late"
    assert "0 errors, 1 gap to govern" in app.caption[0].value


def test_newest_result_of_a_check_counts_and_failures_come_first(page, judged):
    shown = page("data_quality", judged).dataframe[0].value
    assert shown["claim"].tolist()[0] == "Somebody answers for it"
    assert len(shown) == 3


def test_check_has_its_past_and_results_of_other_publications_are_history_alone(page, published):
    runs = [(5, 5, True, 0.97), (6, 6, False, 0.93), (7, 7, False, 0.9)]
    results = [
        {"run_id": run, "publication": number, "claim": "Somebody answers for it", "mark": "gap", "passed": passed, "observed_share": share,
         "ran_at": published.AS_OF - (7 - run) * DAY}
        for run, number, passed, share in runs
    ]  # fmt: skip
    gone = {"run_id": 5, "publication": 5, "claim": "a claim that is made no more", "passed": False}
    app = page("data_quality", published.held(credential=[{"credential_id": 1}], quality_result=[*results, gone]))
    assert app.header[0].value.startswith("0 of 1 check hold")
    (row,) = app.dataframe[0].value.to_dict("records")
    assert (row["strip"], list(row["shares"])) == ("✓✗✗", [0.97, 0.93, 0.9])
    assert row["failing_since"] == published.AS_OF - DAY and row["last_held_at"] == published.AS_OF - 2 * DAY
    assert "Of the last 3 runs" in said(app)


def test_reason_of_the_address_narrows_the_rejected_rows(page, judged):
    app = page("data_quality", judged, quality="Rejected rows", reason="nul_bytes")
    assert [len(one.value) for one in app.dataframe if "reason_code" in one.value.columns and "message" in one.value.columns] == [1]


def test_warnings_stand_apart_from_rejected_rows_by_code_and_all_are_counted(page, judged):
    app = page("data_quality", judged, quality="Warnings", opened=["warned_twin"])
    assert "8 warnings of loaded rows" in app.caption[0].value
    twin, listed = (one.value for one in app.dataframe[:2])
    assert twin.values.tolist() == [["W062", 7], ["W064", 1]]
    assert listed["reason_code"].tolist() == ["W062", "W064"]
    assert "6 more are counted and not listed" in said(app)
    narrowed = page("data_quality", judged, quality="Warnings", warning="W064")
    assert narrowed.dataframe[0].value["field"].tolist() == ["Colour"]


def test_rejected_rows_hold_no_warning(page, judged):
    shown = page("data_quality", judged, quality="Rejected rows", opened=["rejected_twin"])
    twin, listed = (one.value for one in shown.dataframe[:2])
    assert twin.values.tolist() == [["not_a_date", 2], ["nul_bytes", 1]]
    assert len(listed) == 3


def test_freshness_names_the_oldest_source_the_skew_and_the_unpromised(page, judged):
    app = page("data_quality", judged, quality="Freshness", opened=["freshness_ratio_twin"])
    twin = app.dataframe[0].value
    assert twin["said"].tolist() == ["late, 2.0 intervals old", "fresh, 0.5 intervals old"]
    assert "1 source without a promise is listed alone" in said(app)
    assert "The oldest word is that of openai.admin_api_keys, 2026-10-30 12:00 UTC; skew 2 d" in said(app)


def test_gaps_of_coverage_are_told_in_words(page, judged):
    app = page("data_quality", judged, quality="Coverage")
    assert "1 gap in the last 180 days; the longest, 5 d, in aws.cloudtrail of acme; the last, 2026-10-02 12:00 UTC to" in said(app)
    assert "Farthest behind the as-of is aws.cloudtrail of acme, by 1 d" in said(app)
    assert app.dataframe[0].value["gaps"].tolist() == [1, 0]


def test_conflicts_are_counted_by_field_and_pair_and_filters_divide_them(page, judged):
    app = page("data_quality", judged, quality="Conflicts", opened=["conflicts_twin"])
    assert app.dataframe[0].value["conflict"].tolist() == [
        "created at: openai.project_api_keys against register.keys",
        "status: aws.access_keys against register.keys",
        "status: openai.project_api_keys against register.keys",
    ]
    assert "3 conflicts on 2 credentials" in said(app)
    rows = page("data_quality", judged, Filters(provider=("openai",)), quality="Conflicts").dataframe[0].value
    assert rows["value"].tolist() == ["absent", "2026-01-01"] and rows["row_no"].tolist()[0] == 3


def test_completeness_is_by_provider(page, judged):
    table = page("data_quality", judged, quality="Completeness").dataframe[-1].value
    assert dict(zip(table["provider"], table["owner"], strict=True)) == {"openai": 1.0, "aws": 0.0}


def test_completeness_by_export_is_what_each_says_itself(page, judged):
    table = page("data_quality", judged, quality="Completeness", known_by="export").dataframe[-1].value
    assert table[["source", "credentials", "owner"]].values.tolist()[0] == ["register.keys", 2, 0.5]


def test_nothing_checked_nothing_rejected_says_so(page, published):
    held = published.held(credential=[{"credential_id": 1}])
    assert "No check has run" in page("data_quality", held).info[0].value
    assert "was rejected" in page("data_quality", held, quality="Rejected rows").success[0].value
    assert "carries a warning" in page("data_quality", held, quality="Warnings").success[0].value
    assert "No source has come" in page("data_quality", held, quality="Freshness").info[0].value
    assert "No log or report" in page("data_quality", held, quality="Coverage").info[0].value
    assert "No two sources contradict" in page("data_quality", held, quality="Conflicts").success[0].value
