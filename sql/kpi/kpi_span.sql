-- One row a time in which something counted: a live credential, an owned one, an open exposure, an overdue rotation.
-- grain:  none
-- inputs: credential, credential_end, credential_use, exposure, rotation, shadow_key
-- A span has bounds at both ends. What began unknown when is counted from the first sighting on.
with life as (
    select
        c.credential_id,
        c.provider,
        c.business_unit,
        c.ownership_class,
        c.owner_source,
        c.owner_confidence,
        c.owner_valid_from,
        c.owner_left_at,
        c.use_window_from,
        c.rotation_due_at,
        coalesce(c.created_at, c.first_seen_at) as began_at,
        e.ended_lower,
        e.ended_upper,
        u.first_used_observed_at
    from credential as c
    left join credential_end as e on c.credential_id = e.credential_id
    left join credential_use as u on c.credential_id = u.credential_id
    where
        (c.status = 'active' or e.credential_id is not null)
        and coalesce(c.created_at, c.first_seen_at) is not null
),

-- The credentials of now with their claim of now, looked back at: of what is gone, registers tell no owner any more. An assignment counts from
-- its day. Other claims say when somebody last vouched for them, not since when they hold, so they count from the credential's first day. Ends are
-- dated: the owner left, or a word of the register is so old that its confidence fell below the minimum. What was mended meanwhile is not seen;
-- an owner who left nobody knows when counts on no day.
owned as (
    select
        provider,
        business_unit,
        greatest(began_at, case when owner_source = 'assigned' then owner_valid_from end) as began_at,
        case ownership_class
            when 'owned' then null
            when 'owner_left' then owner_left_at
            else
                :as_of + make_interval(secs => 86400 * :owner_confidence_half_life * ln(owner_confidence / :owner_confidence_minimum) / ln(2.0))
        end as ended_at
    from life
    where
        ended_upper is null and (
            ownership_class = 'owned'
            or (ownership_class = 'owner_left' and owner_left_at is not null)
            or (ownership_class = 'low_confidence' and owner_source in ('register', 'assigned') and owner_confidence > 0)
        )
),

successor as (
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
    from life as l
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
    from life
    union all
    select
        'owned_credentials',
        provider,
        business_unit,
        began_at,
        ended_at,
        ended_at
    from owned
    where ended_at is null or ended_at > began_at
    union all
    -- Logs cover their use without a gap from then until now.
    select
        'covered_credentials',
        provider,
        business_unit,
        greatest(began_at, use_window_from),
        ended_lower,
        ended_upper
    from life
    where use_window_from is not null
    union all
    select
        'logged_credentials',
        provider,
        business_unit,
        greatest(began_at, use_window_from, first_used_observed_at),
        ended_lower,
        ended_upper
    from life
    where use_window_from is not null and first_used_observed_at is not null
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
    -- The secret that holds now, against the policy of now.
    select
        'overdue_rotations',
        provider,
        business_unit,
        rotation_due_at,
        ended_lower,
        ended_upper
    from life
    where rotation_due_at is not null and (ended_upper is null or rotation_due_at < ended_upper)
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
