-- One row a project or workspace, as the newest listing in force shows it.
-- grain:  provider, tenant, project
-- inputs: core.project, core.snapshot_in_force
select distinct on (p.provider, p.tenant, p.project)
    p.provider,     -- whose project
    p.tenant,       -- in which organisation
    p.project,      -- the provider's id
    p.name,         -- shown name
    nullif(p.environment, 'unknown') as environment, -- null: not known
    p.status,       -- active, archived or unknown
    p.archived_at,  -- when archived; null: not, or not known
    p.service       -- service that it stands for
from core.project as p
inner join core.snapshot_in_force as n on p.snapshot_id = n.snapshot_id
order by p.provider, p.tenant, p.project, n.as_of desc, n.digest desc, p.row_no
