-- Which staged snapshot lists which credential in which state.
insert into core.credential_observation (snapshot_id, row_no, credential_id, state_hash)
select
    snapshot_id,
    row_no,
    credential_id,
    state_hash
from listed
