-- One row a credential whose issue a log proves, whether or not any listing ever showed it.
-- grain:  credential_id
-- inputs: core.lifecycle_event, landing.snapshot
select distinct on (credential_id)
    core.credential_id(e.provider, e.tenant, e.subject) as credential_id, -- the credential
    e.provider,                     -- who issued it
    e.tenant,                       -- in which organisation
    e.subject as natural_key,       -- the provider's own id
    coalesce(e.credential_kind, 'other') as kind, -- what it is, as the log says
    e.principal,                    -- who holds it
    e.scopes,                       -- granted at birth; null: not said
    e.at as created_at,             -- the instant
    e.snapshot_id,                  -- log that says so
    e.row_no                        -- its row
from core.lifecycle_event as e
inner join landing.snapshot as n on e.snapshot_id = n.snapshot_id
where e.subject_kind = 'credential' and e.kind = 'created' and e.at <= :as_of
order by credential_id, e.at, n.digest, e.row_no
