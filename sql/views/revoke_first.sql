-- One row a credential that asks for action, in the order in which to act.
-- grain:  credential_id
-- inputs: credential
select
    c.credential_id,    -- the credential
    c.priority,         -- act_now, urgent, schedule or track
    c.priority_reason,  -- path through the decision tree in one sentence
    c.provider,         -- who issued it
    c.tenant,           -- in which organisation
    c.natural_key,      -- the provider's own id
    c.kind,             -- what it is
    c.name,             -- shown name
    c.hint,             -- prefix and last four
    c.environment,      -- where it is used
    c.service,          -- service that uses it
    c.business_unit,    -- business unit
    c.owner,            -- whom to call
    c.open_exposures,   -- places where its secret is exposed now
    c.reaches_customer_data, -- null: unknown
    c.blast_radius,     -- services it reaches
    c.dependent_count   -- consumers that break when it is revoked
from credential as c
where c.priority in ('act_now', 'urgent', 'schedule', 'track')
order by
    array_position(array['act_now', 'urgent', 'schedule', 'track'], c.priority),
    c.reaches_customer_data desc nulls last,
    c.blast_radius desc nulls last,
    c.credential_id
