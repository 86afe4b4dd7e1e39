-- One row a credential that was ever exposed.
-- grain:  credential_id
-- inputs: exposure_step
-- Open: still usable, contained ones included. False positives and accepted ones do not count as open.
select
    credential_id,      -- the credential
    count(*) filter (where state in ('open', 'contained')) as open_exposures, -- places where its secret is exposed now
    count(*) filter (where state <> 'false_positive') as exposures, -- places ever
    min(coalesce(introduced_at, introduced_upper)) filter (where state <> 'false_positive') as first_exposed_at, -- earliest, no later than
    bool_or(valid_when_found) filter (where state <> 'false_positive') as valid_when_found, -- worked when detected; null: unknown
    bool_or(publicly_exposed) filter (where state in ('open', 'contained')) as publicly_exposed, -- an open one is public; null: unknown
    bool_or(validity = 'valid') filter (where state in ('open', 'contained')) as reported_valid, -- a detector finds it working now
    min(first_abuse_at) filter (where state in ('open', 'contained')) as first_abuse_at, -- first call from a foreign address while exposed
    max(match_confidence) filter (where state in ('open', 'contained')) as match_confidence -- best match among open ones
from exposure_step
where credential_id is not null
group by credential_id
