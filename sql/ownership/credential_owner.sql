-- One row a credential: who answers for it, how sure is that, and what is missing?
-- grain:  credential_id
-- inputs: credential_fact, ownership_claim, service_current, service_owner
-- Classes exclude each other, the first that fits wins. Machines are no owners. Of two owners of whom one left, the other
-- answers. Who made a key does not answer for it, but is better than nobody.
with live as (
    select
        c.*,
        c.basis = 'creator' as is_creator,
        max(c.confidence) over (partition by c.credential_id, c.owner) as certainty
    from ownership_claim as c
    where not c.is_expired
),

-- Whose word counts among those who are still there; several claims for the same person make nobody less sure.
best as (
    select distinct on (credential_id)
        credential_id,
        rank as best_rank,
        certainty as best_confidence
    from live
    where owner_kind = 'person' and not has_left
    order by credential_id, rank, certainty desc, owner
),

summed as (
    select
        credential_id,
        count(*) filter (where owner_kind = 'person' and not is_creator) as persons,
        count(*) filter (where owner_kind = 'person' and not is_creator and not has_left) as living,
        count(*) filter (where owner_kind = 'person' and is_creator and not has_left) as living_creators,
        count(*) filter (where owner_kind = 'person' and is_creator) as creators,
        count(*) filter (where owner_kind = 'team') as teams,
        max(coalesce(left_at, 'infinity')) filter (where owner_kind = 'person' and has_left and not is_creator) as last_owner_left_at,
        max(coalesce(left_at, 'infinity')) filter (where owner_kind = 'person' and has_left and is_creator) as last_creator_left_at
    from live
    group by credential_id
),

classed as (
    select
        s.credential_id,
        case
            when s.persons + s.creators + s.teams = 0 then 'no_owner'
            when s.persons > 0 and s.living = 0 then 'owner_left'
            when s.persons = 0 and s.teams = 0 and s.living_creators = 0 then 'owner_left'
            when s.persons = 0 and s.teams > 0 then 'team_only'
            when coalesce(b.best_confidence, 0) < :owner_confidence_minimum then 'low_confidence'
            else 'owned'
        end as class,
        nullif(case when s.persons > 0 then s.last_owner_left_at else s.last_creator_left_at end, 'infinity') as last_left_at -- one day unknown: all unknown
    from summed as s
    left join best as b on s.credential_id = b.credential_id
),

winner as (
    select distinct on (l.credential_id)
        l.credential_id,
        l.owner,
        l.owner_kind,
        l.basis,
        l.certainty as confidence,
        l.valid_from,
        l.is_known,
        l.has_left,
        l.business_unit,
        l.team
    from live as l
    inner join classed as c on l.credential_id = c.credential_id
    where l.owner_kind in ('person', 'team')
    order by
        l.credential_id,
        case
            when c.class = 'team_only' then l.owner_kind <> 'team'
            when c.class = 'owner_left' then l.owner_kind <> 'person'
            else l.owner_kind <> 'person' or l.has_left
        end,
        l.rank, l.certainty desc, l.owner
),

conflict as (
    select l.credential_id
    from live as l
    inner join best as b on l.credential_id = b.credential_id and l.rank = b.best_rank
    where l.owner_kind = 'person' and not l.has_left
    group by l.credential_id
    having count(distinct l.owner) > 1
),

expired as (
    select credential_id
    from ownership_claim
    group by credential_id
    having bool_and(is_expired)
)

select
    f.credential_id,    -- the credential
    w.owner,            -- the winning claim's; null: nobody
    coalesce(w.owner_kind, 'none') as owner_kind, -- person, team or none
    w.basis as owner_source, -- what kind of claim
    w.confidence as owner_confidence, -- 0 to 1, decayed; null: nobody
    w.valid_from as owner_valid_from, -- since when it is claimed
    case when c.class = 'owner_left' then c.last_left_at end as owner_left_at, -- when the last of its owners left; null: somebody is there, or the day is not known
    coalesce(c.class, 'no_owner') as ownership_class, -- exclusive
    array_remove(array[
        case when f.purpose is null then 'no_purpose' end,
        case when f.environment = 'unknown' then 'unknown_environment' end,
        case when f.service is null then 'no_service' end,
        case when w.owner_kind = 'person' and not w.is_known then 'owner_unknown_to_directory' end,
        case when x.credential_id is not null then 'claim_expired' end,
        case when k.credential_id is not null then 'conflicting_claims' end
    ], null) as ownership_flags, -- what else is missing
    coalesce(w.team, t.team) as team, -- the owner's, else the service's
    coalesce(w.business_unit, s.business_unit, f.business_unit) as business_unit -- the owner's, else the service's, else as listed
from credential_fact as f
left join classed as c on f.credential_id = c.credential_id
left join winner as w on f.credential_id = w.credential_id
left join service_current as s on f.service = s.service
left join service_owner as t on f.service = t.service
left join conflict as k on f.credential_id = k.credential_id
left join expired as x on f.credential_id = x.credential_id
