-- How much of each field does each export itself tell, of the active credentials that it speaks of?
-- grain:  source, field, provider, business_unit, environment, kind
-- inputs: credential, credential_latest, credential_alias, ownership_claim, landing.snapshot
-- `completeness` says what all sources know together; this says which of them said it. Who only claims owners, as a
-- catalogue does, speaks of the credentials that it claims.
with active as (
    select
        credential_id,
        provider,
        coalesce(business_unit, '') as business_unit,
        environment,
        kind
    from credential
    where status = 'active'
),

listed as (
    select
        l.source,
        c.provider,
        c.business_unit,
        c.environment,
        c.kind,
        count(*) as total_count,
        count(l.purpose) as purpose_count,
        count(l.service) as service_count,
        count(l.business_unit) as business_unit_count,
        count(l.environment) as environment_count,
        count(l.created_at) as created_at_count,
        count(*) filter (where l.expires_at is not null or l.never_expires) as expires_at_count,
        count(l.privilege) as privilege_count,
        count(*) filter (where l.last_used_at is not null or l.use_claim is not null) as use_count,
        count(l.scopes) as scopes_count
    from credential_latest as l
    left join credential_alias as a on l.credential_id = a.credential_id
    inner join active as c on coalesce(a.canonical_id, l.credential_id) = c.credential_id
    where l.present
    group by l.source, c.provider, c.business_unit, c.environment, c.kind
),

claimed as (
    select
        o.source,
        c.provider,
        c.business_unit,
        c.environment,
        c.kind,
        count(*) as owner_count
    from (
        select distinct
            m.credential_id,
            coalesce(n.source, m.basis) as source
        from ownership_claim as m
        left join landing.snapshot as n on m.snapshot_id = n.snapshot_id
        where m.owner_kind in ('person', 'team') and not m.is_expired and m.basis <> 'creator'
    ) as o
    inner join active as c on o.credential_id = c.credential_id
    group by o.source, c.provider, c.business_unit, c.environment, c.kind
),

told as (
    select
        source,
        provider,
        business_unit,
        environment,
        kind,
        'owner' as field,
        least(coalesce(m.owner_count, 0), coalesce(l.total_count, m.owner_count)) as filled_count,
        coalesce(l.total_count, m.owner_count) as total_count
    from listed as l
    full join claimed as m using (source, provider, business_unit, environment, kind)
    union all
    select
        l.source,
        l.provider,
        l.business_unit,
        l.environment,
        l.kind,
        f.field,
        f.filled_count,
        l.total_count
    from listed as l
    cross join lateral (
        values
        ('purpose', l.purpose_count),
        ('service', l.service_count),
        ('business_unit', l.business_unit_count),
        ('environment', l.environment_count),
        ('created_at', l.created_at_count),
        ('expires_at', l.expires_at_count),
        ('privilege', l.privilege_count),
        ('use', l.use_count),
        ('scopes', l.scopes_count)
    ) as f (field, filled_count)
)

select
    source,             -- export; for owners also assigned or service_default
    field,              -- owner, purpose, service, business_unit, environment, created_at, expires_at, privilege, use or scopes
    provider,           -- of the credentials
    nullif(business_unit, '') as business_unit, -- of the credentials; null: not known
    environment,        -- of the credentials
    kind,               -- of the credentials
    filled_count,       -- credentials of which this export itself says the field
    total_count         -- active credentials of which it speaks
from told
