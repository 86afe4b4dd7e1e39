-- One row a name under which somebody may be called: addresses, aliases and provider ids.
-- grain:  alias
-- inputs: core.person, core.snapshot_in_force, person_current
-- A member list knows `openai:user-…` by an address; the directory may know that address as somebody's alias.
-- An alias that leads to two people leads to none.
with told as (
    select distinct
        lower(a.alias) as alias,
        p.person_key,
        p.is_directory
    from core.person as p
    inner join core.snapshot_in_force as n on p.snapshot_id = n.snapshot_id
    cross join lateral unnest(p.aliases) as a (alias)
),

direct as (
    select
        alias,
        case
            when count(distinct person_key) filter (where is_directory) = 1 then min(person_key) filter (where is_directory)
            when count(distinct person_key) = 1 then min(person_key)
        end as person_key
    from told
    group by alias
),

followed as (
    select
        d.alias,
        coalesce(onward.person_key, d.person_key) as person_key
    from direct as d
    left join direct as onward on lower(d.person_key) = onward.alias
    where d.person_key is not null
)

select distinct on (alias)
    alias,      -- lower-case name
    person_key  -- who that is
from (
    select
        lower(p.person_key) as alias,
        p.person_key,
        case when p.is_directory then 1 else 3 end as preference
    from person_current as p
    union all
    select
        alias,
        person_key,
        2
    from followed
    union all
    -- A directory lists a team by an address and says its slug beside it.
    select
        'team:' || lower(p.team),
        p.person_key,
        2
    from person_current as p
    where p.kind = 'team' and p.team is not null
) as known
order by alias, preference, person_key
