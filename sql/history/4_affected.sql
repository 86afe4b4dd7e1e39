-- Lines of history that the staged snapshots can change: what they list, and what a new complete one does not list any more.
-- What goes on as it is, nearly all, is left out before the two are united.
create temporary table affected on commit drop as
select
    o.credential_id,
    n.source
from listed as o
inner join landing.snapshot as n on o.snapshot_id = n.snapshot_id
left join continued as c on o.credential_id = c.credential_id and n.source = c.source
where c.credential_id is null
union
select
    v.credential_id,
    v.source
from core.credential_version as v
inner join landing.snapshot as n
    on v.source = n.source and v.tenant = n.tenant and v.scope = n.scope
left join continued as c on v.credential_id = c.credential_id and v.source = c.source
where n.snapshot_id = any(:snapshot_ids) and n.complete and c.credential_id is null;

analyze affected;

-- What follows looks up few lines, for which nested loops are right.
set local enable_nestloop = on
