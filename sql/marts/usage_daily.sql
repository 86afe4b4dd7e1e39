-- One row a credential, day, model and class of action: how much was it used?
-- grain:  credential_id, day, model, action_class
-- inputs: key_usage, use_trait
-- kept while: key_usage
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
        count(*) as windows,
        max(cardinality(source_ips)) as ips,
        max(cardinality(user_agents)) as user_agents,
        max(cardinality(countries)) as countries
    from key_usage
    group by 1, 2, 3, 4
),

-- The same value may stand in several windows of a day; most days have one window, whose values are distinct already.

addressed as (
    select
        t.credential_id,
        t.day,
        t.action_class,
        coalesce(t.model, '') as model,
        count(distinct t.value) filter (where t.kind = 'ip') as ips,
        count(distinct t.value) filter (where t.kind = 'user_agent') as user_agents,
        count(distinct t.value) filter (where t.kind = 'country') as countries
    from use_trait as t
    inner join counted as c
        on
            t.credential_id = c.credential_id and t.day = c.day and t.action_class = c.action_class
            and coalesce(t.model, '') = coalesce(c.model, '') -- so that the join can be hashed; no model is called by the empty text
    where c.windows > 1
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
    case when c.ips is not null then coalesce(a.ips, c.ips) end as distinct_ips, -- null: no log tells addresses
    case when c.user_agents is not null then coalesce(a.user_agents, c.user_agents) end as distinct_user_agents, -- null: nor those
    case when c.countries is not null then coalesce(a.countries, c.countries) end as distinct_countries -- null: nor those
from counted as c
left join addressed as a
    on
        c.credential_id = a.credential_id and c.day = a.day and c.action_class = a.action_class
        and coalesce(c.model, '') = a.model
