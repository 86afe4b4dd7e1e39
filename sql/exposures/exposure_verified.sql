-- One row an exposure whose revocation the logs confirm: a full day covered without a successful call.
-- grain:  exposure_id
-- inputs: exposure_end, credential_fact, coverage_span, key_usage
-- The hour in which the secret was revoked cannot be told apart, so calls count from the next full window on.
with ended as (
    select
        e.exposure_id,
        e.credential_id,
        e.revoked_upper,
        c.ends_at as covered_to
    from exposure_end as e
    inner join credential_fact as f on e.credential_id = f.credential_id
    inner join coverage_span as c
        on
            c.kind = 'use' and f.provider = c.provider and f.tenant = c.tenant
            and e.revoked_upper >= c.starts_at and c.ends_at >= e.revoked_upper + interval '1 day'
    where e.revoked_upper is not null
),

late as (
    select distinct e.exposure_id
    from ended as e
    inner join key_usage as u on e.credential_id = u.credential_id
    where
        u.starts_at >= e.revoked_upper and u.starts_at < e.covered_to
        and coalesce(u.requests, 1) > coalesce(u.failures, 0)
)

select
    e.exposure_id,  -- the exposure
    e.revoked_upper + interval '1 day' as verified_at -- end of the first full day of logs without a successful call, with none later either
from ended as e
left join late as l on e.exposure_id = l.exposure_id
where l.exposure_id is null
