"""The warehouse: connection, embedded Postgres, tables, COPY, statements, publication."""
