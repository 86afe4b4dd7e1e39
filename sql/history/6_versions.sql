-- The history of the affected credentials as a function of the set of snapshots, whatever the order they came in.
-- A credential that a complete snapshot of its scope does not list is gone from then on; a partial one says nothing of it.
-- Nor does one of which a row was rejected, which may have been the credential; a row with a warning is there.
-- Nor does a listing that goes on showing what is deleted: a credential missing from it means a cut file.
-- A credential that another scope lists from then on begins a new version, so that each version is of one scope, whose complete
-- listings can end it (4_affected looks them up by that).
-- Of two snapshots of one instant the one with the higher digest counts, so that the result is one.
insert into core.credential_version (
    credential_id, source, provider, tenant, scope, state_hash,
    valid_from, changed_after, valid_to, last_seen_at,
    snapshot_id, row_no, first_snapshot_id, first_row_no
)
with placed as (
    select
        snapshot_id,
        source,
        provider,
        tenant,
        scope,
        as_of,
        digest,
        max(as_of) filter (where proves_absence) over earlier as complete_before,
        min(as_of) filter (where proves_absence) over later as complete_after
    from (
        select
            n.*,
            n.complete and coalesce(r.snapshot, true)
            and n.reasons - 'duplicate_row' - array(select jsonb_object_keys(n.warnings)) = '{}' as proves_absence
        from landing.snapshot as n
        left join core.source as r on n.source = r.source
        where n.status = 'loaded'
    ) as judged
    window
        earlier as (
            partition by source, tenant, scope order by as_of
            range between unbounded preceding and interval '1 microsecond' preceding
        ),
        later as (
            partition by source, tenant, scope order by as_of
            range between interval '1 microsecond' following and unbounded following
        )
),

seen as (
    select distinct on (o.credential_id, p.source, p.as_of)
        o.credential_id,
        o.row_no,
        o.state_hash,
        p.*
    from core.credential_observation as o
    inner join placed as p on o.snapshot_id = p.snapshot_id
    inner join affected as a on o.credential_id = a.credential_id and p.source = a.source
    order by o.credential_id, p.source, p.as_of, p.digest desc, o.row_no
),

linked as (
    select
        *,
        lag(as_of) over line as seen_before,
        lag(state_hash) over line as state_before,
        lag(tenant) over line as tenant_before,
        lag(scope) over line as scope_before,
        lag(complete_after) over line as complete_after_before,
        lead(as_of) over line as seen_after
    from seen
    window line as (partition by credential_id, source order by as_of)
),

started as (
    select
        *,
        seen_before is null
        or state_before <> state_hash
        or tenant_before <> tenant
        or scope_before <> scope
        or coalesce(complete_after_before < as_of, false) as is_start,
        case
            when seen_after is null or complete_after < seen_after then complete_after
        end as absent_at
    from linked
),

numbered as (
    select
        *,
        count(*) filter (where is_start) over (partition by credential_id, source order by as_of) as version
    from started
),

folded as (
    select
        credential_id,
        source,
        version,
        min(as_of) as valid_from,
        max(as_of) as last_seen_at
    from numbered
    group by credential_id, source, version
)

select
    f.credential_id,
    f.source,
    n.provider,
    n.tenant,
    n.scope,
    n.state_hash,
    f.valid_from,
    greatest(s.seen_before, s.complete_before) as changed_after,
    coalesce(n.absent_at, n.seen_after) as valid_to,
    f.last_seen_at,
    n.snapshot_id,
    n.row_no,
    s.snapshot_id as first_snapshot_id,
    s.row_no as first_row_no
from folded as f
inner join numbered as s
    on f.credential_id = s.credential_id and f.source = s.source and f.valid_from = s.as_of
inner join numbered as n
    on f.credential_id = n.credential_id and f.source = n.source and f.last_seen_at = n.as_of
