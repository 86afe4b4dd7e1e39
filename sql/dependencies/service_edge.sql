-- One row a service that needs another, as the snapshots in force say.
-- grain:  consumer, needed
-- inputs: core.service_dependency, core.snapshot_in_force
select distinct
    d.consumer, -- service that needs
    d.needed    -- service or resource that is needed
from core.service_dependency as d
inner join core.snapshot_in_force as f on d.snapshot_id = f.snapshot_id
where d.consumer <> d.needed
