-- One row a service or resource, as the newest catalogue in force shows it.
-- grain:  service
-- inputs: core.service, core.snapshot_in_force
select distinct on (s.service)
    s.service,          -- slug
    s.name,             -- title
    s.kind,             -- component, resource, system, api
    s.business_unit,    -- business unit or domain
    s.lifecycle,        -- maturity
    s.data_classes,     -- data it holds; null: not said
    s.repository        -- org/name of its code
from core.service as s
inner join core.snapshot_in_force as n on s.snapshot_id = n.snapshot_id
order by s.service, n.as_of desc, n.digest desc, s.row_no
