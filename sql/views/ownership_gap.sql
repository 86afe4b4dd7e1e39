-- One row an active credential for which nobody surely answers, the widest reach first.
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
    c.service,          -- service that uses it
    c.business_unit,    -- business unit
    c.team,             -- team that answers, or owns the service
    c.ownership_class,  -- no_owner, owner_left, team_only or low_confidence
    c.ownership_flags,  -- further doubts
    c.owner,            -- last known
    c.owner_confidence, -- 0 to 1
    c.owner_left_at,    -- when the last of its owners left
    c.owner_left_days,  -- days since then
    c.suggested_owner,  -- whom to ask first; null: nobody is known
    c.suggestion_reason, -- why
    c.blast_radius,     -- services it reaches
    c.reaches_customer_data, -- null: unknown
    c.priority          -- what to do first
from credential as c
where c.status = 'active' and c.ownership_class <> 'owned'
order by c.blast_radius desc nulls last, c.credential_id
