-- Lines of history that the staged snapshots can change: what they list, and what a new complete one does not list any more.
create temporary table affected on commit drop as
with lines as (
    select
        o.credential_id,
        n.source
    from listed as o
    inner join landing.snapshot as n on o.snapshot_id = n.snapshot_id
    union
    select
        v.credential_id,
        v.source
    from core.credential_version as v
    inner join landing.snapshot as n
        on v.source = n.source and v.tenant = n.tenant and v.scope = n.scope
    where n.snapshot_id = any(:snapshot_ids) and n.complete
)

select
    l.credential_id,
    l.source
from lines as l
left join continued as c on l.credential_id = c.credential_id and l.source = c.source
where c.credential_id is null;

analyze affected
