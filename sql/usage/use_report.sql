-- One row a window of a report: which of the reports that hold it counts?
-- grain:  snapshot_id, tenant, starts_at, ends_at
-- inputs: core.usage_hourly, landing.snapshot, core.source
-- Reports are revised for days: the newest of a window replaces the earlier ones. Logs add up and are not in here.
with held as (
    select distinct
        snapshot_id,
        tenant,
        starts_at,
        ends_at
    from core.usage_hourly
    where starts_at <= :use_as_of
)

select distinct on (n.source, h.tenant, n.scope, h.starts_at, h.ends_at)
    h.snapshot_id,  -- the report that counts
    h.tenant,       -- organisation as it says
    h.starts_at,    -- window, inclusive
    h.ends_at       -- exclusive
from held as h
inner join landing.snapshot as n on h.snapshot_id = n.snapshot_id
left join core.source as r on n.source = r.source
where n.as_of <= :use_as_of and not coalesce(r.additive, false)
order by n.source, h.tenant, n.scope, h.starts_at, h.ends_at, n.as_of desc, n.digest desc
