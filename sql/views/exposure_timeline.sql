-- One row an exposure that is a secret, with the instants of its life in their order and the hours between them.
-- grain:  exposure_id
-- inputs: exposure, credential
-- Hours count from the latest possible beginning to the earliest possible end, or the other way for `_upper`.
select
    e.exposure_id,      -- the exposure
    e.credential_id,    -- its credential; null: no match
    c.provider,         -- who issued it
    c.natural_key,      -- the provider's own id
    c.owner,            -- who answers for it
    c.business_unit,    -- business unit
    e.repository,       -- where
    e.path,             -- file in it
    e.state,            -- open, contained, remediated or accepted
    e.priority,         -- level while the secret worked
    e.introduced_lower, -- exposed after
    e.introduced_upper, -- and no later than
    e.detected_at,      -- detected
    e.acknowledged_upper, -- taken up by a person no later than
    e.first_abuse_at,   -- first call from a foreign address
    e.quarantined_at,   -- limited by the provider
    e.replaced_upper,   -- successor issued no later than
    e.revoked_lower,    -- revoked after
    e.revoked_upper,    -- and no later than
    e.reauthenticated_upper, -- all consumers moved no later than
    e.verified_at,      -- proved without a successful call
    (extract(epoch from e.detected_at - e.introduced_upper) / 3600.0)::double precision as detection_hours_lower, -- exposed to detected, at least
    (extract(epoch from e.detected_at - e.introduced_lower) / 3600.0)::double precision as detection_hours_upper, -- at most
    (extract(epoch from e.revoked_upper - e.detected_at) / 3600.0)::double precision as response_hours_upper, -- detected to revoked, at most; below 0: dead before it was found
    e.exposure_days_lower, -- could be used for at least
    e.exposure_days_upper, -- at most; null: it still can
    (extract(epoch from e.revoked_upper - e.replaced_upper) / 3600.0)::double precision as overlap_hours, -- replaced to revoked; below 0: revoked first
    greatest(extract(epoch from e.reauthenticated_upper - e.revoked_upper) / 3600.0, 0)::double precision as broken_hours_upper -- consumers without a working secret, at most
from exposure as e
left join credential as c on e.credential_id = c.credential_id
where e.state <> 'false_positive'
order by e.detected_at desc, e.exposure_id
