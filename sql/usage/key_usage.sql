-- One row a window of use of one key, counted once, whether or not an inventory knows the key.
-- grain:  credential_id, starts_at, ends_at, principal, model, action_class, source
-- inputs: core.usage_hourly, landing.snapshot, core.source, subject_reference
-- Logs add up. Of reports, which are revised for days, the newest of a window replaces the earlier ones.
with held as (
    select
        u.*,
        n.source,
        coalesce(r.additive, false) as additive,
        n.as_of,
        n.digest,
        n.scope
    from core.usage_hourly as u
    inner join landing.snapshot as n on u.snapshot_id = n.snapshot_id
    left join core.source as r on n.source = r.source
    where u.starts_at <= :as_of and n.as_of <= :as_of
),

newest as (
    select distinct on (source, tenant, scope, starts_at, ends_at)
        source,
        tenant,
        scope,
        starts_at,
        ends_at,
        snapshot_id
    from held
    where not additive
    order by source, tenant, scope, starts_at, ends_at, as_of desc, digest desc
),

counted as (
    select h.*
    from held as h
    where h.additive
    union all
    select h.*
    from held as h
    inner join newest as n
        on
            h.snapshot_id = n.snapshot_id and h.source = n.source and h.tenant = n.tenant and h.scope = n.scope
            and h.starts_at = n.starts_at and h.ends_at = n.ends_at
    where not h.additive
)

select
    s.credential_id,    -- the key
    s.credential_known, -- some inventory lists it, or a log proves its issue
    c.provider,         -- whose log or report
    c.tenant,           -- organisation as it says
    c.credential as natural_key, -- the provider's own id
    c.principal,        -- who called
    c.source,           -- export name
    c.starts_at,        -- window, inclusive
    c.ends_at,          -- exclusive
    c.model,            -- null: not said
    c.action_class,     -- what the calls do
    c.requests,         -- null: the report has no count
    c.failures,         -- null: not known
    c.input_tokens,     -- null: not known
    c.output_tokens,    -- null: not known
    c.cost_usd,         -- null: not known
    coalesce(c.requests, 0) > 0 or coalesce(c.input_tokens, 0) + coalesce(c.output_tokens, 0) > 0 or coalesce(c.cost_usd, 0) > 0 as is_used, -- a call was made
    c.first_at,         -- null for reports
    c.last_at,          -- null for reports
    c.source_ips,       -- null: not known
    c.user_agents,      -- null: not known
    c.countries,        -- null: not known
    c.actions           -- null: not known
from counted as c
inner join subject_reference as s
    on c.provider = s.provider and c.tenant = s.tenant and c.credential = s.natural_key
