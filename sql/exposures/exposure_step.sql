-- One row an exposure with the bounds of every step and its state now.
-- grain:  exposure_id
-- inputs: exposure_place, exposure_match, exposure_end, exposure_use, exposure_verified, exposure_replacement, lifecycle_log, governance.waiver
-- A closed ticket without a revoked secret is still open; a deleted file does not end an exposure.
with quarantined as (
    select
        e.exposure_id,
        min(l.at) as quarantined_at
    from exposure_end as e
    inner join lifecycle_log as l on e.credential_id = l.credential_id
    where l.kind = 'quarantined' and l.at <= :as_of and l.at >= coalesce(e.introduced_lower, e.introduced_upper)
    group by e.exposure_id
),

waived as (
    select
        credential_id,
        max(until) as waived_until
    from governance.waiver
    where kind = 'exposure' and until > :as_of and recorded_at <= :as_of
    group by credential_id
),

judged as (
    select
        p.*,
        m.credential_id,
        m.match_method,
        m.match_confidence,
        m.candidate_count,
        e.introduced_lower,
        e.introduced_upper,
        e.introduced_basis,
        e.revoked_lower,
        e.revoked_upper,
        e.revocation_basis,
        e.was_dead,
        q.quarantined_at,
        w.waived_until,
        case
            -- A keyed hash that fits a listed secret outweighs the word that it is none.
            when p.judged_false_positive and m.match_method <> 'fingerprint' then 'false_positive'
            when e.revoked_upper is not null then 'remediated'
            when p.judged_accepted or w.waived_until is not null then 'accepted'
            when q.quarantined_at is not null then 'contained'
            else 'open'
        end as state
    from exposure_place as p
    inner join exposure_match as m on p.exposure_id = m.exposure_id
    inner join exposure_end as e on p.exposure_id = e.exposure_id
    left join quarantined as q on p.exposure_id = q.exposure_id
    left join waived as w on e.credential_id = w.credential_id
)

select
    j.exposure_id,      -- stable id of secret and place
    j.credential_id,    -- matched credential; null: none
    j.match_method,     -- key_id, fingerprint, hint or none
    j.match_confidence, -- 0 to 1
    j.candidate_count,  -- credentials that would fit
    j.provider,         -- provider of the secret, as the rule says
    j.hint,             -- prefix and last four
    j.fingerprint,      -- keyed hash of the secret
    j.detectors,        -- all that report it
    j.sighting_count,   -- reports folded into it
    j.rule,             -- secret type or rule
    j.repository,       -- where
    j.path,             -- file in it
    j.line,             -- line in it
    j.commit,           -- commit that holds it
    j.location_url,     -- address of the place
    j.publicly_exposed, -- null: unknown
    j.severity,         -- newest word of a detector
    j.reported_valid,   -- a detector found it working at least once
    case
        when j.was_dead or j.revoked_upper is not null then 'invalid'
        when j.last_valid_at >= coalesce(j.last_invalid_at, '-infinity') then 'valid'
        when j.last_invalid_at is not null then 'invalid'
        else 'unknown'
    end as validity,    -- does the secret work now: valid, invalid or unknown
    case
        when j.was_dead then false
        when j.reported_valid or j.revoked_lower >= j.detected_at then true
        when j.revoked_upper <= j.detected_at then false
    end as valid_when_found, -- did it work when it was detected; null: unknown
    j.was_dead,         -- dead before it leaked: no time at risk
    j.introduced_at,    -- when it got there, if known to the instant
    j.introduced_lower, -- not before; null: nothing bounds the beginning
    j.introduced_upper, -- no later than
    j.introduced_basis, -- detector, scan or creation
    j.detected_at,      -- when the first detector knew, no later than
    coalesce(j.acknowledged_at, case when j.resolved_at is not null then j.detected_at end) as acknowledged_lower, -- a person took it up after
    coalesce(j.acknowledged_at, j.resolved_at) as acknowledged_upper, -- and no later than; closing it proves that somebody had
    u.first_abuse_at,   -- first call from an address never seen before
    j.quarantined_at,   -- provider limited the key
    j.revoked_lower,    -- the secret still worked
    j.revoked_upper,    -- it no longer worked; null: it still does, as far as we know
    j.revocation_basis, -- log, expiry, snapshot, rotation, detector or word
    r.successor_id,     -- credential that replaces it
    r.replaced_lower,   -- successor issued after
    r.replaced_upper,   -- and no later than
    r.dependents_total, -- consumers known of the exposed credential
    r.dependents_moved, -- of these, listed with the successor
    r.reauthenticated_lower, -- last consumer moved after
    r.reauthenticated_upper, -- and no later than
    v.verified_at,      -- a full covered day without a successful call
    case when j.revoked_upper is not null then greatest(j.revoked_lower, r.reauthenticated_lower) end as remediated_lower, -- revoked and all consumers moved after
    case
        when j.revoked_upper is not null and coalesce(r.dependents_moved = r.dependents_total, true)
            then greatest(j.revoked_upper, r.reauthenticated_upper)
    end as remediated_upper, -- and no later than; null: not revoked, or consumers are known that have not moved
    j.state,            -- open, contained, remediated, false_positive or accepted
    case
        when j.was_dead then 0
        else
            greatest(
                extract(epoch from coalesce(j.revoked_lower, case when j.revoked_upper is null then :as_of end) - j.introduced_upper)
                / 86400.0, 0
            )
    end::double precision as exposure_days_lower, -- at least so long could it be used
    case
        when j.was_dead then 0
        when j.revoked_upper is not null
            then
                greatest(
                    extract(epoch from j.revoked_upper - coalesce(j.introduced_lower, j.introduced_upper)) / 86400.0, 0
                )
    end::double precision as exposure_days_upper, -- at most; null while it can be used
    u.calls_in_window,  -- calls while exposed
    u.distinct_ips_in_window,  -- addresses they came from
    u.foreign_ips_in_window,   -- of these, used by nobody of the tenant before
    u.cost_in_window,   -- what they cost
    j.waived_until,     -- accepted until
    j.first_reported_at, -- first snapshot that holds a report
    j.last_reported_at, -- last one
    j.snapshot_id,      -- newest evidence
    j.row_no            -- row in it
from judged as j
left join exposure_use as u on j.exposure_id = u.exposure_id
left join exposure_verified as v on j.exposure_id = v.exposure_id
left join exposure_replacement as r on j.exposure_id = r.exposure_id
