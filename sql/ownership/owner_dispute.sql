-- One row a pair of sources that name different people for one credential.
-- grain:  credential_id, source, other_source
-- inputs: ownership_claim, landing.snapshot
-- Who made a key and whose service it is are no claims on the key itself; a team beside a person is no contradiction, and
-- neither are two names of which both sources know one.
with told as (
    select
        c.credential_id,
        c.owner,
        c.rank,
        c.snapshot_id,
        c.row_no,
        coalesce(n.source, 'assigned here') as source,
        coalesce(n.as_of, c.valid_from) as observed_at
    from ownership_claim as c
    left join landing.snapshot as n on c.snapshot_id = n.snapshot_id
    where c.owner_kind = 'person' and not c.is_expired and c.basis not in ('creator', 'service_default', 'catalog')
),

mixed as (
    select credential_id
    from told
    group by credential_id
    having min(owner) <> max(owner) and min(source) <> max(source)
),

by_source as (
    select
        t.credential_id,
        t.source,
        min(t.rank) as rank,
        array_agg(distinct t.owner) as owners,
        max(t.observed_at) as observed_at,
        (array_agg(t.snapshot_id order by t.rank, t.owner))[1] as snapshot_id,
        (array_agg(t.row_no order by t.rank, t.owner))[1] as row_no
    from told as t
    inner join mixed as m on t.credential_id = m.credential_id
    group by t.credential_id, t.source
)

select
    a.credential_id,    -- the credential
    array_to_string(a.owners, ', ') as value, -- whom the source names whose word counts
    a.source,           -- that source
    a.observed_at,      -- as-of of its word
    a.snapshot_id,      -- its snapshot
    a.row_no,           -- row in it
    array_to_string(b.owners, ', ') as other_value, -- whom the other names
    b.source as other_source, -- the other
    b.observed_at as other_observed_at, -- as-of of its word
    b.snapshot_id as other_snapshot_id, -- its snapshot
    b.row_no as other_row_no -- row in it
from by_source as a
inner join by_source as b on a.credential_id = b.credential_id
where (a.rank, a.source) < (b.rank, b.source) and not a.owners && b.owners
