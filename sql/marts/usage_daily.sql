-- One row a credential, day, model and class of action: how much was it used?
-- grain:  credential_id, day, model, action_class
-- inputs: key_usage
-- Days are UTC. Shadow keys are in it, too: `shadow_key` names them.
with counted as (
    select
        credential_id,
        cast(starts_at at time zone 'UTC' as date) as day,
        model,
        action_class,
        cast(sum(requests) as bigint) as requests,
        cast(sum(failures) as bigint) as failures,
        cast(sum(input_tokens) as bigint) as input_tokens,
        cast(sum(output_tokens) as bigint) as output_tokens,
        sum(cost_usd) as cost_usd,
        bool_or(source_ips is not null) as tells_ips,
        bool_or(user_agents is not null) as tells_user_agents,
        bool_or(countries is not null) as tells_countries
    from key_usage
    group by 1, 2, 3, 4
),

told as (
    select
        credential_id,
        starts_at,
        model,
        action_class,
        1 as kind,
        unnest(source_ips) as value
    from key_usage
    where source_ips is not null
    union all
    select
        credential_id,
        starts_at,
        model,
        action_class,
        2,
        unnest(user_agents)
    from key_usage
    where user_agents is not null
    union all
    select
        credential_id,
        starts_at,
        model,
        action_class,
        3,
        unnest(countries)
    from key_usage
    where countries is not null
),

addressed as (
    select
        credential_id,
        cast(starts_at at time zone 'UTC' as date) as day,
        model,
        action_class,
        count(distinct value) filter (where kind = 1) as distinct_ips,
        count(distinct value) filter (where kind = 2) as distinct_user_agents,
        count(distinct value) filter (where kind = 3) as distinct_countries
    from told
    group by 1, 2, 3, 4
)

select
    c.credential_id,    -- the key
    c.day,              -- UTC
    c.model,            -- null: not said
    c.action_class,     -- inference, management, identity, data, reconnaissance or unknown
    c.requests,         -- null: the report has no count, which is not 0
    c.failures,         -- null: not known
    c.input_tokens,     -- cached ones included; null: not known
    c.output_tokens,    -- null: not known
    c.cost_usd,         -- null: not known
    case when c.tells_ips then coalesce(a.distinct_ips, 0) end as distinct_ips,     -- null: no log tells addresses
    case when c.tells_user_agents then coalesce(a.distinct_user_agents, 0) end as distinct_user_agents, -- null: nor those
    case when c.tells_countries then coalesce(a.distinct_countries, 0) end as distinct_countries    -- null: nor those
from counted as c
left join addressed as a
    on
        c.credential_id = a.credential_id and c.day = a.day
        and c.model is not distinct from a.model and c.action_class = a.action_class
