-- One row a credential, source and field: the value, and the row of the file that says so.
-- grain:  credential_id, source, field
-- inputs: evidence_state, core.credential_state
select
    e.credential_id,    -- the credential
    f.field,            -- name of the field
    f.value,            -- as the source gives it; fields that it leaves unknown have no row
    e.source,           -- export that says so
    e.snapshot_id,      -- newest snapshot that says so
    e.path,             -- its file
    e.row_no,           -- row in it
    e.observed_at       -- as-of of that snapshot
from evidence_state as e
inner join core.credential_state as s on e.state_hash = s.state_hash
cross join lateral jsonb_each_text(to_jsonb(s) - 'state_hash') as f (field, value)
where f.value is not null and e.valid_to is null
