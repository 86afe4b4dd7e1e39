-- One row a replacement of one secret by the next.
-- grain:  rotation_id
-- inputs: rotation_pair, credential_fact, credential_end, credential_use, lifecycle_log, credential_latest, credential_alias, max_age,
-- dependency_claim, core.credential_version, core.credential_state, core.source
-- A rotation that keeps the id shows in its secret's date or in the log. One by a new credential starts with the issue of
-- the successor and finishes with the end of the predecessor: in between both work, which is wanted for a few days only.
with renewed as (
    select
        credential_id,
        at,
        'log' as evidence,
        0 as rank,
        '' as source
    from lifecycle_log
    where kind = 'rotated'
    union
    select
        coalesce(a.canonical_id, v.credential_id),
        s.secret_since,
        'snapshot',
        1 + coalesce(r.rank, 100),
        v.source
    from core.credential_state as s
    inner join core.credential_version as v on s.state_hash = v.state_hash
    left join credential_alias as a on v.credential_id = a.credential_id
    left join core.source as r on v.source = r.source
    where s.secret_since > s.created_at and s.secret_since <= :as_of
),

-- A listing that rounds its date tells of a better source's renewal again, not of another.
kept as (
    select distinct on (s.credential_id, s.at)
        s.credential_id,
        s.at,
        s.evidence
    from renewed as s
    left join renewed as l
        on
            s.evidence = 'snapshot' and s.credential_id = l.credential_id and (l.rank, l.source) < (s.rank, s.source)
            and l.at between s.at - make_interval(secs => :use_grace * 86400) and s.at + make_interval(secs => :use_grace * 86400)
    where l.credential_id is null
    order by s.credential_id, s.at, s.evidence
),

secrets as (
    select
        k.credential_id,
        k.at,
        k.evidence,
        coalesce(lag(k.at) over (partition by k.credential_id order by k.at), f.created_at) as secret_from
    from kept as k
    inner join credential_fact as f on k.credential_id = f.credential_id
),

-- The predecessor's secret at the successor's issue, where it was rotated under its own id before.
replaced as (
    select
        p.predecessor_id,
        max(k.at) as secret_from
    from rotation_pair as p
    inner join credential_fact as n on p.successor_id = n.credential_id
    inner join kept as k on p.predecessor_id = k.credential_id and n.created_at >= k.at
    group by p.predecessor_id
),

-- A successor of unknown issue was there at its first sight, at the latest.
paired as (
    select
        p.predecessor_id,
        p.successor_id,
        p.evidence,
        p.confidence,
        n.created_at as issued_at,
        coalesce(n.created_at, n.first_seen_at) as issued_upper,
        case when o.secret_since <= n.created_at then o.secret_since else coalesce(k.secret_from, o.created_at) end as secret_from,
        e.ended_lower,
        e.ended_upper,
        u.last_used_at,
        u.use_state in ('never_used', 'new') as is_unused,
        coalesce(n.principal, '') = coalesce(o.principal, '') as same_holder
    from rotation_pair as p
    inner join credential_fact as o on p.predecessor_id = o.credential_id
    inner join credential_fact as n on p.successor_id = n.credential_id
    left join replaced as k on p.predecessor_id = k.predecessor_id
    left join credential_end as e on p.predecessor_id = e.credential_id
    left join credential_use as u on p.predecessor_id = u.credential_id
),

-- While both work: which consumers of the old one are listed with the new one?
consumer as (
    select
        p.predecessor_id,
        o.consumer,
        o.consumer_kind,
        bool_or(n.credential_id is not null) as has_moved
    from paired as p
    inner join dependency_claim as o on p.predecessor_id = o.credential_id
    left join dependency_claim as n
        on p.successor_id = n.credential_id and o.consumer = n.consumer and o.consumer_kind = n.consumer_kind
    where p.ended_upper is null
    group by p.predecessor_id, o.consumer, o.consumer_kind
),

moved as (
    select
        predecessor_id,
        count(*) as dependents_total,
        count(*) filter (where has_moved) as dependents_moved
    from consumer
    group by predecessor_id
),

steps as (
    select
        credential_id as predecessor_id,
        credential_id as successor_id,
        'same_credential' as method,
        evidence,
        cast(1.0 as double precision) as confidence,
        at as started_lower,
        at as started_upper,
        at as finished_lower,
        at as finished_upper,
        cast(0 as double precision) as overlap_days,
        'finished' as state,
        cast(extract(epoch from at - secret_from) / 86400.0 as double precision) as interval_days
    from secrets
    union all
    select
        predecessor_id,
        successor_id,
        case when same_holder then 'new_credential' else 'new_identity' end,
        evidence,
        confidence,
        issued_at,
        issued_upper,
        ended_lower,
        ended_upper,
        cast(extract(epoch from coalesce(ended_upper, :as_of) - issued_at) / 86400.0 as double precision),
        case
            when ended_upper is not null then 'finished'
            when issued_upper > :as_of - make_interval(secs => :rotation_overlap_grace * 86400) then 'overlapping'
            when coalesce(last_used_at <= issued_upper + make_interval(secs => :rotation_overlap_grace * 86400), is_unused)
                then 'overlapping'
            else 'unfinished'
        end,
        case when issued_at >= secret_from then cast(extract(epoch from issued_at - secret_from) / 86400.0 as double precision) end
    from paired
)

select
    core.credential_id(cast(s.predecessor_id as text), cast(s.successor_id as text), cast(s.started_upper as text)) as rotation_id, -- stable
    s.predecessor_id,   -- credential whose secret is replaced
    s.successor_id,     -- credential that holds the new one; the same where the id is kept
    s.method,           -- same_credential, new_credential or new_identity
    s.evidence,         -- log, snapshot, declared or inferred
    s.confidence,       -- 0 to 1
    s.started_lower,    -- the new secret was issued after; null: not known
    s.started_upper,    -- and no later than
    s.finished_lower,   -- the old one still worked
    s.finished_upper,   -- and no longer; null: it still does
    s.overlap_days,     -- both worked for so long, up to now where both do; negative: a gap with none, never cut to 0; null: issue not known
    s.state,            -- planned (nobody tells yet), overlapping, finished or unfinished (the old one used beyond the overlap)
    s.interval_days,    -- life of the old secret until the new one; null: not known
    m.max_age_days as policy_days, -- null: policy does not ask
    case when s.interval_days <= m.max_age_days then 0 else s.interval_days - m.max_age_days end as lag_days, -- days late; null: policy does not ask, or the old secret's date is unknown
    case when s.method <> 'same_credential' then d.dependents_total end as dependents_total, -- consumers known of the old one while it works; null: none known, or it has ended
    case when s.method <> 'same_credential' then d.dependents_moved end as dependents_moved  -- of these, listed with the successor
from steps as s
left join max_age as m on s.predecessor_id = m.credential_id
left join moved as d on s.predecessor_id = d.predecessor_id
