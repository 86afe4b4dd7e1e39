-- One row a change of a credential that two snapshots, or a date in one, prove.
-- grain:  credential_id, kind, at_lower, at_upper
-- inputs: credential_fact, credential_alias, core.credential_version, core.credential_state, core.source
-- Only the best source that lists a credential is compared with itself: two exports that word the same state
-- differently are no change.
with told as (
    select
        coalesce(a.canonical_id, v.credential_id) as credential_id,
        v.source,
        v.valid_from,
        v.changed_after,
        v.valid_to,
        v.last_seen_at,
        v.first_snapshot_id,
        v.first_row_no,
        v.snapshot_id,
        v.row_no,
        s.status,
        s.scopes,
        s.privilege,
        s.principal,
        s.secret_since,
        s.fingerprint,
        rank() over (
            partition by coalesce(a.canonical_id, v.credential_id)
            order by coalesce(r.rank, 100), v.source, v.tenant, v.scope, v.credential_id
        ) as source_rank
    from core.credential_version as v
    inner join core.credential_state as s on v.state_hash = s.state_hash
    left join credential_alias as a on v.credential_id = a.credential_id
    left join core.source as r on v.source = r.source
    where v.valid_from <= :as_of
),

compared as (
    select
        *,
        lag(status) over life as old_status,
        lag(scopes) over life as old_scopes,
        lag(privilege) over life as old_privilege,
        lag(principal) over life as old_principal,
        lag(secret_since) over life as old_secret_since,
        lag(fingerprint) over life as old_fingerprint,
        lag(valid_to) over life as old_valid_to,
        lag(last_seen_at) over life as old_last_seen_at,
        lead(valid_from) over life as next_valid_from,
        row_number() over life as version_no
    from told
    where source_rank = 1
    window life as (partition by credential_id order by valid_from)
),

changed as (
    select
        c.credential_id,
        k.kind,
        coalesce(c.changed_after, c.old_last_seen_at) as at_lower,
        c.valid_from as at_upper,
        c.first_snapshot_id as snapshot_id,
        c.first_row_no as row_no
    from compared as c
    cross join
        lateral (
            values
            (
                case
                    when c.status = 'active' and (c.old_status in ('inactive', 'expired', 'revoked') or c.old_valid_to < c.valid_from)
                        then 'activated'
                    when c.status is not distinct from c.old_status then null
                    when c.status = 'inactive' then 'deactivated'
                    when c.status = 'revoked' then 'deleted'
                    when c.status = 'expired' then 'expired'
                end
            ),
            (
                case
                    when c.scopes is distinct from c.old_scopes or c.privilege is distinct from c.old_privilege then 'scope_changed'
                end
            ),
            (case when c.principal <> c.old_principal then 'owner_changed' end),
            (case when c.secret_since is null and c.fingerprint <> c.old_fingerprint then 'rotated' end)
        ) as k (kind)
    where c.version_no > 1 and k.kind is not null
    union all
    select
        credential_id,
        'rotated',
        secret_since,
        secret_since,
        first_snapshot_id,
        first_row_no
    from compared
    where version_no > 1 and secret_since > old_secret_since and secret_since <= :as_of
    union all
    -- Gone from a complete snapshot and not listed again at that time.
    select
        credential_id,
        'deleted',
        last_seen_at,
        valid_to,
        snapshot_id,
        row_no
    from compared
    where valid_to <= :as_of and (next_valid_from is null or next_valid_from > valid_to) and status not in ('revoked', 'expired')
),

dated as (
    select
        credential_id,
        'created' as kind,
        created_at as at_lower,
        created_at as at_upper,
        snapshot_id,
        row_no
    from credential_fact
    where created_at <= :as_of
    union all
    select
        f.credential_id,
        'created',
        c.changed_after,
        c.valid_from,
        c.first_snapshot_id,
        c.first_row_no
    from credential_fact as f
    inner join compared as c on f.credential_id = c.credential_id and c.version_no = 1
    where f.created_at is null and c.changed_after is not null
    union all
    select
        credential_id,
        'expired',
        expires_at,
        expires_at,
        snapshot_id,
        row_no
    from credential_fact
    where expires_at <= :as_of
)

select distinct on (credential_id, kind, at_upper)
    credential_id,  -- the credential
    kind,           -- what changed
    at_lower,       -- after; null: not bounded
    at_upper,       -- no later than; equal where a date in the export proves the instant
    snapshot_id,    -- snapshot that shows the change, or the last that listed it
    row_no          -- row in it
from (
    select * from changed
    union all
    select * from dated
) as found
order by credential_id, kind, at_upper, at_lower desc nulls last
