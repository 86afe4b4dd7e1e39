"""The schemas, the tables as declared, the identity of a credential, and which snapshots are in force."""

from alembic import op

from etl.warehouse.tables import SCHEMAS, metadata

revision = "0001"
down_revision = None

CREDENTIAL_ID = """
create function core.credential_id(provider text, tenant text, natural_key text) returns bigint
language sql immutable strict parallel safe as $$
    select ('x' || substr(encode(sha256(convert_to(
        provider || chr(31) || tenant || chr(31) || natural_key, 'UTF8')), 'hex'), 1, 15))::bit(60)::bigint
$$
"""
IN_FORCE = """
create view core.snapshot_in_force as
with placed as (
    select
        snapshot_id, source, tenant, scope, as_of, complete, digest,
        row_number() over (partition by source, tenant, scope order by as_of, digest) as place
    from landing.snapshot
    where status = 'loaded'
),
newest as (
    select source, tenant, scope, max(place) as place
    from placed where complete group by source, tenant, scope
)
select p.snapshot_id, p.source, p.tenant, p.scope, p.as_of, p.complete, p.digest
from placed as p
left join newest as n using (source, tenant, scope)
where n.place is null or p.place >= n.place
"""

ADDED_ONLY = """
create function audit.refuse() returns trigger language plpgsql as $$
begin
    raise exception 'audit.% only grows', tg_table_name using errcode = 'insufficient_privilege';
end
$$
"""


def upgrade() -> None:
    for schema in SCHEMAS:
        op.execute(f"create schema if not exists {schema}")
    metadata.create_all(op.get_bind())
    op.execute(CREDENTIAL_ID)
    op.execute(IN_FORCE)
    op.execute(ADDED_ONLY)
    op.execute(
        "create trigger added_only before update or delete or truncate on audit.export for each statement execute function audit.refuse()"
    )
    op.execute("comment on view core.snapshot_in_force is 'newest complete snapshot of each scope, and partial ones since'")


def downgrade() -> None:
    for schema in reversed(SCHEMAS):
        op.execute(f"drop schema if exists {schema} cascade")
