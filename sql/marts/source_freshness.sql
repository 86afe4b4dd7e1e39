-- One row a source and tenant: how new is what we hold, is it late, and which windows of a log are missing?
-- grain:  source, tenant
-- inputs: landing.snapshot, landing.coverage, policy_expected_source
-- Expected and never came: last_as_of null, stale true. Promised by nobody: stale null, not false.
-- Late is an age of more than 1.5 times the promised interval, stale more than 3 times.
with newest as (
    select
        source,
        tenant,
        max(as_of) as last_as_of,
        count(*) as snapshots
    from landing.snapshot
    where status = 'loaded' and source is not null and as_of <= :as_of
    group by source, tenant
),

ordered as (
    select
        source,
        tenant,
        starts_at,
        ends_at,
        max(ends_at) over (
            partition by source, tenant
            order by starts_at, ends_at
            rows between unbounded preceding and 1 preceding
        ) as reached_at
    from landing.coverage
    where starts_at <= :as_of
),

covered as (
    select
        source,
        tenant,
        min(starts_at) as covered_from,
        max(ends_at) as covered_to,
        count(*) filter (where starts_at > reached_at) as gaps,
        sum(extract(epoch from starts_at - reached_at) / 3600.0) filter (where starts_at > reached_at) as gap_hours
    from ordered
    group by source, tenant
),

joined as (
    select
        n.tenant,
        n.last_as_of,
        n.snapshots,
        e.expected_every,
        coalesce(n.source, e.source) as source,
        extract(epoch from :as_of - n.last_as_of) / extract(epoch from e.expected_every) as age_ratio
    from newest as n
    full join policy_expected_source as e on n.source = e.source
)

select
    j.source,           -- export name, as `keyinv sources` lists it
    j.tenant,           -- provider organisation, account or project; null: promised, and never came
    j.last_as_of,       -- instant that the newest loaded snapshot describes
    j.expected_every,   -- interval that policy promises; null: no promise
    case when j.expected_every is not null then coalesce(j.age_ratio > 1.5, true) end as stale, -- the promise is broken; null: no promise to break
    c.covered_from,     -- start of what its logs tell; null: no log
    c.covered_to,       -- end of it
    c.gaps,             -- windows missing in between
    j.age_ratio::double precision as age_ratio, -- age in promised intervals
    case
        when j.expected_every is null then 'unpromised'
        when j.last_as_of is null then 'missing'
        when j.age_ratio <= 1.5 then 'fresh'
        when j.age_ratio <= 3 then 'late'
        else 'stale'
    end as freshness,   -- fresh, late, stale, missing or unpromised
    c.gap_hours::double precision as gap_hours, -- hours missing in between
    coalesce(j.snapshots, 0) as snapshot_count -- snapshots held
from joined as j
left join covered as c on j.source = c.source and j.tenant = c.tenant
