-- One row a change of a credential that a log proves; what befalls a principal or a project befalls its credentials.
-- grain:  credential_id, kind, at, event_id
-- inputs: core.lifecycle_event, landing.snapshot, subject_reference, credential_latest, credential_log_born, credential_alias
with event as (
    select distinct on (e.provider, e.event_id, e.subject_kind, e.subject, e.kind) e.*
    from core.lifecycle_event as e
    inner join landing.snapshot as n on e.snapshot_id = n.snapshot_id
    where e.at <= :as_of
    order by e.provider, e.event_id, e.subject_kind, e.subject, e.kind, n.digest, e.row_no
),

held as (
    select
        coalesce(a.canonical_id, l.credential_id) as credential_id,
        l.provider,
        l.tenant,
        l.principal,
        l.project,
        min(l.created_at) as created_at
    from credential_latest as l
    left join credential_alias as a on l.credential_id = a.credential_id
    where l.principal is not null or l.project is not null
    group by coalesce(a.canonical_id, l.credential_id), l.provider, l.tenant, l.principal, l.project
    union
    select
        credential_id,
        provider,
        tenant,
        principal,
        cast(null as text),
        created_at
    from credential_log_born
    where principal is not null
),

-- A holder by kind and name: one equality, so that the join hashes.
holder as (
    select
        credential_id,
        provider,
        tenant,
        'principal' as subject_kind,
        principal as subject,
        created_at
    from held
    where principal is not null
    union all
    select
        credential_id,
        provider,
        tenant,
        'project',
        project,
        created_at
    from held
    where project is not null
),

own as (
    select
        r.credential_id,
        e.kind,
        e.at,
        e.actor,
        e.source_ip,
        e.event_id,
        e.scopes,
        e.snapshot_id,
        e.row_no
    from event as e
    inner join subject_reference as r
        on e.provider = r.provider and e.tenant = r.tenant and e.subject = r.natural_key
    where e.subject_kind = 'credential'
),

-- What is deleted is past what befalls its principal later.
own_end as (
    select
        credential_id,
        min(at) as deleted_at
    from own
    where kind = 'deleted'
    group by credential_id
),

resolved as (
    select * from own
    union all
    select
        h.credential_id,
        e.kind,
        e.at,
        e.actor,
        e.source_ip,
        e.event_id,
        cast(null as text[]),
        e.snapshot_id,
        e.row_no
    from event as e
    inner join holder as h
        on
            e.provider = h.provider and e.subject_kind = h.subject_kind and e.subject = h.subject
            and (e.tenant = h.tenant or 'unknown' in (e.tenant, h.tenant))
    left join own_end as d on h.credential_id = d.credential_id
    where
        e.subject_kind <> 'credential' and e.kind <> 'created'
        and (h.created_at is null or h.created_at <= e.at)
        and (d.deleted_at is null or d.deleted_at > e.at)
)

select distinct on (credential_id, kind, at, event_id)
    credential_id,  -- the credential
    kind,           -- what changed
    at,             -- the instant
    actor,          -- who did it
    source_ip,      -- from where
    event_id,       -- the log's own id
    scopes,         -- granted by it; null: not said
    snapshot_id,    -- log that says so
    row_no          -- its row
from resolved
order by credential_id, kind, at, event_id, snapshot_id
