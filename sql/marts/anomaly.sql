-- One row a use that does not fit what is expected of a credential, put as a question to its owner; the last 90 days.
-- grain:  credential_id, at, kind
-- inputs: usage_spike, first_seen
with odd as (
    select
        credential_id,
        day::timestamp at time zone 'UTC' as at,
        'volume' as kind,
        requests::double precision as observed,
        median as expected,
        score,
        'Called ' || requests::bigint::text || ' times, where ' || round(median::numeric, 1)::text
        || ' is usual for this weekday.' as reason,
        'Was a new job, a migration or a load test started on ' || to_char(day, 'YYYY-MM-DD') || '?' as question
    from usage_spike
    union all
    select
        credential_id,
        day::timestamp at time zone 'UTC',
        kind,
        values_count::double precision,
        0.0::double precision,
        score::double precision,
        case kind
            when 'first_seen_country' then 'First called from '
            else 'First called, by any credential of the tenant, from '
        end
        || array_to_string(examples, ', ') || case when values_count > 5 then ' and others' else '' end || '.',
        case kind
            when 'first_seen_country' then 'Does a person or system of yours work from there?'
            else 'Is this address one of yours?'
        end
    from first_seen
)

select
    credential_id,  -- the credential
    at,             -- start of the day on which it happened
    kind,           -- volume, first_seen_ip or first_seen_country
    observed,       -- calls, or number of new values
    expected,       -- median of the same weekday before; 0 for new values
    score,          -- robust z, or points: 3 a country, 1 an address; null: the baseline is constant
    reason,         -- what was seen
    question        -- to ask the owner
from odd
where at > :as_of - interval '90 days'
