-- One row a key that acts in logs or reports and stands in no inventory.
-- grain:  credential_id
-- inputs: key_usage
-- Matched on provider and key id, never on a name. Temporary credentials are no keys.
with addressed as (
    select
        credential_id,
        array_agg(distinct source_ip) as source_ips
    from (
        select
            credential_id,
            unnest(source_ips) as source_ip
        from key_usage
        where not credential_known and source_ips is not null
    ) as addresses
    group by credential_id
)

select
    u.credential_id,    -- id that `usage_daily` has for it
    u.provider,         -- whose key
    u.tenant,           -- organisation as the log says
    u.natural_key,      -- the provider's own id
    min(coalesce(u.first_at, u.starts_at)) as first_seen_at, -- first use
    max(coalesce(u.last_at, u.ends_at)) as last_seen_at, -- last use
    cast(sum(u.requests) as bigint) as requests, -- calls in all; null: no count
    cast(sum(u.failures) as bigint) as failures, -- of these failed
    array_agg(distinct u.principal) filter (where u.principal is not null) as principals, -- who called
    array_agg(distinct u.model) filter (where u.model is not null) as models, -- models that it reached
    a.source_ips,       -- addresses it called from; null: no log tells them
    array_agg(distinct u.source) as sources, -- exports that show it
    cast(extract(epoch from :as_of - min(coalesce(u.first_at, u.starts_at))) / 86400.0 as double precision) as known_days -- since it was first seen
from key_usage as u
left join addressed as a on u.credential_id = a.credential_id
where not u.credential_known
group by u.credential_id, u.provider, u.tenant, u.natural_key, a.source_ips
