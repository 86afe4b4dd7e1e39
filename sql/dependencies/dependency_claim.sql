-- One row a consumer and the credential it names, over all snapshots: since when, until when, and is it still said?
-- grain:  provider, tenant, credential, consumer, consumer_kind
-- inputs: core.dependency, core.snapshot_in_force, landing.snapshot, credential_reference, credential_fact
-- A consumer may name a credential by id, by name or by hint; a name or hint that fits several resolves to none.
with listing as (
    select
        n.snapshot_id,
        n.as_of,
        f.snapshot_id is not null as is_in_force,
        row_number() over (order by n.as_of, n.digest) as place
    from landing.snapshot as n
    left join core.snapshot_in_force as f on n.snapshot_id = f.snapshot_id
    where n.status = 'loaded' and n.as_of <= :as_of
),

-- Narrow, for all that was ever said; the wide rows of the newest evidence are looked up afterwards.
lived as (
    select
        d.provider,
        d.tenant,
        d.credential,
        d.consumer,
        d.consumer_kind,
        min(n.as_of) as first_seen_at,
        max(n.as_of) as last_seen_at,
        bool_or(n.is_in_force) as present,
        max(array[n.place, -d.row_no, d.snapshot_id]) as newest -- of rows of one snapshot the first counts
    from core.dependency as d
    inner join listing as n on d.snapshot_id = n.snapshot_id
    group by d.provider, d.tenant, d.credential, d.consumer, d.consumer_kind
),

newest as (
    select distinct on (d.provider, d.tenant, d.credential, d.consumer, d.consumer_kind)
        d.*,
        l.first_seen_at,
        l.last_seen_at,
        l.present
    from lived as l
    inner join core.dependency as d
        on
            l.newest[3] = d.snapshot_id and -l.newest[2] = d.row_no and l.provider = d.provider and l.tenant = d.tenant
            and l.credential = d.credential and l.consumer = d.consumer and l.consumer_kind = d.consumer_kind
    order by d.provider, d.tenant, d.credential, d.consumer, d.consumer_kind
),

named as (
    select distinct
        provider,
        tenant,
        credential
    from newest
),

by_key as (
    select
        n.provider,
        n.tenant,
        n.credential,
        count(distinct r.credential_id) as candidates,
        min(r.credential_id) as credential_id
    from named as n
    inner join credential_reference as r
        on n.provider = r.provider and n.credential = r.natural_key and (n.tenant = r.tenant or n.tenant = 'unknown')
    group by n.provider, n.tenant, n.credential
),

by_name as (
    select
        n.provider,
        n.tenant,
        n.credential,
        count(*) as candidates,
        min(f.credential_id) as credential_id
    from named as n
    inner join credential_fact as f
        on
            n.provider = f.provider and substr(n.credential, 6) = f.name
            and (n.tenant = f.tenant or n.tenant = 'unknown')
    where starts_with(n.credential, 'name:')
    group by n.provider, n.tenant, n.credential
),

by_hint as (
    select
        n.provider,
        n.tenant,
        n.credential,
        count(*) as candidates,
        min(f.credential_id) as credential_id
    from named as n
    inner join credential_fact as f
        on
            n.provider = f.provider and substr(n.credential, 6) = f.hint
            and (n.tenant = f.tenant or n.tenant = 'unknown')
    where starts_with(n.credential, 'hint:')
    group by n.provider, n.tenant, n.credential
)

select
    d.provider,         -- whose credential it names
    d.tenant,           -- in which organisation; unknown: the source does not say
    d.credential,       -- as it names it
    d.consumer,         -- slug or name of the consumer
    d.consumer_kind,    -- service, gateway, agent, mcp_server, pipeline, notebook or secret_store
    case coalesce(k.candidates, m.candidates, h.candidates)
        when 1 then coalesce(k.credential_id, m.credential_id, h.credential_id)
    end as credential_id, -- the credential; null: not in the register, or several fit
    case
        when coalesce(k.candidates, m.candidates, h.candidates, 0) <> 1 then 'none'
        when k.candidates = 1 then 'key_id'
        when m.candidates = 1 then 'name'
        else 'hint'
    end as match_method, -- key_id, name, hint or none
    d.slot,             -- variable, header or path that holds the secret
    d.via,              -- gateway or store in between
    d.environment,      -- where
    d.evidence,         -- declared, observed or inferred
    d.confidence * case when k.candidates = 1 then 1.0 when m.candidates = 1 then 0.8 when h.candidates = 1 then 0.6 else 1.0 end
        as confidence,  -- the source's own, times how sure the credential is
    d.customer_data,    -- none, indirect, direct or unknown
    d.reauthentication, -- what to do after revocation
    d.owner,            -- who answers for the consumer
    d.first_seen_at,    -- as-of of the first snapshot that says so
    d.last_seen_at,     -- as-of of the last one
    d.present,          -- still said by a snapshot in force
    d.snapshot_id,      -- newest evidence
    d.row_no            -- row in it
from newest as d
left join by_key as k on d.provider = k.provider and d.tenant = k.tenant and d.credential = k.credential
left join by_name as m on d.provider = m.provider and d.tenant = m.tenant and d.credential = m.credential
left join by_hint as h on d.provider = h.provider and d.tenant = h.tenant and d.credential = h.credential
