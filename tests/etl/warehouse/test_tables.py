"""Stored tables: their defaults are of the row, not of the day on which the table was made."""

from sqlalchemy import DateTime, text

from etl.warehouse.tables import metadata


def test_instants_that_nobody_gives_are_those_of_the_row(warehouse):
    named = [
        (table, column.name)
        for table in metadata.sorted_tables
        for column in table.columns
        if column.server_default is not None and isinstance(column.type, DateTime)
    ]
    query = text("select column_default from information_schema.columns where table_schema = :s and table_name = :t and column_name = :c")
    with warehouse.engine.connect() as connection:
        found = {connection.execute(query, {"s": table.schema, "t": table.name, "c": name}).scalar_one() for table, name in named}
    assert found == {"now()"}
