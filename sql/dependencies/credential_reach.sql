-- One row a credential: how far does its compromise reach?
-- grain:  credential_id
-- inputs: credential_fact, dependency_claim, credential_consumer, consumer_reach, policy_customer_data_class
-- Nothing known of a consumer or of a reached service makes the figure a lower bound.
with declared as (
    select
        credential_id,
        count(distinct(consumer, consumer_kind)) as dependent_count,
        bool_or(customer_data in ('direct', 'indirect')) as touches_customer_data,
        bool_and(customer_data = 'none') as touches_none
    from dependency_claim
    where present and credential_id is not null
    group by credential_id
),

joined as (
    select
        f.credential_id,
        f.data_classes as own_classes,
        r.services,
        r.is_partly_unknown,
        d.dependent_count,
        d.touches_customer_data,
        d.touches_none,
        case
            when r.data_classes is null then f.data_classes
            when f.data_classes is null then r.data_classes
            else array(
                select distinct u.x from unnest(r.data_classes || f.data_classes) as u (x)
                order by u.x
            )
        end as data_classes
    from credential_fact as f
    left join credential_consumer as h on f.credential_id = h.credential_id
    left join consumer_reach as r on h.starts = r.starts
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
