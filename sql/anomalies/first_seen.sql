-- One row a day on which a credential was called from addresses or countries never seen before.
-- grain:  credential_id, day, kind
-- inputs: use_trait, usage_daily
-- kept while: key_usage
-- Only after a learning period of 14 days and 50 calls. An address must be new to every credential of the tenant, a
-- country to this one: an organisation's own gateways give each new key their address.
with first_by_credential as (
    select
        credential_id,
        provider,
        tenant,
        case kind when 'ip' then 'first_seen_ip' else 'first_seen_country' end as kind,
        value,
        min(day) as day
    from use_trait
    where kind in ('ip', 'country') and credential_id is not null
    group by credential_id, provider, tenant, kind, value
),

first_by_tenant as (
    select
        provider,
        tenant,
        value,
        min(day) as day
    from first_by_credential
    where kind = 'first_seen_ip'
    group by provider, tenant, value
),

novel as (
    select
        f.credential_id,
        f.kind,
        f.day,
        count(*) as values_count,
        (array_agg(f.value order by f.value))[1:5] as examples
    from first_by_credential as f
    left join first_by_tenant as t
        on f.provider = t.provider and f.tenant = t.tenant and f.value = t.value and f.kind = 'first_seen_ip'
    where f.kind = 'first_seen_country' or f.day = t.day
    group by f.credential_id, f.kind, f.day
),

daily as (
    select
        credential_id,
        day,
        sum(requests) as requests
    from usage_daily
    group by credential_id, day
),

history as (
    select
        credential_id,
        day,
        min(day) over (partition by credential_id) as first_day,
        sum(requests) over (
            partition by credential_id order by day rows between unbounded preceding and 1 preceding
        ) as calls_before
    from daily
)

select
    n.credential_id,    -- the credential
    n.day,              -- the day
    n.kind,             -- first_seen_ip or first_seen_country
    n.values_count,     -- how many
    n.examples,         -- up to five of them
    n.values_count * case n.kind when 'first_seen_country' then 3.0 else 1.0 end as score -- points: 3 a country, 1 an address
from novel as n
inner join history as h on n.credential_id = h.credential_id and n.day = h.day
where h.day - h.first_day >= 14 and h.calls_before >= 50 and h.day > cast(:use_as_of as date) - 90
