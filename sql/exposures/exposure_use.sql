-- One row a matched exposure: what was the credential used for while its secret was exposed, and by whom never seen before?
-- grain:  exposure_id
-- inputs: exposure_end, key_usage
-- The window runs from the latest possible beginning to the end, or to now. An hour that touches the window counts whole.
-- Abuse: a call from an address that no credential of the same provider and tenant had used before the window, where the
-- logs reach back at least 14 days before it; otherwise every address is new, and nothing is said.
with windowed as (
    select
        exposure_id,
        credential_id,
        introduced_upper as opened_at,
        coalesce(revoked_upper, :as_of) as closed_at
    from exposure_end
    where credential_id is not null and not was_dead
),

exposed as (
    select distinct credential_id from windowed
),

used as (
    select
        u.credential_id,
        u.provider,
        u.tenant,
        u.starts_at,
        u.ends_at,
        u.first_at,
        u.requests,
        u.failures,
        u.cost_usd,
        u.source_ips
    from key_usage as u
    inner join exposed as e on u.credential_id = e.credential_id
    where u.starts_at <= :as_of
),

address as (
    select
        u.provider,
        u.tenant,
        i.source_ip,
        min(coalesce(u.first_at, u.starts_at)) as first_at
    from key_usage as u
    cross join lateral unnest(u.source_ips) as i (source_ip)
    group by u.provider, u.tenant, i.source_ip
),

learned as (
    select
        provider,
        tenant,
        min(first_at) as first_at
    from address
    group by provider, tenant
),

call as (
    select
        w.exposure_id,
        u.provider,
        u.tenant,
        u.starts_at,
        u.first_at,
        u.requests,
        u.cost_usd,
        u.source_ips,
        w.opened_at
    from windowed as w
    inner join used as u
        on w.credential_id = u.credential_id and w.opened_at < u.ends_at and w.closed_at > u.starts_at
),

totals as (
    select
        exposure_id,
        sum(requests) as calls,
        sum(cost_usd) as cost_usd
    from call
    group by exposure_id
),

-- Spread out before it is joined: else every call of a tenant meets every address of it.
called_from as materialized (
    select
        c.exposure_id,
        c.provider,
        c.tenant,
        c.opened_at,
        i.source_ip,
        greatest(coalesce(c.first_at, c.starts_at), c.opened_at) as at
    from call as c
    cross join lateral unnest(c.source_ips) as i (source_ip)
),

seen as (
    select
        c.exposure_id,
        c.source_ip,
        a.first_at >= c.opened_at and l.first_at <= c.opened_at - interval '14 days' as is_foreign,
        c.at
    from called_from as c
    inner join address as a on c.provider = a.provider and c.tenant = a.tenant and c.source_ip = a.source_ip
    inner join learned as l on c.provider = l.provider and c.tenant = l.tenant
),

addresses as (
    select
        exposure_id,
        count(distinct source_ip) as ips,
        count(distinct source_ip) filter (where is_foreign) as foreign_ips,
        min(at) filter (where is_foreign) as first_abuse_at
    from seen
    group by exposure_id
)

select
    t.exposure_id,              -- the exposure
    t.calls as calls_in_window, -- calls of the credential while exposed, the owner's own among them; null: reports without counts
    a.ips as distinct_ips_in_window,            -- addresses they came from; null: the logs hold none
    a.foreign_ips as foreign_ips_in_window,     -- those that nobody of the tenant had used before
    t.cost_usd as cost_in_window,               -- what they cost; null: no report says
    a.first_abuse_at            -- first call from such an address; null: none, or too little history to tell
from totals as t
left join addresses as a on t.exposure_id = a.exposure_id
