-- One row an exposed secret at one place, with the bounds of every step from exposure to remediation.
-- grain:  exposure_id
-- inputs: exposure_step, exposure_promise
select
    e.exposure_id,      -- stable id of secret and place
    e.credential_id,    -- matched credential; null: none fits, or several do
    e.match_method,     -- key_id, fingerprint, hint or none; `hash` is not told apart from fingerprint, which is made of it
    e.match_confidence, -- 1: id or fingerprint; 0.6: provider and hint fit one credential alone; 0: no match
    e.candidate_count,  -- credentials that would fit
    e.provider,         -- provider of the secret, as the rule says
    e.hint,             -- prefix and last four
    e.fingerprint,      -- keyed hash of the secret
    e.detectors,        -- all that report it
    e.sighting_count,   -- reports folded into it
    e.rule,             -- newest secret type or rule
    e.repository,       -- where; null: no report names a place
    e.path,             -- file in it
    e.line,             -- line in it
    e.commit,           -- commit that holds it
    e.location_url,     -- address of the place
    e.publicly_exposed, -- null: unknown
    e.validity,         -- does the secret work now: valid, invalid or unknown
    e.valid_when_found, -- did it work when it was detected; null: unknown
    e.was_dead,         -- dead before it leaked: no time at risk, counted apart
    e.severity,         -- newest word of a detector
    e.introduced_at,    -- when it got there, if known to the instant
    e.introduced_lower, -- not before: last clean scan, or creation of the secret; null: nothing bounds the beginning
    e.introduced_upper, -- no later than
    e.introduced_basis, -- detector, scan or creation
    e.detected_at,      -- when the first detector knew, no later than
    e.acknowledged_lower,   -- a person took it up after
    e.acknowledged_upper,   -- and no later than; null: no report says
    e.first_abuse_at,   -- first call, while exposed, from an address that nobody of the tenant had used; null: none, or too little history
    e.quarantined_at,   -- provider limited the key; null: no log says so
    e.revoked_lower,    -- the secret still worked; null: not known
    e.revoked_upper,    -- it no longer worked; null: it still does, as far as we know
    e.revocation_basis, -- log, expiry, snapshot, rotation, detector or word
    e.successor_id,     -- credential that replaces it
    e.replaced_lower,   -- successor issued after
    e.replaced_upper,   -- and no later than; null: no successor known
    e.dependents_total, -- consumers known of the exposed credential
    e.dependents_moved, -- of these, listed with the successor
    e.reauthenticated_lower,    -- last consumer moved to the successor after
    e.reauthenticated_upper,    -- and no later than; null: not all, none known, or no listing of consumers
    e.verified_at,      -- end of the first covered day after revocation without a successful call; null: not proved
    e.remediated_lower, -- revoked and all known consumers moved after
    e.remediated_upper, -- and no later than; null: not revoked, or known consumers have not moved
    e.state,            -- open, contained, remediated (revoked), false_positive or accepted
    e.exposure_days_lower,  -- at least so long could it be used; to the as-of while it still can
    e.exposure_days_upper,  -- at most, from detection where nothing bounds the beginning; null while it can be used
    p.priority,         -- level of the decision tree while the secret worked
    p.action,           -- what the tree asks for
    p.sla_due_at,       -- to be revoked by; null: nothing was promised
    case p.sla_state
        when 'breached' then true
        when 'met' then false
        when 'pending' then false
    end as sla_breached, -- revoked too late, or open past its time; null: no promise, or not decidable between two snapshots
    p.sla_state,        -- met, breached, pending, undecided or none
    e.calls_in_window,  -- calls while exposed, the owner's own among them; null: no log or report
    e.distinct_ips_in_window,   -- addresses they came from; null: no log
    e.foreign_ips_in_window,    -- of these, used by nobody of the tenant before
    e.cost_in_window,   -- what they cost in USD; null: no report says
    e.waived_until,     -- accepted until
    e.first_reported_at, -- first snapshot that holds a report
    e.last_reported_at, -- last one; older than the newest scan: no longer seen, which is not remediated
    e.snapshot_id,      -- newest evidence
    e.row_no            -- row in it
from exposure_step as e
inner join exposure_promise as p on e.exposure_id = p.exposure_id
