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
        sum(cost_usd) as cost_usd
    from key_usage
    group by 1, 2, 3, 4
),

addressed as (
    select
        u.credential_id,
        cast(u.starts_at at time zone 'UTC' as date) as day,
        u.model,
        u.action_class,
        count(distinct s.value) filter (where s.kind = 1) as distinct_ips,
        count(distinct s.value) filter (where s.kind = 2) as distinct_user_agents,
        count(distinct s.value) filter (where s.kind = 3) as distinct_countries
    from key_usage as u
    cross join lateral (
        select
            1 as kind,
            unnest(u.source_ips) as value
        union all
        select
            2,
            unnest(u.user_agents)
        union all
        select
            3,
            unnest(u.countries)
    ) as s
    where u.source_ips is not null or u.user_agents is not null or u.countries is not null
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
    a.distinct_ips,     -- null: no log tells addresses
    a.distinct_user_agents, -- null: likewise
    a.distinct_countries    -- null: likewise
from counted as c
left join addressed as a
    on
        c.credential_id = a.credential_id and c.day = a.day
        and c.model is not distinct from a.model and c.action_class = a.action_class
