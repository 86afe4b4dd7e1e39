-- One row an active credential with the age of its secret against the policy, the oldest first.
-- grain:  credential_id
-- inputs: credential
-- Where the day of issue is unknown, so is the age; `created_unknown_reason` says why.
select
    c.credential_id,    -- the credential
    c.provider,         -- who issued it
    c.tenant,           -- in which organisation
    c.natural_key,      -- the provider's own id
    c.kind,             -- what it is
    c.name,             -- shown name
    c.environment,      -- where it is used
    c.business_unit,    -- business unit
    c.owner,            -- who answers for it
    c.created_at,       -- when it was issued
    c.created_unknown_reason, -- why that is not known
    c.age_days,         -- since issue
    c.secret_age_days,  -- since the present secret
    c.max_age_days,     -- policy; null: not asked
    case
        when c.max_age_days is null then null
        when c.secret_age_days is not null then c.secret_age_days > c.max_age_days
    end as over_policy  -- older than policy allows; null: not asked, or age unknown
from credential as c
where c.status = 'active'
order by c.secret_age_days desc nulls last, c.credential_id
