-- One row a claim that somebody answers for a credential, with the confidence that is left of it.
-- grain:  credential_id, basis, owner
-- inputs: core.ownership, core.snapshot_in_force, governance.owner_assignment, credential_reference, credential_fact,
-- person_current, person_reference
-- Confidence halves with each half-life since the claim was attested: by the register when somebody verified it, by an
-- export when it was pulled.
with held as (
    select
        o.*,
        n.as_of,
        n.digest,
        rank() over (
            partition by n.source, o.subject_kind, o.provider, o.tenant, o.subject, o.basis
            order by n.as_of desc, n.digest desc
        ) as place
    from core.ownership as o
    inner join core.snapshot_in_force as n on o.snapshot_id = n.snapshot_id
    where n.as_of <= :as_of
),

-- Of one source and subject only the newest word: who answered before does not answer beside.
told as (
    select *
    from held
    where place = 1
),

-- The same provider, tenant and id decide; where one side does not know the tenant, the id alone does, if it is unique.
by_id as (
    select
        provider,
        natural_key,
        min(credential_id) as credential_id,
        bool_or(tenant = 'unknown') as is_without_tenant
    from credential_reference
    group by provider, natural_key
    having count(distinct credential_id) = 1
),

-- Who is assigned later answers in the place of who was assigned before.
assigned as (
    select distinct on (credential_id)
        credential_id,
        owner,
        owner_kind,
        assigned_at
    from governance.owner_assignment
    where assigned_at <= :as_of
    order by credential_id, assigned_at desc, owner
),

-- A credential by the kind and name of what may be owned in its place: one equality, so that the joins hash.
holder as (
    select
        credential_id,
        provider,
        tenant,
        'principal' as subject_kind,
        principal as subject
    from credential_fact
    where principal is not null
    union all
    select
        credential_id,
        provider,
        tenant,
        'project',
        project
    from credential_fact
    where project is not null
),

resolved as (
    select
        coalesce(r.credential_id, i.credential_id) as credential_id,
        t.owner,
        t.owner_kind,
        t.basis,
        t.confidence,
        t.valid_from,
        t.valid_to,
        t.as_of,
        t.digest,
        t.snapshot_id,
        t.row_no
    from told as t
    left join credential_reference as r
        on t.provider = r.provider and t.tenant = r.tenant and t.subject = r.natural_key
    left join by_id as i
        on
            r.credential_id is null and t.provider = i.provider and t.subject = i.natural_key
            and (t.tenant = 'unknown' or i.is_without_tenant)
    where t.subject_kind = 'credential' and coalesce(r.credential_id, i.credential_id) is not null
    union all
    select
        h.credential_id,
        t.owner,
        t.owner_kind,
        t.basis,
        t.confidence,
        t.valid_from,
        t.valid_to,
        t.as_of,
        t.digest,
        t.snapshot_id,
        t.row_no
    from told as t
    inner join holder as h
        on
            t.provider = h.provider and t.subject_kind = h.subject_kind and t.subject = h.subject
            and (t.tenant = h.tenant or 'unknown' in (t.tenant, h.tenant))
    union all
    select
        f.credential_id,
        t.owner,
        t.owner_kind,
        t.basis,
        t.confidence,
        t.valid_from,
        t.valid_to,
        t.as_of,
        t.digest,
        t.snapshot_id,
        t.row_no
    from told as t
    inner join credential_fact as f on t.subject = f.service
    where t.subject_kind = 'service'
    union all
    select
        f.credential_id,
        p.person_key,
        case p.kind when 'team' then 'team' else 'person' end,
        'service_default',
        0.8,
        cast(null as timestamptz),
        cast(null as timestamptz),
        :as_of,
        '',
        cast(null as bigint),
        cast(null as bigint)
    from person_current as p
    cross join lateral unnest(p.services) as s (service)
    inner join credential_fact as f on s.service = f.service
    union all
    select
        credential_id,
        owner,
        owner_kind,
        'assigned',
        1.0,
        assigned_at,
        cast(null as timestamptz),
        assigned_at,
        '',
        cast(null as bigint),
        cast(null as bigint)
    from assigned
),

-- One person by two names is one owner.
newest as (
    select distinct on (r.credential_id, r.basis, coalesce(p.person_key, r.owner))
        r.*,
        coalesce(p.person_key, r.owner) as person_key
    from resolved as r
    left join person_reference as p on lower(r.owner) = p.alias
    where r.owner_kind <> 'none' and r.owner is not null
    order by r.credential_id, r.basis, coalesce(p.person_key, r.owner), r.as_of desc, r.digest desc, r.row_no
)

select
    n.credential_id,        -- the credential
    n.person_key as owner,  -- person_key, or the claim's own word where nobody is known by it
    case
        when p.kind = 'team' then 'team'
        when p.kind = 'service_account' then 'service'
        else n.owner_kind
    end as owner_kind,      -- person, team or service
    n.basis,                -- assigned, register, provider_owner, tag, catalog, service_default or creator
    case n.basis
        when 'assigned' then 0
        when 'register' then 1
        when 'provider_owner' then 2
        when 'tag' then 3
        when 'catalog' then 4
        when 'service_default' then 5
        else 9
    end as rank,            -- whose word wins: lower
    n.confidence * power(
        0.5,
        greatest(0, extract(epoch from :as_of - case when n.basis in ('register', 'assigned') then coalesce(n.valid_from, n.as_of) else n.as_of end) / 86400.0)
        / :owner_confidence_half_life
    ) as confidence,        -- 0 to 1, decayed
    n.valid_from,           -- since when it is claimed
    n.valid_to,             -- until when
    coalesce(n.valid_to <= :as_of, false) as is_expired, -- the claim ended
    coalesce(p.is_directory, false) as is_known, -- a directory knows the owner; a provider's member list proves no employment
    coalesce(case when p.left_at is not null then p.left_at <= :as_of else p.status = 'left' end, false) as has_left, -- the owner left
    p.left_at,              -- when
    p.business_unit,        -- the owner's
    coalesce(p.team, case when coalesce(p.kind, n.owner_kind) = 'team' then regexp_replace(n.person_key, '^team:', '') end) as team, -- the owner's, or the owner itself; slug
    n.snapshot_id,          -- export that claims it
    n.row_no                -- its row
from newest as n
left join person_current as p on n.person_key = p.person_key
