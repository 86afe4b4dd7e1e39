-- One row a window of use of one key, counted once, whether or not an inventory knows the key.
-- grain:  credential_id, starts_at, ends_at, principal, model, action_class, source
-- inputs: core.usage_hourly, landing.snapshot, core.source, use_report, subject_reference
-- kept while: core.usage_hourly, core.source, subject_reference
-- Logs add up; of a window of a report only the newest counts.
select
    s.credential_id,    -- the key
    s.credential_known, -- some inventory lists it, or a log proves its issue
    c.provider,         -- whose log or report
    c.tenant,           -- organisation as it says
    c.credential as natural_key, -- the provider's own id
    c.principal,        -- who called
    n.source,           -- export name
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
from core.usage_hourly as c
inner join landing.snapshot as n on c.snapshot_id = n.snapshot_id
left join core.source as r on n.source = r.source
left join use_report as w
    on c.snapshot_id = w.snapshot_id and c.tenant = w.tenant and c.starts_at = w.starts_at and c.ends_at = w.ends_at
inner join subject_reference as s
    on c.provider = s.provider and c.tenant = s.tenant and c.credential = s.natural_key
where c.starts_at <= :use_as_of and n.as_of <= :use_as_of and (r.additive or w.snapshot_id is not null)
