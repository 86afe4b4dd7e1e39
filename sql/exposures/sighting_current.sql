-- One row a detector's report: its newest word, and what all its words together prove.
-- grain:  detector, sighting_key
-- inputs: core.exposure_sighting, landing.snapshot
-- A report that a later scan no longer holds stays: removing the copy does not end the exposure of the secret.
with scan as (
    select
        snapshot_id,
        as_of,
        digest,
        max(case when complete then as_of end) over (
            partition by source, tenant, scope
            order by as_of
            range between unbounded preceding and interval '1 microsecond' preceding
        ) as clean_at
    from landing.snapshot
    where status = 'loaded' and as_of <= :as_of
),

report as (
    select
        s.*,
        n.as_of,
        n.digest,
        n.clean_at
    from core.exposure_sighting as s
    inner join scan as n on s.snapshot_id = n.snapshot_id
),

history as (
    select
        detector,
        sighting_key,
        min(as_of) as first_reported_at,
        max(as_of) as last_reported_at,
        (array_agg(clean_at order by as_of, digest))[1] as clean_at,
        min(introduced_at) as introduced_at,
        min(detected_at) as detected_at,
        min(acknowledged_at) as acknowledged_at,
        max(as_of) filter (where validity = 'valid') as last_valid_at,
        max(as_of) filter (where validity = 'invalid') as last_invalid_at
    from report
    group by detector, sighting_key
),

died as (
    select
        r.detector,
        r.sighting_key,
        min(r.as_of) as invalid_since
    from report as r
    inner join history as h on r.detector = h.detector and r.sighting_key = h.sighting_key
    where r.validity = 'invalid' and (h.last_valid_at is null or r.as_of > h.last_valid_at)
    group by r.detector, r.sighting_key
),

newest as (
    select distinct on (detector, sighting_key) *
    from report
    order by detector, sighting_key, as_of desc, digest desc, row_no
)

select
    n.detector,         -- which detector
    n.sighting_key,     -- its own id of the report
    n.rule,             -- secret type or rule
    n.provider,         -- provider of the secret, as the rule says
    n.key_id,           -- provider's key id, if the report holds it
    n.hint,             -- prefix and last four
    n.fingerprint,      -- keyed hash of the secret
    n.repository,       -- where; null: the report names no place
    n.path,             -- file in it
    n.line,             -- line in it
    n.commit,           -- commit that holds it
    n.location_url,     -- address of the place
    n.publicly_exposed, -- null: unknown
    n.severity,         -- as the detector says
    n.state,            -- of the report: open or resolved
    n.resolution,       -- why resolved
    n.resolved_at,      -- when resolved
    h.first_reported_at, -- as-of of the first snapshot that holds it
    h.last_reported_at, -- as-of of the last one
    h.acknowledged_at,  -- when a person took it up
    h.last_valid_at,    -- last report that the secret works
    h.last_invalid_at,  -- last report that it does not
    d.invalid_since,    -- first report that it does not work with none after that says it does
    coalesce(h.detected_at, h.first_reported_at) as detected_at,    -- when we knew, no later than
    -- A commit's date can be forged: one that lies after the detection says nothing.
    case when h.introduced_at <= coalesce(h.detected_at, h.first_reported_at) then h.introduced_at end as introduced_at, -- exact, if known
    -- A listing of alerts proves no clean place, a scan does: scans have no time of detection of their own.
    case when h.detected_at is null then h.clean_at end as clean_at, -- last complete scan without it
    n.snapshot_id,      -- newest evidence
    n.row_no            -- row in it
from newest as n
inner join history as h on n.detector = h.detector and n.sighting_key = h.sighting_key
left join died as d on n.detector = d.detector and n.sighting_key = d.sighting_key
