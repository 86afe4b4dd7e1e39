-- One row a credential: what to do with it first, and why in one sentence.
-- grain:  credential_id
-- inputs: credential_circumstance, decision_leaf, priority_term
-- Abuse overrides the tree while the credential still works: act now, and keep the traces.
with decided as (
    select
        c.*,
        l.level as leaf_level,
        l.action as leaf_action,
        l.priority as leaf_priority,
        c.first_abuse_at is not null and c.validity <> 'invalid' as is_abused
    from credential_circumstance as c
    inner join decision_leaf as l
        on c.exposure = l.exposure and c.validity = l.validity and c.impact = l.impact and c.usage = l.usage
),

chosen as (
    select
        d.*,
        case when d.is_abused then 4 else d.leaf_level end as level,
        case when d.is_abused then 'act_now' else d.leaf_priority end as priority,
        case when d.is_abused then 'revoke_now' else d.leaf_action end as action
    from decided as d
)

select
    c.credential_id,    -- the credential
    c.priority,         -- act_now, urgent, schedule, track or closed
    c.level,            -- 4 to 0, to sort by
    c.action,           -- what to do; the leaf of the tree
    c.exposure,         -- where in the tree: none, internal or public
    c.validity,         -- invalid, unknown or valid
    c.impact,           -- low, medium or high
    c.usage,            -- idle or active
    c.is_abused,        -- a call from an address never seen before while exposed
    case
        when c.priority = 'closed'
            then
                case c.exposure
                    when 'none' then 'No longer valid'
                    else 'Exposed, no longer valid'
                end
                || case c.status
                    when 'inactive' then ' (disabled)'
                    when 'absent' then ' (no longer listed)'
                    when 'expired' then ' (expired)'
                    when 'revoked' then ' (revoked)'
                    else ''
                end
                || ': closed, keep the evidence.'
        else
            case
                when c.is_abused
                    then
                        'Called from a foreign address since '
                        || to_char(c.first_abuse_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC while exposed, '
                when c.exposure = 'public' then 'Publicly exposed, '
                when c.exposure = 'internal' and c.publicly_exposed is null then 'Exposed at a place of unknown reach, '
                when c.exposure = 'internal' then 'Exposed internally, '
                else 'Not exposed, '
            end
            || case c.validity when 'valid' then 'still valid, ' else 'validity unknown, ' end
            || case
                when c.privilege = 'admin' and c.reaches_customer_data then 'holds admin rights, reaches customer data, '
                when c.privilege = 'admin' then 'holds admin rights, '
                when c.reaches_customer_data then 'reaches customer data, '
                when c.privilege = 'write' then 'can write, '
                when c.impact = 'medium' then 'reach of customer data unknown, '
                else 'reaches no customer data, '
            end
            || case
                when c.idle_days < 1 then 'used today'
                when c.idle_days is not null then 'used ' || floor(c.idle_days)::bigint::text || ' d ago'
                when c.use_state = 'never_used' then 'never used'
                when c.use_state = 'new' then 'new and not used yet'
                else 'use unknown'
            end
            || ': '
            || case c.action
                when 'revoke_now' then 'revoke now'
                when 'replace_then_revoke' then 'replace, then revoke'
                when 'disable_then_delete' then 'disable, then delete'
                else 'rotate as scheduled'
            end
            || case when c.is_abused then ' and keep the traces' else '' end
            || ' (' || t.term || ').'
    end as priority_reason -- path through the tree as one sentence, with the promised time
from chosen as c
left join priority_term as t on c.priority = t.priority
