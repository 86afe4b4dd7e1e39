-- One row a name that stands for a credential which another source names better.
-- grain:  credential_id
-- inputs: credential_latest, credential_log_born
-- A numbered slot of a report that hides the key id is the key of the same principal made in the same second.
-- A row of the hand-kept register is the observed key that it names by id, name, hint or hash. A name that fits several
-- stays on its own: we do not guess between them. A row whose very id is observed needs no other name.
with observed as (
    select
        credential_id,
        provider,
        tenant,
        natural_key,
        name,
        hint,
        fingerprint,
        principal,
        created_at
    from credential_latest
    where not is_register and slot_of is null
    union
    select
        credential_id,
        provider,
        tenant,
        natural_key,
        cast(null as text),
        cast(null as text),
        cast(null as text),
        principal,
        created_at
    from credential_log_born
),

slot as (
    select
        s.credential_id,
        o.credential_id as canonical_id,
        'slot' as basis
    from credential_latest as s
    inner join observed as o
        on
            s.provider = o.provider and s.tenant = o.tenant and s.slot_of = o.principal
            and o.created_at between s.created_at - interval '1 second' and s.created_at + interval '1 second'
    where s.slot_of is not null
),

asserted as (
    select
        l.credential_id,
        l.provider,
        l.tenant,
        l.natural_key,
        l.fingerprint
    from credential_latest as l
    where l.is_register and not exists (
        select 1 from observed as o
        where o.credential_id = l.credential_id
    )
),

register as (
    select
        a.credential_id,
        o.credential_id as canonical_id,
        'key_id' as basis
    from asserted as a
    inner join observed as o
        on
            a.provider = o.provider and a.natural_key = o.natural_key
            and (a.tenant = o.tenant or 'unknown' in (a.tenant, o.tenant))
    union
    select
        a.credential_id,
        o.credential_id,
        'fingerprint'
    from asserted as a
    inner join observed as o on a.provider = o.provider and a.fingerprint = o.fingerprint
    union
    select
        a.credential_id,
        o.credential_id,
        'name'
    from asserted as a
    inner join observed as o
        on a.provider = o.provider and a.natural_key = 'name:' || lower(o.name) and (a.tenant = o.tenant or 'unknown' in (a.tenant, o.tenant))
    union
    select
        a.credential_id,
        o.credential_id,
        'hint'
    from asserted as a
    inner join observed as o
        on a.provider = o.provider and a.natural_key = 'hint:' || o.hint and (a.tenant = o.tenant or 'unknown' in (a.tenant, o.tenant))
),

candidate as (
    select * from slot
    union all
    select * from register
)

select
    credential_id,                      -- the name that stands for another
    min(canonical_id) as canonical_id,  -- the credential itself
    min(basis) as basis                 -- slot, key_id, fingerprint, name or hint
from candidate
where credential_id <> canonical_id
group by credential_id
having count(distinct canonical_id) = 1
