-- One row a claim that somebody answers for a credential: who says so, how sure is it, and did it win?
-- grain:  credential_id, basis, owner
-- inputs: ownership_claim, credential_owner, landing.snapshot
-- The claim that wins is the one that `credential.owner` shows; the others are kept, because they say whom to ask next.
select
    c.credential_id,    -- the credential
    c.owner,            -- person_key, or the claim's own word where nobody is known by it
    c.owner_kind,       -- person, team or service
    c.basis,            -- assigned, register, provider_owner, tag, catalog, service_default or creator
    coalesce(c.owner = o.owner and c.basis = o.owner_source, false) as is_winner, -- this claim gives the owner
    c.confidence::double precision as confidence, -- 0 to 1, halved with each half-life since it was attested
    c.valid_from,       -- since when it is claimed; null: not said
    c.valid_to,         -- until when; null: open
    c.is_expired,       -- the claim has ended
    c.has_left,         -- whoever is named has left
    c.is_known,         -- a directory knows who is named
    n.source,           -- export that claims it; null: assigned here, or the default of the service
    n.path,             -- its file
    c.snapshot_id,      -- its snapshot
    c.row_no,           -- row in it
    n.as_of as observed_at -- as-of of that snapshot
from ownership_claim as c
left join credential_owner as o on c.credential_id = o.credential_id
left join landing.snapshot as n on c.snapshot_id = n.snapshot_id
