-- One row an unbroken window of a log or report that is held: which time do we know, and where are the holes between?
-- grain:  source, kind, provider, tenant, starts_at
-- inputs: landing.coverage
-- Windows of one source that touch or overlap are one, whatever files they came in. The time between two rows is a gap.
with ordered as (
    select
        source,
        kind,
        provider,
        tenant,
        starts_at,
        ends_at,
        max(ends_at) over (
            partition by source, kind, provider, tenant
            order by starts_at, ends_at
            rows between unbounded preceding and 1 preceding
        ) as reached_at
    from landing.coverage
    where starts_at <= :as_of
),

numbered as (
    select
        source,
        kind,
        provider,
        tenant,
        starts_at,
        ends_at,
        count(*) filter (where reached_at is null or starts_at > reached_at) over (
            partition by source, kind, provider, tenant
            order by starts_at, ends_at
        ) as window_no
    from ordered
)

select
    source,                      -- export whose files cover the window
    kind,                        -- use or lifecycle: what is known of the window
    provider,                    -- whose log it is
    tenant,                      -- organisation or account that it covers
    min(starts_at) as starts_at, -- from when, inclusive
    max(ends_at) as ends_at,     -- until when, exclusive
    count(*) as file_count       -- windows of files that make it up
from numbered
group by source, kind, provider, tenant, window_no
