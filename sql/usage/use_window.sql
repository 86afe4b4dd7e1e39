-- One row a provider and tenant: since when do logs or reports cover all use, without a gap, up to now?
-- grain:  provider, tenant
-- inputs: landing.coverage
-- A gap up to the grace of the policy is none: a log file ends with its last event, not with its window.
with ordered as (
    select
        provider,
        tenant,
        starts_at,
        ends_at,
        max(ends_at) over (partition by provider, tenant order by starts_at, ends_at rows between unbounded preceding and 1 preceding) as covered_to
    from landing.coverage
    where kind = 'use' and starts_at <= :as_of
),

numbered as (
    select
        *,
        count(*) filter (where covered_to is null or starts_at > covered_to + make_interval(secs => :use_grace * 86400))
            over (partition by provider, tenant order by starts_at, ends_at) as span
    from ordered
),

spans as (
    select
        provider,
        tenant,
        min(starts_at) as window_from,
        max(ends_at) as window_to
    from numbered
    group by provider, tenant, span
)

select
    provider,       -- whose log
    tenant,         -- organisation
    max(window_from) as window_from, -- covered since
    max(window_to) as window_to      -- covered until
from spans
where window_to >= :as_of - make_interval(secs => :use_grace * 86400)
group by provider, tenant
