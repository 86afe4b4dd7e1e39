-- Open versions that go on as they are: only their evidence is renewed, and their line is not computed anew.
-- So it is where all staged snapshots of the scope are newer than what was held of it, and each of them lists the
-- credential in the state of the open version. Whatever is less plain than that is left to the next statements.
-- Everything here and in the next file is joined whole: no nested loops.
set local enable_nestloop = off;

create temporary table continued on commit drop as
with staged as (
    select
        snapshot_id,
        source,
        tenant,
        scope,
        as_of,
        complete,
        row_number() over (order by as_of, digest) as place
    from landing.snapshot
    where snapshot_id = any(:snapshot_ids)
),

appended as (
    select
        source,
        tenant,
        scope,
        count(*) filter (where complete and snapshot_id = any(:snapshot_ids)) as complete_listings
    from landing.snapshot
    where status = 'loaded'
    group by source, tenant, scope
    having
        min(as_of) filter (where snapshot_id = any(:snapshot_ids)) > max(as_of) filter (where snapshot_id <> all(:snapshot_ids))
        and count(distinct as_of) filter (where snapshot_id = any(:snapshot_ids)) = count(*) filter (where snapshot_id = any(:snapshot_ids))
),

-- Where every listing is of the open version, all are of its tenant and scope.
shown_again as (
    select
        o.credential_id,
        n.source,
        min(n.tenant) as tenant,
        min(n.scope) as scope,
        max(n.as_of) as last_seen_at,
        count(*) filter (where n.complete) as complete_listings,
        max(array[n.place, n.snapshot_id, o.row_no]) as newest
    from listed as o
    inner join staged as n on o.snapshot_id = n.snapshot_id
    left join core.credential_version as v
        on
            o.credential_id = v.credential_id and n.source = v.source and n.tenant = v.tenant and n.scope = v.scope
            and o.state_hash = v.state_hash and v.valid_to is null
    group by o.credential_id, n.source
    having every(v.credential_id is not null)
)

select
    l.credential_id,
    l.source,
    l.last_seen_at,
    l.newest[2] as snapshot_id,
    l.newest[3] as row_no
from shown_again as l
inner join appended as a
    on l.source = a.source and l.tenant = a.tenant and l.scope = a.scope and l.complete_listings = a.complete_listings;

analyze continued;

update core.credential_version as v set
    last_seen_at = c.last_seen_at,
    snapshot_id = c.snapshot_id,
    row_no = c.row_no
from continued as c
where v.credential_id = c.credential_id and v.source = c.source and v.valid_to is null
