-- One row a credential that no longer works: since when, and what proves it?
-- grain:  credential_id
-- inputs: credential_fact, credential_alias, lifecycle_log, core.credential_version, core.credential_state, core.source
-- A log event or an expiry date proves the instant; two snapshots prove an interval. The earliest proof wins, and an
-- end before the last proof of life is none: the credential was switched on again.
with log_life as (
    select
        credential_id,
        max(at) filter (where kind in ('created', 'activated')) as alive_at
    from lifecycle_log
    where at <= :as_of
    group by credential_id
),

log_end as (
    select
        l.credential_id,
        min(l.at) as ended_at
    from lifecycle_log as l
    inner join log_life as a on l.credential_id = a.credential_id
    where
        l.kind in ('deactivated', 'deleted', 'expired')
        and l.at <= :as_of
        and (a.alive_at is null or l.at >= a.alive_at)
    group by l.credential_id
),

-- Only the best source that speaks of a credential: a hand-kept register goes on listing what the provider deleted.
told as (
    select
        coalesce(a.canonical_id, v.credential_id) as credential_id,
        s.status,
        v.valid_from,
        v.changed_after,
        v.valid_to,
        v.last_seen_at,
        coalesce(r.rank, 100) as source_rank,
        min(coalesce(r.rank, 100)) over (partition by coalesce(a.canonical_id, v.credential_id)) as best_rank
    from core.credential_version as v
    inner join core.credential_state as s on v.state_hash = s.state_hash
    left join credential_alias as a on v.credential_id = a.credential_id
    left join core.source as r on v.source = r.source
    where v.valid_from <= :as_of
),

listed as (
    select
        credential_id,
        max(last_seen_at) filter (where status in ('active', 'unknown')) as alive_at
    from told
    where source_rank = best_rank
    group by credential_id
),

snapshot_end as (
    select
        t.credential_id,
        coalesce(l.alive_at, min(t.changed_after)) as ended_lower,
        min(case when t.status in ('active', 'unknown') then t.valid_to else t.valid_from end) as ended_upper
    from told as t
    inner join listed as l on t.credential_id = l.credential_id
    where
        t.source_rank = t.best_rank
        and (
            l.alive_at is null
            or case when t.status in ('active', 'unknown') then t.valid_to else t.valid_from end > l.alive_at
        )
    group by t.credential_id, l.alive_at
),

proof as (
    select
        e.credential_id,
        e.ended_at as ended_lower,
        e.ended_at as ended_upper,
        'log' as basis
    from log_end as e
    left join listed as l on e.credential_id = l.credential_id
    where l.alive_at is null or e.ended_at >= l.alive_at
    union all
    select
        credential_id,
        expires_at,
        expires_at,
        'expiry'
    from credential_fact
    where expires_at <= :as_of
    union all
    select
        credential_id,
        ended_lower,
        ended_upper,
        'snapshot'
    from snapshot_end
    where ended_upper <= :as_of
)

select distinct on (credential_id)
    credential_id,  -- credential that no longer works
    ended_lower,    -- it still worked then; null: no earlier proof of life
    ended_upper,    -- it no longer worked then
    basis           -- log, expiry or snapshot: what proves the end
from proof
order by credential_id, ended_upper, basis
