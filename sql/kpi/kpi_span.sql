-- One row a time in which something counted: a live credential, an open exposure, an overdue rotation.
-- grain:  none
-- inputs: credential, credential_end, exposure, rotation
-- A span has bounds at both ends. What began unknown when is counted from the first sighting on.
with counted as (
    select
        'active_credentials' as metric,
        c.provider,
        c.business_unit,
        coalesce(c.created_at, c.first_seen_at) as began_at,
        e.ended_lower as ended_lower,
        e.ended_upper as ended_upper
    from credential as c
    left join credential_end as e on c.credential_id = e.credential_id
    where
        (c.status = 'active' or e.credential_id is not null)
        and coalesce(c.created_at, c.first_seen_at) is not null
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
    -- The secret that holds now, against the policy of now.
    select
        'overdue_rotations',
        c.provider,
        c.business_unit,
        c.rotation_due_at,
        e.ended_lower,
        e.ended_upper
    from credential as c
    left join credential_end as e on c.credential_id = e.credential_id
    where
        c.rotation_due_at is not null
        and (c.status = 'active' or e.credential_id is not null)
        and (e.ended_upper is null or c.rotation_due_at < e.ended_upper)
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
)

select
    metric,         -- figure it counts in
    provider,       -- dimension
    business_unit,  -- dimension; as it is now, since no source dates a change of unit
    began_at,       -- counts from
    ended_lower,    -- counts surely until; null with ended_upper set: nothing is sure
    ended_upper     -- counts possibly until; null: still
from counted
