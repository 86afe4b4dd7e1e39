import pytest
from adbc_driver_postgresql import dbapi
from sqlalchemy import text

from dashboard.data import Filters, Published, reader

ROWS = [
    {"credential_id": 1, "name": "=1+1", "provider": "openai", "age_days": 10.0, "scopes": ["model.read"]},
    {"credential_id": 2, "name": "<b>bold</b>", "provider": "aws", "age_days": 200.0, "dormant": True, "scopes": []},
    {"credential_id": 3, "name": None, "provider": "aws", "age_days": None, "business_unit": None},
    {"credential_id": 4, "name": "O'Neil's Key", "provider": "aws", "age_days": 90.5, "dormant": False, "scopes": ["a", "b"]},
]


@pytest.fixture
def three(published):
    return published.held(credential=ROWS[:3], exposure=[{"exposure_id": 7, "credential_id": 2, "provider": "aws"}])


def test_all_rows_of_credential_are_the_start(page, three):
    app = page("explorer", three)
    assert app.header[0].value == "3 rows of credential match"
    assert app.dataframe[0].value["credential_id"].tolist() == ["1", "2", "3"]


def test_table_of_the_address_is_opened(page, three):
    assert page("explorer", three, table="exposure").header[0].value == "1 row of exposure match"


def test_global_filter_narrows_and_shows_as_sql(page, three):
    app = page("explorer", three, Filters(provider=("aws",)), opened=("explorer_sql",))
    assert app.header[0].value == "2 rows of credential match"
    assert "coalesce(provider, 'not_known') in ('aws')" in app.code[0].value


def test_filter_on_a_column_that_the_table_lacks_reaches_it_through_the_credential(page, published):
    held = published.held(
        credential=[{"credential_id": 2, "business_unit": "Retail"}, {"credential_id": 3, "business_unit": "Lab"}],
        exposure=[{"exposure_id": 7, "credential_id": 2}, {"exposure_id": 8, "credential_id": 3}, {"exposure_id": 9}],
    )
    app = page("explorer", held, Filters(business_unit=("Lab",), provider=("openai",)), table="exposure")
    assert app.dataframe[0].value["exposure_id"].tolist() == ["8"]


def test_condition_by_type_narrows_and_shows_as_sql(page, three):
    app = page("explorer", three, opened=("explorer_sql",))
    app.multiselect(key="conditions_credential").set_value(["age_days", "dormant"]).run()
    app.number_input(key="credential_age_days_low").set_value(100.0).run()
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


@pytest.fixture
def stored(warehouse, published):
    """The same table in Postgres, and the reader of it."""
    with warehouse.engine.begin() as connection:
        connection.execute(text("create schema mart_7"))
    tables = {"credential": ROWS, "owner_claim": [{"credential_id": row["credential_id"], "owner": "ann"} for row in ROWS]}
    with dbapi.connect(warehouse.url) as connection, connection.cursor() as cursor:
        for name, listed in tables.items():
            cursor.adbc_ingest(name, published.frame(name, listed).to_arrow(), db_schema_name="mart_7")
        connection.commit()
    return warehouse, reader(warehouse, Published(7, "mart_7", published.AS_OF))


@pytest.mark.parametrize(
    ("filters", "query", "ids"),
    [
        (Filters(), {}, {1, 2, 3, 4}),
        (Filters(provider=("aws",), business_unit=("not_known",)), {}, {3}),
        (Filters(), {"conditions_credential": ["name"], "credential_name_how": "contains", "credential_name_text": "neil's k"}, {4}),
        (Filters(), {"conditions_credential": ["name"], "credential_name": ["=1+1", "<b>bold</b>"]}, {1, 2}),
        (Filters(), {"conditions_credential": ["name"], "credential_name_how": "is not known"}, {3}),
        (
            Filters(),
            {"conditions_credential": ["credential_id"], "credential_credential_id_how": "is", "credential_credential_id_text": "2"},
            {2},
        ),
        (
            Filters(),
            {"conditions_credential": ["credential_id"], "credential_credential_id_how": "is", "credential_credential_id_text": "4, 2 ,9,"},
            {2, 4},
        ),
        (Filters(), {"conditions_credential": ["age_days"], "credential_age_days_low": "90.5", "credential_age_days_high": "200"}, {2, 4}),
        (Filters(), {"conditions_credential": ["dormant"], "credential_dormant_how": "no"}, {4}),
        (Filters(), {"conditions_credential": ["scopes"], "credential_scopes_text": "b"}, {4}),
        (Filters(), {"conditions_credential": ["last_seen_at"], "credential_last_seen_at": ["2026-11-01", "2026-11-01"]}, {1, 2, 3, 4}),
        (Filters(provider=("aws",)), {"table": "owner_claim"}, {2, 3, 4}),
    ],
)
def test_shown_sql_gives_exactly_the_shown_rows(page, stored, filters, query, ids):
    warehouse, held = stored
    app = page("explorer", held, filters, opened=("explorer_sql",), **query)
    shown = app.dataframe[0].value
    with warehouse.engine.connect() as connection:
        found = connection.exec_driver_sql(app.code[0].value.replace("%", "%%")).mappings().all()
    assert {row["credential_id"] for row in found} == ids and len(found) == len(ids)
    assert sorted(shown["credential_id"]) == sorted(str(row["credential_id"]) for row in found)
    assert list(found[0]) == [name for name in shown.columns if name != "open_credential"]


@pytest.mark.parametrize(
    ("by", "largest", "first"),
    [("age_days", False, "1"), ("age_days", True, "2"), ("name", True, "4"), ("name", False, "2"), ("dormant", True, "2")],
)
def test_order_is_that_of_the_sql_and_the_unknown_stands_last(page, stored, by, largest, first):
    warehouse, held = stored
    app = page("explorer", held, opened=("explorer_sql",), order_credential=by, descending_credential=str(largest).lower())
    with warehouse.engine.connect() as connection:
        found = connection.exec_driver_sql(app.code[0].value).mappings().all()
    expected = [str(row["credential_id"]) for row in found]
    assert app.dataframe[0].value["credential_id"].tolist() == expected
    assert expected[0] == first


def test_earlier_publication_is_named_by_the_sql(page, stored):
    assert "from mart_7.credential" in page("explorer", stored[1], opened=("explorer_sql",)).code[0].value
