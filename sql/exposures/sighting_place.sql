-- One row a report and place: which secret does it see where?
-- grain:  detector, sighting_key, repository, path
-- inputs: sighting_current, core.exposure_location, landing.snapshot
-- `secret_key` names the secret across detectors: its fingerprint, else the provider's key id, else, at one place only,
-- provider and hint. A hint alone never joins two places: that would be a guess.
with located as (
    select distinct on (l.detector, l.sighting_key, coalesce(l.repository, s.repository), l.path)
        l.detector,
        l.sighting_key,
        coalesce(l.repository, s.repository) as repository,
        l.path,
        l.line,
        l.commit,
        l.location_url
    from core.exposure_location as l
    inner join landing.snapshot as n on l.snapshot_id = n.snapshot_id and n.status = 'loaded' and n.as_of <= :as_of
    inner join sighting_current as s on l.detector = s.detector and l.sighting_key = s.sighting_key
    order by l.detector, l.sighting_key, coalesce(l.repository, s.repository), l.path, n.as_of desc, l.row_no
),

located_count as (
    select
        detector,
        sighting_key,
        count(*) as places
    from located
    group by detector, sighting_key
),

place as (
    select * from located
    union all
    select
        s.detector,
        s.sighting_key,
        s.repository,
        s.path,
        s.line,
        s.commit,
        s.location_url
    from sighting_current as s
    left join located_count as c on s.detector = c.detector and s.sighting_key = c.sighting_key
    left join located as l
        on
            s.detector = l.detector and s.sighting_key = l.sighting_key
            and s.repository is not distinct from l.repository and s.path = l.path
    where c.places is null or (s.path is not null and l.detector is null)
),

fingerprint_of_key as (
    select
        provider,
        key_id,
        min(fingerprint) as fingerprint
    from sighting_current
    where key_id is not null and fingerprint is not null
    group by provider, key_id
    having count(distinct fingerprint) = 1
),

named as (
    select
        p.detector,
        p.sighting_key,
        p.repository,
        p.path,
        p.line,
        p.commit,
        p.location_url,
        s.provider,
        s.hint,
        coalesce(
            'fingerprint:' || coalesce(s.fingerprint, k.fingerprint),
            'key:' || coalesce(s.provider, '') || ':' || s.key_id
        ) as strong_key
    from place as p
    inner join sighting_current as s on p.detector = s.detector and p.sighting_key = s.sighting_key
    left join fingerprint_of_key as k
        on s.key_id = k.key_id and s.provider is not distinct from k.provider
),

-- Detectors that only see the hint join those that see more, at the same place and if there is one choice.
hinted as (
    select
        coalesce(repository, '') as repository,
        coalesce(path, '') as path,
        hint,
        min(strong_key) as strong_key
    from named
    where strong_key is not null and hint is not null
    group by coalesce(repository, ''), coalesce(path, ''), hint
    having count(distinct strong_key) = 1
)

select
    n.detector,     -- which detector
    n.sighting_key, -- its own id of the report
    n.repository,   -- where; null: the report names no place
    n.path,         -- file in it; null: somewhere in the repository
    n.line,         -- line in it
    n.commit,       -- commit that holds it
    n.location_url, -- address of the place
    coalesce(
        n.strong_key,
        h.strong_key,
        'hint:' || coalesce(n.provider, '') || ':' || n.hint,
        'report:' || n.detector || ':' || n.sighting_key
    ) as secret_key -- names the secret across detectors
from named as n
left join hinted as h
    on n.hint = h.hint and coalesce(n.repository, '') = h.repository and coalesce(n.path, '') = h.path
