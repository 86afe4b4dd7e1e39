-- One row an active credential that is idle beyond policy, or proved never used, the longest idle first.
-- grain:  credential_id
-- inputs: credential
-- `unknown` use is a gap in what we hold and is not listed here.
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
    c.use_state,        -- used or never_used
    c.idle_days,        -- since the last use
    c.age_days,         -- since issue
    c.privilege,        -- highest right
    c.blast_radius,     -- services it reaches
    c.priority          -- what to do first
from credential as c
where c.status = 'active' and (c.dormant or c.use_state = 'never_used')
order by c.idle_days desc nulls first, c.age_days desc nulls last, c.credential_id
