-- One row a credential: where it stands in the decision tree, and what is known of each question.
-- grain:  credential_id
-- inputs: credential_fact, credential_use, credential_reach, credential_exposure, credential_end
-- Unknown is not safe: an exposure whose reach nobody knows counts as internal, unknown reach of customer data as medium impact.
-- Unknown use counts as idle: only a use that was seen or claimed argues for replacing before revoking.
select
    f.credential_id,    -- the credential
    case
        when coalesce(e.open_exposures, 0) = 0 then 'none'
        when e.publicly_exposed then 'public'
        else 'internal'
    end as exposure,    -- none, internal or public
    case
        when f.status in ('inactive', 'revoked', 'expired', 'absent') or d.credential_id is not null then 'invalid'
        when f.status = 'active' or e.reported_valid then 'valid'
        else 'unknown'
    end as validity,    -- invalid, unknown or valid
    case
        when f.privilege = 'admin' or r.reaches_customer_data then 'high'
        when f.privilege = 'write' or r.reaches_customer_data is null then 'medium'
        else 'low'
    end as impact,      -- high, medium or low
    case
        when u.idle_days < :active_use_within then 'active'
        else 'idle'
    end as usage,       -- active or idle
    f.status,           -- as the credential table shows it
    f.privilege,        -- highest right
    r.reaches_customer_data, -- null: unknown
    r.dependent_count,  -- direct consumers
    u.use_state,        -- used, never_used, new or unknown
    u.idle_days,        -- days since the last use
    e.open_exposures,   -- places where its secret is exposed now
    e.publicly_exposed, -- null: unknown
    e.first_abuse_at    -- first call from a foreign address while exposed
from credential_fact as f
left join credential_use as u on f.credential_id = u.credential_id
left join credential_reach as r on f.credential_id = r.credential_id
left join credential_exposure as e on f.credential_id = e.credential_id
left join credential_end as d on f.credential_id = d.credential_id
