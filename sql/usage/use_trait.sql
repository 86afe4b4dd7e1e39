-- One row an address, user agent or country that a credential was called with on a day.
-- grain:  credential_id, day, model, action_class, kind, value
-- inputs: key_usage
-- Counted and looked for in several places, so taken apart once.
select
    credential_id,  -- the key
    provider,       -- whose log
    tenant,         -- organisation as it says
    day,            -- UTC
    model,          -- null: not said
    action_class,   -- what the calls do
    kind,           -- ip, user_agent or country
    value           -- as the log says it
from (
    select
        credential_id,
        provider,
        tenant,
        cast(starts_at at time zone 'UTC' as date) as day,
        model,
        action_class,
        'ip' as kind,
        unnest(source_ips) as value
    from key_usage
    where source_ips is not null
    union all
    select
        credential_id,
        provider,
        tenant,
        cast(starts_at at time zone 'UTC' as date),
        model,
        action_class,
        'user_agent',
        unnest(user_agents)
    from key_usage
    where user_agents is not null
    union all
    select
        credential_id,
        provider,
        tenant,
        cast(starts_at at time zone 'UTC' as date),
        model,
        action_class,
        'country',
        unnest(countries)
    from key_usage
    where countries is not null
) as told
group by credential_id, provider, tenant, day, model, action_class, kind, value
