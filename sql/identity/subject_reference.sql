-- One row a key that use or events name: which credential is it, and do we hold it in any inventory?
-- grain:  provider, tenant, natural_key
-- inputs: core.usage_hourly, core.lifecycle_event, credential_reference
-- The same provider, tenant and id decide; where one side does not know the tenant, the id alone does, if it is unique.
with named as (
    select
        provider,
        tenant,
        credential as natural_key
    from core.usage_hourly
    where credential is not null
    union
    select
        provider,
        tenant,
        subject
    from core.lifecycle_event
    where subject_kind = 'credential'
),

by_id as (
    select
        provider,
        natural_key,
        min(credential_id) as credential_id,
        bool_or(tenant = 'unknown') as is_without_tenant
    from credential_reference
    group by provider, natural_key
    having count(distinct credential_id) = 1
)

select
    n.provider,     -- who issued it
    n.tenant,       -- organisation as the log says
    n.natural_key,  -- the provider's own id
    coalesce(
        r.credential_id, i.credential_id, core.credential_id(n.provider, n.tenant, n.natural_key)
    ) as credential_id, -- the credential, also of a key that no inventory lists
    coalesce(r.credential_id, i.credential_id) is not null as credential_known -- some inventory lists it, or a log proves its issue
from named as n
left join credential_reference as r
    on n.provider = r.provider and n.tenant = r.tenant and n.natural_key = r.natural_key
left join by_id as i
    on
        r.credential_id is null and n.provider = i.provider and n.natural_key = i.natural_key
        and (n.tenant = 'unknown' or i.is_without_tenant)
