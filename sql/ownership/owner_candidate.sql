-- One row somebody who could take over a credential that nobody surely answers for, and why.
-- grain:  credential_id, rank, owner
-- inputs: credential_fact, credential_owner, ownership_claim, service_owner, person_current, person_reference, person_present,
-- person_above, project_current, dependency_claim, lifecycle_log
-- Nobody who left and no machine; to a team only what has no team yet. Lower ranks come first.
with gap as (
    select
        o.credential_id,
        o.ownership_class,
        o.owner,
        o.owner_source,
        o.owner_confidence,
        to_char(o.owner_left_at at time zone 'UTC', 'YYYY-MM-DD') as left_on,
        f.provider,
        f.tenant,
        f.project,
        f.service
    from credential_owner as o
    inner join credential_fact as f on o.credential_id = f.credential_id
    where o.ownership_class <> 'owned' and f.status = 'active'
),

-- A guess is confirmed or refuted by whom it names; everything else looks for somebody new.
searched as (
    select * from gap
    where ownership_class <> 'low_confidence'
),

owned as (
    select
        o.owner,
        f.provider,
        f.tenant,
        f.project,
        f.service
    from credential_owner as o
    inner join credential_fact as f on o.credential_id = f.credential_id
    where o.ownership_class = 'owned' and f.status = 'active' and (f.service is not null or f.project is not null)
),

of_service as (
    select distinct on (service)
        service,
        owner,
        count(*) as held,
        sum(count(*)) over (partition by service) as total
    from owned
    where service is not null
    group by service, owner
    order by service, count(*) desc, owner
),

of_project as (
    select distinct on (provider, tenant, project)
        provider,
        tenant,
        project,
        owner,
        count(*) as held,
        sum(count(*)) over (partition by provider, tenant, project) as total
    from owned
    where project is not null
    group by provider, tenant, project, owner
    order by provider, tenant, project, count(*) desc, owner
),

acted as (
    select distinct on (l.credential_id)
        l.credential_id,
        t.person_key,
        l.kind,
        l.at
    from lifecycle_log as l
    inner join searched as g on l.credential_id = g.credential_id
    left join person_reference as r on lower(l.actor) = r.alias
    left join person_reference as i on g.provider || ':' || lower(l.actor) = i.alias
    inner join person_present as t on coalesce(r.person_key, i.person_key) = t.person_key and t.kind = 'person'
    order by l.credential_id, l.at desc, t.person_key
),

candidate as (
    select
        credential_id,
        1 as rank,
        owner,
        'person' as owner_kind,
        1.0 as weight,
        'Named by ' || replace(owner_source, '_', ' ') || ' with confidence ' || to_char(owner_confidence, 'FM0.00') || ': ask to confirm' as reason
    from gap
    where ownership_class = 'low_confidence'
    union all
    select
        g.credential_id,
        case when c.is_expired then 4 when c.basis = 'creator' then 3 else 2 end,
        c.owner,
        c.owner_kind,
        c.confidence,
        case
            when c.is_expired then 'Answered for it until ' || to_char(c.valid_to at time zone 'UTC', 'YYYY-MM-DD')
            when c.basis = 'creator' then 'Made it, and is still there'
            when c.basis in ('catalog', 'service_default') and g.service is not null then 'Owner of service ' || g.service || ' in the catalogue'
            else 'Named beside who left, by ' || replace(c.basis, '_', ' ')
        end
    from ownership_claim as c
    inner join searched as g on c.credential_id = g.credential_id
    where not c.has_left and c.owner_kind in ('person', 'team')
    union all
    select
        g.credential_id,
        5,
        a.manager,
        'person',
        1.0,
        case when a.steps = 1 then 'Manager of ' else 'Nearest manager still there above ' end || g.owner || ', who left' || coalesce(' ' || g.left_on, '')
    from searched as g
    inner join person_above as a on g.owner = a.person_key
    where g.ownership_class = 'owner_left'
    union all
    select
        g.credential_id,
        6,
        r.person_key,
        'team',
        1.0,
        'Team of ' || g.owner || ', who left' || coalesce(' ' || g.left_on, '')
    from searched as g
    inner join person_current as p on g.owner = p.person_key
    inner join person_reference as r on 'team:' || lower(p.team) = r.alias
    where g.ownership_class = 'owner_left'
    union all
    select
        g.credential_id,
        7,
        s.owner,
        'person',
        1.0,
        'Owns ' || s.held || ' of the ' || s.total || ' owned credentials of service ' || s.service
    from searched as g
    inner join of_service as s on g.service = s.service
    union all
    select
        g.credential_id,
        8,
        s.owner,
        'person',
        1.0,
        'Owns ' || s.held || ' of the ' || s.total || ' owned credentials of project ' || coalesce(n.name, s.project)
    from searched as g
    inner join of_project as s on g.provider = s.provider and g.tenant = s.tenant and g.project = s.project
    left join project_current as n on s.provider = n.provider and s.tenant = n.tenant and s.project = n.project
    union all
    select
        g.credential_id,
        9,
        coalesce(r.person_key, d.owner, s.owner),
        case when starts_with(coalesce(d.owner, s.owner), 'team:') then 'team' else 'person' end,
        d.confidence,
        'Answers for ' || d.consumer || ', which uses it'
    from dependency_claim as d
    inner join searched as g on d.credential_id = g.credential_id
    left join person_reference as r on lower(d.owner) = r.alias
    left join service_owner as s on d.consumer = s.service
    where d.present and (r.person_key is not null or d.owner like '%@%' or starts_with(d.owner, 'team:') or (d.owner is null and s.owner is not null))
    union all
    select
        credential_id,
        10,
        person_key,
        'person',
        1.0,
        'Last person to change it: ' || replace(kind, '_', ' ') || ' ' || to_char(at at time zone 'UTC', 'YYYY-MM-DD')
    from acted
)

select
    c.credential_id,    -- the credential
    c.rank,             -- whom to ask first: lower
    c.owner,            -- person_key
    c.weight,           -- of the same rank the greater first
    c.reason            -- why, as a sentence
from candidate as c
inner join gap as g on c.credential_id = g.credential_id
left join person_current as p on c.owner = p.person_key
left join person_present as t on c.owner = t.person_key
where
    (p.person_key is null or t.person_key is not null)
    and (g.ownership_class <> 'team_only' or coalesce(t.kind, c.owner_kind) = 'person')
