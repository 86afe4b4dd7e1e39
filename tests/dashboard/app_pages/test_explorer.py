import pytest

from dashboard.data import Filters


@pytest.fixture
def three(published):
    return published.held(
        credential=[
            {"credential_id": 1, "name": "=1+1", "provider": "openai", "age_days": 10.0},
            {"credential_id": 2, "name": "<b>bold</b>", "provider": "aws", "age_days": 200.0, "dormant": True},
            {"credential_id": 3, "name": None, "provider": "aws", "age_days": None},
        ],
        exposure=[{"exposure_id": 7, "credential_id": 2, "provider": "aws"}],
    )


def test_all_rows_of_credential_are_the_start(page, three):
    app = page("explorer", three)
    assert app.header[0].value == "3 rows of credential match"
    assert app.dataframe[0].value["credential_id"].tolist() == ["1", "2", "3"]


def test_table_of_the_address_is_opened(page, three):
    assert page("explorer", three, table="exposure").header[0].value == "1 row of exposure match"


def test_global_filter_narrows_and_shows_as_sql(page, three):
    app = page("explorer", three, Filters(provider=("aws",)))
    assert app.header[0].value == "2 rows of credential match"
    assert "coalesce(provider, 'not_known') in ('aws')" in app.code[0].value


def test_condition_by_type_narrows_and_shows_as_sql(page, three):
    app = page("explorer", three)
    app.multiselect(key="conditions_credential").set_value(["age_days", "dormant"]).run()
    app.number_input(key="credential_age_days_low").set_value(100.0).run()
    app.selectbox(key="credential_dormant").set_value("yes").run()
    assert not app.exception
    assert app.dataframe[0].value["credential_id"].tolist() == ["2"]
    assert "age_days >= 100" in app.code[0].value
    assert "dormant is true" in app.code[0].value


def test_chosen_columns_are_the_only_ones(page, three):
    app = page("explorer", three)
    app.multiselect(key="columns_credential").set_value(["name", "provider"]).run()
    assert app.dataframe[0].value.columns.tolist() == ["name", "provider"]


def test_condition_that_leaves_nothing_says_so(page, three):
    app = page("explorer", three)
    app.multiselect(key="conditions_credential").set_value(["age_days"]).run()
    app.number_input(key="credential_age_days_low").set_value(1e6).run()
    assert app.header[0].value == "No row of credential matches."
