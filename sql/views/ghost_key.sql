-- One row an active credential that logs cover and never show, for at least as long as policy calls dormant.
-- grain:  credential_id
-- inputs: credential
-- Without log coverage a credential is unobservable, which is another list: `use_window_from` is null there.
select
    c.credential_id,    -- the credential
    c.provider,         -- who issued it
    c.tenant,           -- in which organisation
    c.natural_key,      -- the provider's own id
    c.name,             -- shown name
    c.owner,            -- who answers for it
    c.business_unit,    -- business unit
    c.use_window_from,  -- logs cover it since
    c.last_used_claimed_at -- claim of the provider, which the logs do not confirm; null: it claims none
from credential as c
where c.status = 'active' and c.use_window_from is not null and c.last_used_observed_at is null and c.use_state <> 'new'
