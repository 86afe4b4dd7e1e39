-- One row an exposed secret at one place, with what all its detectors say.
-- grain:  exposure_id
-- inputs: sighting_place, sighting_current
-- A report that knows only the repository is told of the files in it that other detectors name for the same secret.
with widened as (
    select
        p.detector,
        p.sighting_key,
        p.secret_key,
        p.repository,
        coalesce(p.path, f.path) as path,
        p.line,
        p.commit,
        p.location_url
    from sighting_place as p
    left join (
        select distinct
            secret_key,
            repository,
            path
        from sighting_place
        where path is not null and repository is not null
    ) as f on p.path is null and p.secret_key = f.secret_key and p.repository = f.repository
),

folded as (
    select
        w.secret_key,
        w.repository,
        w.path,
        min(s.provider) as provider,
        array_remove(array_agg(distinct s.key_id), null) as key_ids,
        min(s.fingerprint) as fingerprint,
        min(s.hint) as hint,
        array_agg(distinct s.detector) as detectors,
        count(*) as sighting_count,
        (array_agg(s.rule order by s.last_reported_at desc, s.detector) filter (where s.rule is not null))[1] as rule,
        (array_agg(w.line order by s.last_reported_at desc, s.detector) filter (where w.line is not null))[1] as line,
        (array_agg(w.commit order by s.last_reported_at desc, s.detector) filter (where w.commit is not null))[1] as commit,
        (array_agg(w.location_url order by s.last_reported_at desc, s.detector) filter (where w.location_url is not null))[1]
            as location_url,
        bool_or(s.publicly_exposed) as publicly_exposed,
        (array_agg(s.severity order by s.last_reported_at desc, s.detector) filter (where s.severity is not null))[1] as severity,
        min(s.introduced_at) as introduced_at,
        max(s.clean_at) as clean_at,
        min(s.detected_at) as detected_at,
        min(s.acknowledged_at) as acknowledged_at,
        min(s.resolved_at) filter (where s.state = 'resolved') as resolved_at,
        min(s.resolved_at) filter (where s.state = 'resolved' and s.resolution = 'revoked') as said_revoked_at,
        bool_and(s.state = 'resolved' and s.resolution is not distinct from 'false_positive') as judged_false_positive,
        bool_and(
            s.state = 'resolved' and coalesce(s.resolution in ('accepted', 'used_in_tests', 'false_positive'), false)
        ) as judged_accepted,
        bool_or(s.last_valid_at is not null) as reported_valid,
        max(s.last_valid_at) as last_valid_at,
        max(s.last_invalid_at) as last_invalid_at,
        min(s.invalid_since) as invalid_since,
        min(s.first_reported_at) as first_reported_at,
        max(s.last_reported_at) as last_reported_at,
        (array_agg(s.snapshot_id order by s.last_reported_at desc, s.detector, s.sighting_key))[1] as snapshot_id,
        (array_agg(s.row_no order by s.last_reported_at desc, s.detector, s.sighting_key))[1] as row_no
    from widened as w
    inner join sighting_current as s on w.detector = s.detector and w.sighting_key = s.sighting_key
    group by w.secret_key, w.repository, w.path
)

select
    ('x' || substr(
        encode(
            sha256(convert_to(concat_ws(chr(31), secret_key, coalesce(repository, ''), coalesce(path, '')), 'UTF8')), 'hex'
        ), 1, 15
    ))::bit(60)::bigint as exposure_id, -- stable: from secret, repository and path alone
    secret_key,             -- names the secret across detectors and places
    provider,               -- provider of the secret; null: no rule says
    key_ids,                -- provider's key ids in the reports
    fingerprint,            -- keyed hash of the secret
    hint,                   -- prefix and last four
    detectors,              -- all that report it
    sighting_count,         -- reports folded into it
    rule,                   -- newest secret type or rule
    repository,             -- where; null: no report names a place
    path,                   -- file in it
    line,                   -- line in it
    commit,                 -- commit that holds it
    location_url,           -- address of the place
    publicly_exposed,       -- one detector says so; null: none knows
    severity,               -- newest word
    introduced_at,          -- when it got there, if a detector knows
    clean_at,               -- last complete scan that did not find it
    detected_at,            -- when the first detector knew
    acknowledged_at,        -- when a person took it up
    resolved_at,            -- first report closed
    said_revoked_at,        -- first report closed with the word that the secret is revoked
    judged_false_positive,  -- every report was closed as no secret
    judged_accepted,        -- every report was closed as accepted, test data or no secret
    reported_valid,         -- a detector found it working at least once
    last_valid_at,          -- last report that it works
    last_invalid_at,        -- last report that it does not
    case
        when last_valid_at is null then invalid_since
        when invalid_since > last_valid_at then invalid_since
        when last_invalid_at > last_valid_at then last_invalid_at
    end as invalid_since,   -- a detector found it dead then, and none found it alive later
    first_reported_at,      -- as-of of the first snapshot that holds it
    last_reported_at,       -- as-of of the last one; older than the scan: no longer seen, which is not remediated
    snapshot_id,            -- newest evidence
    row_no                  -- row in it
from folded
