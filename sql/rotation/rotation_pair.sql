-- One row a credential that another follows: which, and what says so?
-- grain:  predecessor_id
-- inputs: credential_fact, credential_end, credential_reference
-- The successor is declared, or it is the next credential of the same principal and line that is issued while the
-- predecessor lives or within the overlap grace of its end. A line is one name, less a version or date
-- at its end; a bare counter is none, as unrelated keys are numbered, too. Where no export says who holds it, it is one name
-- within one project and service.
-- Slots of a report are no line: their numbers move. Two issued at the same instant are twins, not a succession.
with line as (
    select
        f.credential_id,
        f.provider,
        f.tenant,
        f.kind,
        -- A machine's successor may get a service account of its own: one name in one project is its line.
        case when coalesce(f.principal_kind, '') <> 'service_account' or f.name is null or f.kind = 'access_key' then f.principal end as principal,
        case when f.principal is null then coalesce(f.service, '') end as service,
        coalesce(f.project, '') as project,
        case
            when f.kind = 'access_key' and f.principal is not null then ''
            else regexp_replace(lower(f.name), '([-_ .]+(v[0-9]+|20[0-9]{2}([-_.]?[0-9]{2}){0,2}|new|old|next|rotated|copy))+$', '')
        end as stem,
        f.created_at,
        e.ended_lower,
        e.ended_upper
    from credential_fact as f
    left join credential_end as e on f.credential_id = e.credential_id
    where
        f.created_at is not null and not f.is_slot
        and (f.name is not null or (f.kind = 'access_key' and f.principal is not null))
),

followed as (
    select
        *,
        lead(credential_id) over line_order as next_id,
        lead(created_at) over line_order as next_created_at
    from line
    window line_order as (partition by provider, tenant, kind, principal, service, project, stem order by created_at, credential_id)
),

-- The tenant decides; where one side does not know it, the name alone does, if it is unique.
declared as (
    select
        f.credential_id as predecessor_id,
        coalesce(min(r.credential_id) filter (where f.tenant = r.tenant), min(r.credential_id)) as successor_id
    from credential_fact as f
    inner join credential_reference as r
        on f.provider = r.provider and f.replaced_by = r.natural_key and (f.tenant = r.tenant or 'unknown' in (f.tenant, r.tenant))
    where r.credential_id <> f.credential_id
    group by f.credential_id
    having count(*) filter (where f.tenant = r.tenant) = 1 or count(distinct r.credential_id) = 1
)

select
    predecessor_id,     -- credential that is followed
    successor_id,       -- by this one
    'declared' as evidence, -- declared or inferred
    cast(1.0 as double precision) as confidence -- 0 to 1
from declared
union all
select
    f.credential_id,
    f.next_id,
    'inferred',
    cast(case when f.principal is null then 0.5 when f.kind = 'access_key' then 0.9 else 0.7 end as double precision)
from followed as f
left join declared as d on f.credential_id = d.predecessor_id
where
    f.next_created_at > f.created_at and d.predecessor_id is null
    and (f.ended_upper is null or f.next_created_at <= f.ended_upper + make_interval(secs => :rotation_overlap_grace * 86400))
