-- One row a credential for which somebody can be asked to take over: the first candidate.
-- grain:  credential_id
-- inputs: owner_candidate
select distinct on (credential_id)
    credential_id,                  -- the credential
    owner as suggested_owner,       -- a person who is there, or a team
    reason as suggestion_reason     -- why, as a sentence
from owner_candidate
order by credential_id, rank, weight desc, owner
