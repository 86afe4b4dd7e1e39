-- Lines of history that the staged snapshots can change: what they list, and what a new complete one does not list any more.
create temporary table affected on commit drop as
select distinct
    o.credential_id,
    n.source
from core.credential_observation as o
inner join landing.snapshot as n on o.snapshot_id = n.snapshot_id
where n.snapshot_id = any(:snapshot_ids)
union
select distinct
    v.credential_id,
    v.source
from core.credential_version as v
inner join landing.snapshot as n
    on v.source = n.source and v.tenant = n.tenant and v.scope = n.scope
where n.snapshot_id = any(:snapshot_ids) and n.complete
