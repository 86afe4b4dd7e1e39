-- One row an exposure whose credential got a successor: when was it issued, and when had all consumers moved?
-- grain:  exposure_id
-- inputs: exposure_end, rotation, dependency_claim
-- Consumers moved when each one of the old credential is listed with the new one. Logs do not name consumers, so the
-- listings bound the instant: after the last time one was still listed with the old alone, no later than all with the new.
with replaced as (
    select distinct on (e.exposure_id)
        e.exposure_id,
        r.predecessor_id,
        r.successor_id,
        r.started_lower,
        r.started_upper
    from exposure_end as e
    inner join rotation as r on e.credential_id = r.predecessor_id
    where r.started_upper >= coalesce(e.introduced_lower, e.introduced_upper) and r.started_upper <= :as_of
    order by e.exposure_id, r.started_upper, r.successor_id
),

consumer as (
    select
        r.exposure_id,
        o.consumer,
        o.consumer_kind,
        max(o.last_seen_at) as old_last_seen_at,
        min(n.first_seen_at) as new_first_seen_at
    from replaced as r
    inner join dependency_claim as o on r.predecessor_id = o.credential_id
    left join dependency_claim as n
        on r.successor_id = n.credential_id and o.consumer = n.consumer and o.consumer_kind = n.consumer_kind
    where r.successor_id <> r.predecessor_id
    group by r.exposure_id, o.consumer, o.consumer_kind
),

moved as (
    select
        exposure_id,
        count(*) as dependents_total,
        count(new_first_seen_at) as dependents_moved,
        max(least(old_last_seen_at, new_first_seen_at)) as moved_lower,
        max(new_first_seen_at) as moved_upper
    from consumer
    group by exposure_id
)

select
    r.exposure_id,      -- the exposure
    r.successor_id,     -- credential that replaces the exposed one
    r.started_lower as replaced_lower, -- successor issued after
    r.started_upper as replaced_upper, -- and no later than
    m.dependents_total, -- consumers known of the exposed credential
    m.dependents_moved, -- of these, listed with the successor
    case when m.dependents_moved = m.dependents_total then m.moved_lower end as reauthenticated_lower, -- one was still listed with the old alone
    case when m.dependents_moved = m.dependents_total then m.moved_upper end as reauthenticated_upper -- all are listed with the new; null: not all, or none known
from replaced as r
left join moved as m on r.exposure_id = m.exposure_id
