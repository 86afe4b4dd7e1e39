-- One row an exposure: between which instants did the secret get there, and between which did it stop working?
-- grain:  exposure_id
-- inputs: exposure_place, exposure_match, credential_fact, credential_alias, credential_end, rotation, core.credential_version, core.credential_state
-- Best proof first: the provider's log, an expiry date, two listings, a rotation that keeps the id; then a detector
-- that tried the secret; then the word of whoever closed the report, and only while no listing calls the key active.
with begun as (
    select
        e.exposure_id,
        m.credential_id,
        f.status in ('active') as is_listed_active,
        coalesce(e.introduced_at, e.detected_at) as introduced_upper,
        case
            when e.introduced_at is not null then e.introduced_at
            when greatest(e.clean_at, f.secret_since, f.created_at) < e.detected_at
                then greatest(e.clean_at, f.secret_since, f.created_at)
        end as introduced_lower,
        case
            when e.introduced_at is not null then 'detector'
            when e.clean_at is not null then 'scan'
            when coalesce(f.secret_since, f.created_at) is not null then 'creation'
        end as introduced_basis,
        e.last_valid_at,
        e.invalid_since,
        e.said_revoked_at
    from exposure_place as e
    inner join exposure_match as m on e.exposure_id = m.exposure_id
    left join credential_fact as f on m.credential_id = f.credential_id
),

-- A rotation that keeps the id ends the old secret, although the credential lives on.
replaced as (
    select
        b.exposure_id,
        r.finished_lower,
        r.finished_upper
    from begun as b
    inner join rotation as r
        on b.credential_id = r.predecessor_id and r.method = 'same_credential'
    where r.finished_upper <= :as_of and r.started_lower >= b.introduced_upper
),

-- A listing that shows another fingerprint of the same credential proves that this secret was replaced.
outlived as (
    select
        e.exposure_id,
        max(v.last_seen_at) as ended_lower,
        max(v.valid_to) as ended_upper
    from exposure_place as e
    inner join exposure_match as m on e.exposure_id = m.exposure_id and m.match_method = 'fingerprint'
    inner join core.credential_state as s on e.fingerprint = s.fingerprint
    inner join core.credential_version as v on s.state_hash = v.state_hash and v.valid_from <= :as_of
    left join credential_alias as a on v.credential_id = a.credential_id
    where coalesce(a.canonical_id, v.credential_id) = m.credential_id
    group by e.exposure_id
    having bool_and(coalesce(v.valid_to <= :as_of, false))
),

proof as (
    select
        b.exposure_id,
        1 as preference,
        c.ended_lower as revoked_lower,
        c.ended_upper as revoked_upper,
        c.basis
    from begun as b
    inner join credential_end as c on b.credential_id = c.credential_id
    union all
    select
        exposure_id,
        1,
        finished_lower,
        finished_upper,
        'rotation'
    from replaced
    union all
    select
        exposure_id,
        1,
        ended_lower,
        ended_upper,
        'snapshot'
    from outlived
    union all
    select
        exposure_id,
        2,
        last_valid_at,
        invalid_since,
        'detector'
    from begun
    where invalid_since is not null and is_listed_active is not true
    union all
    select
        exposure_id,
        3,
        cast(null as timestamptz),
        said_revoked_at,
        'word'
    from begun
    where said_revoked_at is not null and is_listed_active is not true
),

best as (
    select distinct on (exposure_id) *
    from proof
    order by exposure_id, preference, revoked_upper, basis
)

select
    b.exposure_id,      -- the exposure
    b.credential_id,    -- its credential; null: no match
    b.introduced_lower, -- not before; null: nothing bounds the beginning
    b.introduced_upper, -- no later than
    b.introduced_basis, -- detector, scan or creation: what bounds the beginning
    p.revoked_lower,    -- the secret still worked then; null: not known
    p.revoked_upper,    -- no longer worked then; null: it still does, as far as we know
    p.basis as revocation_basis, -- log, expiry, snapshot, rotation, detector or word
    coalesce(p.revoked_upper <= coalesce(b.introduced_lower, b.introduced_upper), false) as was_dead -- it was dead before it got there
from begun as b
left join best as p on b.exposure_id = p.exposure_id
