-- One row an exposure: how urgent was it when it was found, and is the promised time kept?
-- grain:  exposure_id
-- inputs: exposure_step, credential_circumstance, credential_use, decision_leaf, priority_term
-- The level is the one of the decision tree while the secret worked; a closed case would otherwise owe nothing in hindsight.
-- The clock runs from detection to revocation. Open past its time is breached now; open within it is pending.
with situation as (
    select
        e.exposure_id,
        e.detected_at,
        e.revoked_lower,
        e.revoked_upper,
        e.state,
        e.first_abuse_at,
        case when e.publicly_exposed then 'public' else 'internal' end as exposure,
        case
            when e.was_dead or e.valid_when_found is false then 'invalid'
            when e.valid_when_found or c.status = 'active' then 'valid'
            else 'unknown'
        end as validity,
        coalesce(c.impact, 'medium') as impact,
        case
            when greatest(u.last_used_claimed_at, u.last_used_observed_at) > e.detected_at - make_interval(secs => :active_use_within * 86400)
                then 'active'
            else 'idle'
        end as usage
    from exposure_step as e
    left join credential_circumstance as c on e.credential_id = c.credential_id
    left join credential_use as u on e.credential_id = u.credential_id
),

decided as (
    select
        s.*,
        case
            when s.state = 'false_positive' then 'closed'
            when s.first_abuse_at is not null and s.validity <> 'invalid' then 'act_now'
            else l.priority
        end as priority,
        case when s.first_abuse_at is not null and s.validity <> 'invalid' then 'revoke_now' else l.action end as action
    from situation as s
    inner join decision_leaf as l
        on s.exposure = l.exposure and s.validity = l.validity and s.impact = l.impact and s.usage = l.usage
),

due as (
    select
        d.*,
        d.detected_at + make_interval(secs => t.hours * 3600) as sla_due_at
    from decided as d
    left join priority_term as t on d.priority = t.priority
)

select
    exposure_id,    -- the exposure
    priority,       -- level while the secret worked
    action,         -- what the tree asks for
    sla_due_at,     -- to be revoked by; null: nothing was promised
    case
        when sla_due_at is null or state = 'accepted' then 'none'
        when revoked_upper <= sla_due_at then 'met'
        when revoked_upper is null and :as_of <= sla_due_at then 'pending'
        when revoked_upper is null or revoked_lower >= sla_due_at then 'breached'
        else 'undecided'
    end as sla_state -- met, breached, pending, undecided (revoked between two snapshots around the due time) or none
from due
