-- One row a person, team or machine that may own, as the newest listing in force shows it; a directory beats a member list.
-- grain:  person_key
-- inputs: core.person, core.snapshot_in_force
select distinct on (p.person_key)
    p.person_key,       -- address, or `team:slug`
    p.kind,             -- person, team, service_account or vendor
    p.name,             -- shown name
    p.status,           -- active, on_hold, leaving, left or unknown
    p.left_at,          -- null: not, or not known
    p.manager,          -- person_key
    p.team,             -- slug
    p.business_unit,    -- business unit
    p.services,         -- owned by default
    p.is_directory      -- false: a provider's member list alone
from core.person as p
inner join core.snapshot_in_force as n on p.snapshot_id = n.snapshot_id
order by
    p.person_key, p.is_directory desc, p.status = 'unknown', n.as_of desc, n.digest desc, p.row_no
