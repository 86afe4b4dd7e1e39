-- One row a set of services that hold the same credential: how far do they reach together?
-- grain:  starts
-- inputs: credential_consumer, service_reach, service_current
-- Credentials with the same consumers reach the same, so the graph is walked once for each set of consumers.
with reached as (
    select distinct
        s.starts,
        r.service
    from (select distinct starts from credential_consumer) as s
    cross join lateral unnest(s.starts) as c (start)
    inner join service_reach as r on c.start = r.start
),

reach as (
    select
        r.starts,
        count(*) as services,
        bool_or(c.service is null or c.data_classes is null) as is_partly_unknown
    from reached as r
    left join service_current as c on r.service = c.service
    group by r.starts
),

classes as (
    select
        r.starts,
        array_agg(distinct d.data_class order by d.data_class) as data_classes
    from reached as r
    inner join service_current as c on r.service = c.service
    cross join lateral unnest(c.data_classes) as d (data_class)
    group by r.starts
)

select
    r.starts,           -- services that hold the credential
    r.services,         -- how many services an intruder there reaches, these included
    r.is_partly_unknown, -- a reached service is not in the catalogue, or its data is not known
    c.data_classes      -- data held there; null: none known
from reach as r
left join classes as c on r.starts = c.starts
