-- One row a day on which a credential was called far more often than on the same weekday before.
-- grain:  credential_id, day
-- inputs: usage_daily
-- kept while: key_usage
-- Baseline: the same weekday of up to eight weeks before, days without a call counted as 0, from the first week in which
-- the credential was seen; at least four of them. z = 0.6745 (x - median) / MAD; where MAD is 0, (x - median) divided by
-- 1.253314 times the mean absolute deviation; where that is 0 too, the floor decides alone. Flagged: z above 3.5 and 25 calls more.
with daily as (
    select
        credential_id,
        day,
        sum(requests) as requests
    from usage_daily
    where credential_id is not null and requests is not null
    group by credential_id, day
),

began as (
    select
        credential_id,
        min(day) as first_day
    from daily
    group by credential_id
),

-- Fewer calls than the floor cannot be flagged, so most rows leave here.
candidate as (
    select
        d.credential_id,
        d.day,
        d.requests,
        b.first_day
    from daily as d
    inner join began as b on d.credential_id = b.credential_id
    where d.requests >= 25 and d.day > cast(:use_as_of as date) - 90 and d.day - b.first_day >= 28
),

baseline as (
    select
        c.credential_id,
        c.day,
        c.requests,
        coalesce(d.requests, 0) as value
    from candidate as c
    cross join generate_series(1, 8) as w (weeks)
    left join daily as d on c.credential_id = d.credential_id and d.day = c.day - 7 * w.weeks
    where c.day - 7 * w.weeks >= c.first_day
),

centred as (
    select
        credential_id,
        day,
        requests,
        percentile_cont(0.5) within group (order by value::double precision) as median
    from baseline
    group by credential_id, day, requests
),

spread as (
    select
        c.credential_id,
        c.day,
        c.requests,
        c.median,
        percentile_cont(0.5) within group (order by abs(b.value - c.median)) as mad,
        avg(abs(b.value - c.median)) as mean_deviation
    from centred as c
    inner join baseline as b on c.credential_id = b.credential_id and c.day = b.day
    group by c.credential_id, c.day, c.requests, c.median
),

scored as (
    select
        *,
        case
            when mad > 0 then 0.6745 * (requests - median) / mad
            when mean_deviation > 0 then (requests - median) / (1.253314 * mean_deviation)
        end as score
    from spread
)

select
    credential_id,  -- the credential
    day,            -- the day
    requests,       -- calls on it
    median,         -- of the baseline
    mad,            -- median absolute deviation of the baseline
    score           -- robust z; null: the baseline is constant
from scored
where requests - median >= 25 and (score is null or score > 3.5)
