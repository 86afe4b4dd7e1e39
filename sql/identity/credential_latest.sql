-- One row a credential and source: what that source said of it last, and is it still listed there?
-- grain:  credential_id, source
-- inputs: core.credential_version, core.credential_state, core.source
with lived as (
    select
        credential_id,
        source,
        min(valid_from) as first_seen_at,
        max(valid_from) as newest_from
    from core.credential_version
    where valid_from <= :as_of
    group by credential_id, source
)

select
    v.credential_id,        -- credential as this source names it
    v.source,               -- export name
    coalesce(r.rank, 100) as source_rank, -- whose word wins: lower
    v.provider = 'register' or v.source like 'register.%' as is_register, -- a hand-kept register, not a provider
    v.scope,                -- project, where the listing is one a project
    v.valid_to is null or v.valid_to > :as_of as present, -- still listed
    l.first_seen_at,        -- first snapshot that lists it
    v.last_seen_at,         -- last snapshot that lists it
    case when v.valid_to <= :as_of then v.valid_to end as absent_at, -- first complete snapshot that does not list it
    v.snapshot_id,          -- newest evidence
    v.row_no,               -- its row
    s.provider,
    s.tenant,
    s.natural_key,
    s.kind,
    s.name,
    s.hint,
    s.fingerprint,
    s.status,
    coalesce(s.project, nullif(v.scope, '')) as project,
    nullif(s.environment, 'unknown') as environment,
    s.service,
    s.purpose,
    s.business_unit,
    s.created_at,
    s.created_unknown_reason,
    s.secret_since,
    s.expires_at,
    s.never_expires,
    s.last_used_at,
    nullif(s.use_claim, 'unknown') as use_claim,
    s.principal,
    nullif(s.principal_kind, 'unknown') as principal_kind,
    s.scopes,
    nullif(s.privilege, 'unknown') as privilege,
    s.data_classes,
    s.rotation_days,
    s.replaced_by,
    s.slot_of
from lived as l
inner join core.credential_version as v
    on l.credential_id = v.credential_id and l.source = v.source and l.newest_from = v.valid_from
inner join core.credential_state as s on v.state_hash = s.state_hash
left join core.source as r on v.source = r.source
