-- One row a time in which something counted: a live credential, an owned one, an open exposure, an overdue rotation.
-- grain:  none
-- inputs: credential_life, credential, exposure, rotation, shadow_key
-- A span has bounds at both ends. What began unknown when is counted from the first sighting on.
with successor as (
    select
        predecessor_id,
        min(started_lower) as started_lower,
        min(started_upper) as started_upper
    from rotation
    where method <> 'same_credential' and state <> 'planned'
    group by predecessor_id
),

-- Secrets by the day they were to be replaced by: those of now, and those before them. Retired before that day: nothing fell due.
due as (
    select
        l.provider,
        l.business_unit,
        l.rotation_due_at as due_at,
        s.started_lower as replaced_lower,
        s.started_upper as replaced_upper
    from credential_life as l
    left join successor as s on l.credential_id = s.predecessor_id
    where s.predecessor_id is not null or l.ended_upper is null or l.ended_upper > l.rotation_due_at
    union all
    select
        c.provider,
        c.business_unit,
        r.started_upper + make_interval(secs => (r.policy_days - r.interval_days) * 86400),
        r.started_lower,
        r.started_upper
    from rotation as r
    inner join credential as c on r.predecessor_id = c.credential_id
    where r.method = 'same_credential' and r.interval_days is not null and r.policy_days is not null
),

-- What fell due counts for thirty days: so many had thirty days to show whether they were replaced in time.
fell_due as (
    select
        *,
        due_at + interval '30 days' as counts_until
    from due
    where due_at <= :as_of and due_at > :as_of - interval '211 days'
),

counted as (
    select
        'active_credentials' as metric,
        provider,
        business_unit,
        began_at,
        ended_lower,
        ended_upper
    from credential_life
    union all
    select
        'owned_credentials',
        provider,
        business_unit,
        owned_from,
        nullif(owned_until, 'infinity'),
        nullif(owned_until, 'infinity')
    from credential_life
    where owned_until > owned_from
    union all
    select
        'covered_credentials',
        provider,
        business_unit,
        covered_from,
        ended_lower,
        ended_upper
    from credential_life
    where covered_from is not null
    union all
    select
        'logged_credentials',
        provider,
        business_unit,
        logged_from,
        ended_lower,
        ended_upper
    from credential_life
    where logged_from is not null
    union all
    -- The secret that holds now, against the policy of now.
    select
        'overdue_rotations',
        provider,
        business_unit,
        rotation_due_at,
        ended_lower,
        ended_upper
    from credential_life
    where rotation_due_at is not null and (ended_upper is null or rotation_due_at < ended_upper)
    union all
    select
        'shadow_keys',
        provider,
        null,
        first_seen_at,
        null,
        null
    from shadow_key
    union all
    select
        'open_exposures',
        coalesce(x.provider, c.provider),
        c.business_unit,
        x.detected_at,
        case when x.revoked_upper is not null then greatest(x.revoked_lower, x.detected_at) end,
        x.revoked_upper
    from exposure as x
    left join credential as c on x.credential_id = c.credential_id
    where x.state in ('open', 'contained', 'remediated') and not x.was_dead and x.detected_at is not null
    union all
    select
        'late_act_now_exposures',
        coalesce(x.provider, c.provider),
        c.business_unit,
        x.sla_due_at,
        x.revoked_lower,
        x.revoked_upper
    from exposure as x
    left join credential as c on x.credential_id = c.credential_id
    where x.priority = 'act_now' and x.state in ('open', 'contained', 'remediated') and x.sla_due_at is not null
    union all
    -- Secrets before it, that were replaced too late.
    select
        'overdue_rotations',
        c.provider,
        c.business_unit,
        r.started_upper - make_interval(secs => r.lag_days * 86400),
        r.started_lower,
        r.started_upper
    from rotation as r
    inner join credential as c on r.predecessor_id = c.credential_id
    where r.method = 'same_credential' and r.lag_days > 0 and r.started_upper is not null
    union all
    select
        'rotations_due',
        provider,
        business_unit,
        due_at,
        counts_until,
        counts_until
    from fell_due
    union all
    -- Issued between two looks around the due day: possibly in time, not surely.
    select
        'rotations_on_time',
        provider,
        business_unit,
        due_at,
        case when replaced_upper <= due_at then counts_until else due_at end,
        counts_until
    from fell_due
    where replaced_upper <= due_at or replaced_lower < due_at
)

select
    metric,         -- figure it counts in
    provider,       -- dimension
    business_unit,  -- dimension; as it is now, since no source dates a change of unit
    began_at,       -- counts from
    ended_lower,    -- counts surely until; null with ended_upper set: nothing is sure
    ended_upper     -- counts possibly until; null: still
from counted
