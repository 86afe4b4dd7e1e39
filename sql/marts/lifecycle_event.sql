-- One row a change in a credential's life: exact from a log or a date, an interval from two snapshots.
-- grain:  credential_id, kind, at_lower, at_upper, evidence
-- inputs: lifecycle_log, credential_change
-- A log event that explains what two snapshots show takes its place.
with explained as (
    select distinct
        c.credential_id,
        c.kind,
        c.at_upper
    from credential_change as c
    inner join lifecycle_log as l on c.credential_id = l.credential_id and l.at <= :as_of
    where
        (
            c.kind = l.kind
            or (c.kind in ('deleted', 'expired', 'deactivated') and l.kind in ('deleted', 'expired', 'deactivated'))
        )
        and (
            -- Created once: the log knows better than a date in a listing, which may be rounded.
            c.kind = 'created'
            -- A listing can be some hours older than its date says.
            or (l.at > coalesce(c.at_lower, '-infinity') - interval '4 hours' and l.at <= c.at_upper)
        )
),

logged as (
    select distinct on (credential_id, kind, at)
        credential_id,
        kind,
        at,
        actor,
        source_ip,
        snapshot_id,
        row_no
    from lifecycle_log
    where at <= :as_of
    order by credential_id, kind, at, event_id
),

both_kinds as (
    select
        credential_id,
        kind,
        at as at_lower,
        at as at_upper,
        actor,
        source_ip,
        'log' as evidence,
        snapshot_id,
        row_no
    from logged
    union all
    select
        c.credential_id,
        c.kind,
        c.at_lower,
        c.at_upper,
        null,
        null,
        'snapshot',
        c.snapshot_id,
        c.row_no
    from credential_change as c
    left join explained as e
        on c.credential_id = e.credential_id and c.kind = e.kind and c.at_upper = e.at_upper
    where e.credential_id is null
)

select
    credential_id,  -- the credential
    kind,           -- created, activated, deactivated, deleted, expired, rotated, quarantined, scope_changed or owner_changed
    at_lower, -- after; null: the first snapshot shows it already, and nothing bounds it below
    at_upper, -- no later than; equal: the instant is proved
    actor,          -- who did it; null: only a log knows
    source_ip,      -- from where; null: only a log knows
    evidence, -- log or snapshot
    snapshot_id,    -- file that proves it
    row_no          -- row in it
from both_kinds
