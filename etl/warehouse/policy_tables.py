"""The policy's lists as tables of a draft's work schema, and each policy that was ever in force."""

import msgspec
from sqlalchemy import Connection, text
from sqlalchemy.dialects.postgresql import insert as upsert

from etl.policy import Policy
from etl.warehouse.tables import policy_version

TABLES = """
create unlogged table {schema}.policy_max_age (position int, provider text, kind text, environment text, days double precision);
create unlogged table {schema}.policy_expected_source (source text, expected_every interval);
create unlogged table {schema}.policy_customer_data_class (data_class text);
"""


def write(connection: Connection, schema: str, policy: Policy) -> None:
    """The tables `policy_max_age`, `policy_expected_source` and `policy_customer_data_class`."""
    connection.exec_driver_sql(TABLES.format(schema=schema))
    for row in policy.max_age_rows():
        connection.execute(text(f"insert into {schema}.policy_max_age values (:position, :provider, :kind, :environment, :days)"), row)
    for source, every in policy.expected_sources().items():
        connection.execute(text(f"insert into {schema}.policy_expected_source values (:s, :e)"), {"s": source, "e": every})
    for data_class in policy.customer_data_classes:
        connection.execute(text(f"insert into {schema}.policy_customer_data_class values (:c)"), {"c": data_class})
    version = {"digest": policy.digest(), "version": policy.version, "body": msgspec.to_builtins(policy)}
    connection.execute(upsert(policy_version).values(version).on_conflict_do_nothing())
