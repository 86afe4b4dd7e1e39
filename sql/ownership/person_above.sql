-- One row a person who left: who is the nearest manager above that is still there?
-- grain:  person_key
-- inputs: person_current, person_reference, person_present
-- Managers leave too, so the line is followed upwards, eight steps at most: a directory may hold a circle.
with recursive named as (
    select
        p.person_key,
        p.person_key in (select t.person_key from person_present as t) as is_present,
        coalesce(r.person_key, p.manager) as manager
    from person_current as p
    left join person_reference as r on lower(p.manager) = r.alias
    where p.kind = 'person' and p.manager is not null
),

line as (
    select
        person_key,
        manager,
        1 as steps
    from named
    where not is_present
    union all
    select
        l.person_key,
        n.manager,
        l.steps + 1
    from line as l
    inner join named as n on l.manager = n.person_key
    where not n.is_present and l.steps < 8
)

select distinct on (l.person_key)
    l.person_key,   -- who left
    l.manager,      -- who is still there
    l.steps         -- 1: the manager; more: so many steps up
from line as l
inner join person_present as t on l.manager = t.person_key and t.kind = 'person'
order by l.person_key, l.steps
