-- One row an unbroken window in which logs tell all use, or all changes, of a tenant's credentials.
-- grain:  kind, provider, tenant, starts_at
-- inputs: landing.coverage
-- Windows that touch or overlap are one, whatever files they came in.
with ordered as (
    select
        kind,
        provider,
        tenant,
        starts_at,
        ends_at,
        max(ends_at) over (
            partition by kind, provider, tenant
            order by starts_at, ends_at
            rows between unbounded preceding and 1 preceding
        ) as reached_at
    from landing.coverage
    where starts_at <= :as_of
),

numbered as (
    select
        kind,
        provider,
        tenant,
        starts_at,
        ends_at,
        count(*) filter (where reached_at is null or starts_at > reached_at) over (
            partition by kind, provider, tenant
            order by starts_at, ends_at
        ) as span_no
    from ordered
)

select
    kind,                       -- use or lifecycle
    provider,                   -- whose log it is
    tenant,                     -- organisation or account that it covers
    min(starts_at) as starts_at, -- from when, inclusive
    max(ends_at) as ends_at     -- until when, exclusive
from numbered
group by kind, provider, tenant, span_no
