-- One row an exposure: which credential's secret is it, and how sure are we?
-- grain:  exposure_id
-- inputs: exposure_place, credential_reference, credential_fact, credential_alias, core.credential_version, core.credential_state
-- A method with several candidates matches none, and no weaker method is asked then: we do not guess between them.
with by_key as (
    select
        e.exposure_id,
        count(distinct r.credential_id) as candidates,
        min(r.credential_id) as credential_id
    from exposure_place as e
    cross join lateral unnest(e.key_ids) as k (key_id)
    inner join credential_reference as r
        on k.key_id = r.natural_key and (e.provider is null or e.provider = r.provider)
    group by e.exposure_id
),

-- Every secret that a credential ever had: an exposed one may have been replaced since.
held as (
    select distinct
        s.fingerprint,
        coalesce(a.canonical_id, v.credential_id) as credential_id
    from core.credential_state as s
    inner join core.credential_version as v on s.state_hash = v.state_hash
    left join credential_alias as a on v.credential_id = a.credential_id
    where s.fingerprint is not null and v.valid_from <= :as_of
),

by_fingerprint as (
    select
        e.exposure_id,
        count(distinct h.credential_id) as candidates,
        min(h.credential_id) as credential_id
    from exposure_place as e
    inner join held as h on e.fingerprint = h.fingerprint
    group by e.exposure_id
),

by_hint as (
    select
        e.exposure_id,
        count(*) as candidates,
        min(f.credential_id) as credential_id
    from exposure_place as e
    inner join credential_fact as f
        on
            e.hint = f.hint and e.provider = f.provider
            and (e.fingerprint is null or f.fingerprint is null)
    where e.key_ids = '{}'
    group by e.exposure_id
)

select
    e.exposure_id,  -- the exposure
    case coalesce(k.candidates, p.candidates, h.candidates)
        when 1 then coalesce(k.credential_id, p.credential_id, h.credential_id)
    end as credential_id,   -- null: none, or several and no way to tell
    case
        when coalesce(k.candidates, p.candidates, h.candidates, 0) <> 1 then 'none'
        when k.candidates = 1 then 'key_id'
        when p.candidates = 1 then 'fingerprint'
        else 'hint'
    end as match_method,    -- key_id, fingerprint, hint or none; a hash of the secret becomes its fingerprint when it is read
    case
        when coalesce(k.candidates, p.candidates, h.candidates, 0) <> 1 then 0.0::double precision
        when k.candidates = 1 or p.candidates = 1 then 1.0
        else 0.6
    end as match_confidence, -- 1: id or fingerprint; 0.6: provider and hint fit one credential alone; 0: no match
    coalesce(k.candidates, p.candidates, h.candidates, 0) as candidate_count -- credentials that would fit
from exposure_place as e
left join by_key as k on e.exposure_id = k.exposure_id
left join by_fingerprint as p on e.exposure_id = p.exposure_id
left join by_hint as h on e.exposure_id = h.exposure_id
