-- How much of each governed field is filled among active credentials, as a whole and by source, tenant and business unit?
-- grain:  field, dimension, dimension_value
-- inputs: credential, landing.snapshot
-- A dimension whose value is not known is shown as `unknown`, so that the parts add up to the whole.
with active as (
    select
        c.provider,
        c.tenant,
        coalesce(c.business_unit, 'unknown') as business_unit,
        coalesce(s.source, 'log events') as source,
        c.owner,
        c.purpose,
        c.service,
        c.business_unit as business_unit_value,
        nullif(c.environment, 'unknown') as environment,
        c.created_at,
        c.expires_at,
        nullif(c.privilege, 'unknown') as privilege,
        nullif(c.use_state, 'unknown') as use_state,
        c.scopes,
        c.reviewed_at
    from credential as c
    left join landing.snapshot as s on c.snapshot_id = s.snapshot_id
    where c.status = 'active'
),

counted as (
    select
        case grouping(source, tenant, business_unit)
            when 7 then 'all'
            when 3 then 'source'
            when 5 then 'tenant'
            else 'business_unit'
        end as dimension,
        coalesce(source, tenant, business_unit, 'all') as dimension_value,
        count(*) as total_count,
        count(owner) as owner_count,
        count(purpose) as purpose_count,
        count(service) as service_count,
        count(business_unit_value) as business_unit_count,
        count(environment) as environment_count,
        count(created_at) as created_at_count,
        count(expires_at) as expires_at_count,
        count(privilege) as privilege_count,
        count(use_state) as use_state_count,
        count(scopes) as scopes_count,
        count(reviewed_at) as reviewed_at_count
    from active
    group by grouping sets ((), (source), (tenant), (business_unit))
)

select
    f.field,                                                    -- governed field of `credential`
    c.dimension,                                                -- all, source, tenant or business_unit
    c.dimension_value,                                          -- which one; `unknown` where the credential has none
    f.filled_count,                                             -- active credentials with a known value
    c.total_count,                                              -- active credentials
    cast(f.filled_count as double precision) / nullif(c.total_count, 0) as filled_share -- 0 to 1; null where there is no credential
from counted as c
cross join lateral (
    values
    ('owner', c.owner_count),
    ('purpose', c.purpose_count),
    ('service', c.service_count),
    ('business_unit', c.business_unit_count),
    ('environment', c.environment_count),
    ('created_at', c.created_at_count),
    ('expires_at', c.expires_at_count),
    ('privilege', c.privilege_count),
    ('use_state', c.use_state_count),
    ('scopes', c.scopes_count),
    ('reviewed_at', c.reviewed_at_count)
) as f (field, filled_count)
