-- One row a person or team that can be asked: in a listing, not gone, and no machine.
-- grain:  person_key
-- inputs: person_current
select
    person_key,     -- address, or `team:slug`
    kind,           -- person or team
    team            -- slug
from person_current
where
    kind in ('person', 'team')
    and not coalesce(case when left_at is not null then left_at <= :as_of else status = 'left' end, false)
