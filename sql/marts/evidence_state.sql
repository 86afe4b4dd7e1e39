-- One row a credential and source: the state that the source's newest word gives, and the row that says so.
-- grain:  credential_id, source, source_credential_id, scope
-- inputs: core.credential_version, credential_alias, landing.snapshot
-- States are stored once for each content, so this table stays small; the view `evidence` spreads them into fields.
select distinct on (v.credential_id, v.source, v.scope)
    coalesce(a.canonical_id, v.credential_id) as credential_id, -- the credential
    v.source,           -- export that says so
    v.credential_id as source_credential_id, -- the credential as this export names it
    v.scope,            -- project of the listing; empty: the whole tenant
    v.state_hash,       -- content of the state
    v.valid_to,         -- not null: the source no longer says so since
    v.snapshot_id,      -- newest snapshot in this state
    n.path,             -- its file
    v.row_no,           -- row in it
    v.last_seen_at as observed_at -- as-of of that snapshot
from core.credential_version as v
left join credential_alias as a on v.credential_id = a.credential_id
left join landing.snapshot as n on v.snapshot_id = n.snapshot_id
where v.valid_from <= :as_of
order by v.credential_id, v.source, v.scope, v.valid_from desc
