-- One row an active credential with more rights than it uses, the widest reach first.
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
    c.privilege,        -- highest right
    c.scopes,           -- granted
    c.unused_scopes,    -- granted and not used in the window
    c.blast_radius,     -- services it reaches
    c.reaches_customer_data -- null: unknown
from credential as c
where c.status = 'active' and c.over_privileged
order by c.blast_radius desc nulls last, c.credential_id
