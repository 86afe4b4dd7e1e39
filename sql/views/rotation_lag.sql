-- One row an active credential that must be rotated, the longest overdue first.
-- grain:  credential_id
-- inputs: credential
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
    c.secret_since,     -- since when the present secret holds
    c.secret_age_days,  -- its age
    c.max_age_days,     -- policy
    c.rotation_due_at,  -- when it must be replaced
    c.rotation_lag_days -- above 0 overdue, else days left with the sign turned
from credential as c
where c.status = 'active' and c.rotation_lag_days is not null
order by c.rotation_lag_days desc, c.credential_id
