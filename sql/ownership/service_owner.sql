-- One row a service with a live owner: whom to ask, and which team it belongs to.
-- grain:  service
-- inputs: core.ownership, core.snapshot_in_force, person_current, person_reference, person_present
-- Of one source only the newest word, as for claims on credentials; who left answers for nothing.
with held as (
    select
        o.subject as service,
        o.owner,
        o.owner_kind,
        o.confidence,
        rank() over (partition by n.source, o.subject, o.basis order by n.as_of desc, n.digest desc) as place
    from core.ownership as o
    inner join core.snapshot_in_force as n on o.snapshot_id = n.snapshot_id
    where o.subject_kind = 'service' and n.as_of <= :as_of and coalesce(o.valid_to > :as_of, true)
),

named as (
    select
        service,
        owner,
        owner_kind,
        confidence
    from held
    where place = 1 and owner_kind in ('person', 'team') and owner is not null
    union all
    select
        s.service,
        p.person_key,
        p.kind,
        0.8
    from person_current as p
    cross join lateral unnest(p.services) as s (service)
),

resolved as (
    select
        n.service,
        coalesce(r.person_key, n.owner) as owner,
        coalesce(p.kind, n.owner_kind) as owner_kind,
        n.confidence,
        coalesce(p.team, case when coalesce(p.kind, n.owner_kind) = 'team' then regexp_replace(coalesce(r.person_key, n.owner), '^team:', '') end) as team
    from named as n
    left join person_reference as r on lower(n.owner) = r.alias
    left join person_current as p on coalesce(r.person_key, n.owner) = p.person_key
    left join person_present as t on p.person_key = t.person_key
    where p.person_key is null or t.person_key is not null
)

select
    service,        -- slug
    (array_agg(owner order by owner_kind = 'team', confidence desc, owner))[1] as owner, -- a live person before a team
    (array_agg(team order by owner_kind <> 'team', confidence desc, owner) filter (where team is not null))[1] as team -- slug; null: not known
from resolved
group by service
