-- One row a credential: how far does its compromise reach?
-- grain:  credential_id
-- inputs: credential_fact, dependency_claim, service_reach, service_current, policy_customer_data_class
-- Credentials with the same consumers reach the same, so the graph is walked once for each set of consumers.
-- Nothing known of a consumer or of a reached service makes the figure a lower bound.
with consumer as (
    select
        credential_id,
        consumer as start
    from dependency_claim
    where present and credential_id is not null
    union
    select
        credential_id,
        service
    from credential_fact
    where service is not null
),

declared as (
    select
        credential_id,
        count(distinct (consumer, consumer_kind)) as dependent_count,
        bool_or(customer_data in ('direct', 'indirect')) as touches_customer_data,
        bool_and(customer_data = 'none') as touches_none
    from dependency_claim
    where present and credential_id is not null
    group by credential_id
),

held as (
    select
        credential_id,
        array_agg(start order by start) as starts
    from consumer
    group by credential_id
),

reached as (
    select distinct
        s.starts,
        r.service
    from (select distinct starts from held) as s
    cross join lateral unnest(s.starts) as c (start)
    inner join service_reach as r on c.start = r.start
),

reach as (
    select
        r.starts,
        count(*) as services,
        array_agg(r.service order by r.service) as reached_services,
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
),

joined as (
    select
        f.credential_id,
        f.data_classes as own_classes,
        r.services,
        r.reached_services,
        r.is_partly_unknown,
        d.dependent_count,
        d.touches_customer_data,
        d.touches_none,
        case
            when c.data_classes is null then f.data_classes
            when f.data_classes is null then c.data_classes
            else array(select distinct u.x from unnest(c.data_classes || f.data_classes) as u (x) order by u.x)
        end as data_classes
    from credential_fact as f
    left join held as h on f.credential_id = h.credential_id
    left join reach as r on h.starts = r.starts
    left join classes as c on h.starts = c.starts
    left join declared as d on f.credential_id = d.credential_id
),

customer as (
    select coalesce(array_agg(data_class), '{}') as classes
    from policy_customer_data_class
)

select
    j.credential_id,    -- the credential
    coalesce(j.dependent_count, 0) as dependent_count, -- direct consumers that are known
    coalesce(j.services, 0) as blast_radius, -- services an intruder reaches through its consumers, these included
    j.reached_services, -- which; null: no consumer known
    j.data_classes,     -- data held there and, if the export says, by the credential itself; null: unknown
    case
        when j.touches_customer_data or j.data_classes && p.classes then true
        -- A no needs a word on everything that is reached.
        when j.is_partly_unknown is false then false
        when j.services is null and (j.own_classes is not null or j.touches_none) then false
        when j.touches_none and j.services <= j.dependent_count then false
    end as reaches_customer_data, -- null: not known of every service reached
    coalesce(j.is_partly_unknown, true) as lower_bound -- something is not known, so the reach may be wider
from joined as j
cross join customer as p
