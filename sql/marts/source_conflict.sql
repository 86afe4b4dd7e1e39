-- One row a field on which two sources contradict each other about one credential: whose word counts, and what does the other say?
-- grain:  credential_id, field, source, other_source, row_no, other_row_no
-- inputs: credential_word, owner_dispute, landing.snapshot
-- Two spellings of one fact are no conflict, nor is a word beside silence. Days may differ by two: registers write days
-- without a zone. Of statuses only working against ended counts. Names, hints and purposes are free text and not compared.
with pair as (
    select
        a.credential_id,
        a.source,
        a.observed_at,
        a.snapshot_id,
        a.row_no,
        b.source as other_source,
        b.observed_at as other_observed_at,
        b.snapshot_id as other_snapshot_id,
        b.row_no as other_row_no,
        b.is_register and not a.is_register as register_knows_better,
        a.status,
        b.status as other_status,
        (a.status = 'active') <> (b.status = 'active') as status_differs,
        a.environment,
        b.environment as other_environment,
        a.environment <> b.environment and 'shared' not in (a.environment, b.environment) as environment_differs,
        a.service,
        b.service as other_service,
        a.service <> b.service as service_differs,
        a.business_unit,
        b.business_unit as other_business_unit,
        a.business_unit_word <> b.business_unit_word as business_unit_differs,
        a.privilege,
        b.privilege as other_privilege,
        a.privilege <> b.privilege and (a.privilege <> 'inference' or b.privilege = 'admin') and (b.privilege <> 'inference' or a.privilege = 'admin')
            as privilege_differs,
        a.kind,
        b.kind as other_kind,
        a.kind <> b.kind as kind_differs,
        a.created_on,
        b.created_on as other_created_on,
        abs(extract(epoch from a.created_at) - extract(epoch from b.created_at)) > 172800 as created_at_differs,
        a.expires_on,
        b.expires_on as other_expires_on,
        a.expires_on <> b.expires_on and abs(extract(epoch from a.expires_at) - extract(epoch from b.expires_at)) > 172800 as expires_at_differs
    from credential_word as a
    inner join credential_word as b on a.credential_id = b.credential_id
    where a.place < b.place
),

differing as (
    select *
    from pair
    where
        status_differs or environment_differs or service_differs or business_unit_differs or privilege_differs or kind_differs
        or created_at_differs or expires_at_differs
),

observed as (
    select
        d.*,
        f.field,
        f.value,
        f.other_value,
        f.differs,
        f.is_known_to_people and d.register_knows_better as is_turned
    from differing as d
    cross join lateral (
        values
        ('status', d.status, d.other_status, d.status_differs, false),
        ('environment', d.environment, d.other_environment, d.environment_differs, true),
        ('service', d.service, d.other_service, d.service_differs, true),
        ('business_unit', d.business_unit, d.other_business_unit, d.business_unit_differs, true),
        ('privilege', d.privilege, d.other_privilege, d.privilege_differs, false),
        ('kind', d.kind, d.other_kind, d.kind_differs, false),
        ('created_at', d.created_on, d.other_created_on, d.created_at_differs, false),
        ('expires_at', d.expires_on, d.other_expires_on, d.expires_at_differs, false)
    ) as f (field, value, other_value, differs, is_known_to_people)
),

turned as (
    select
        credential_id,
        field,
        case when is_turned then other_value else value end as value,
        case when is_turned then other_source else source end as source,
        case when is_turned then other_observed_at else observed_at end as observed_at,
        case when is_turned then other_snapshot_id else snapshot_id end as snapshot_id,
        case when is_turned then other_row_no else row_no end as row_no,
        case when is_turned then value else other_value end as other_value,
        case when is_turned then source else other_source end as other_source,
        case when is_turned then observed_at else other_observed_at end as other_observed_at,
        case when is_turned then snapshot_id else other_snapshot_id end as other_snapshot_id,
        case when is_turned then row_no else other_row_no end as other_row_no
    from observed
    where differs
    union all
    select
        credential_id,
        'owner',
        value,
        source,
        observed_at,
        snapshot_id,
        row_no,
        other_value,
        other_source,
        other_observed_at,
        other_snapshot_id,
        other_row_no
    from owner_dispute
)

select
    t.credential_id,    -- the credential
    t.field,            -- status, owner, environment, service, business_unit, privilege, kind, created_at or expires_at
    t.value,            -- what the source says whose word counts
    t.source,           -- that export
    t.observed_at,      -- as-of of its last word
    t.other_value,      -- what the other source says
    t.other_source,     -- that export
    t.other_observed_at, -- as-of of its last word
    n.path,             -- file of the word that counts
    t.row_no,           -- row in it
    t.snapshot_id,      -- its snapshot
    o.path as other_path, -- file of the other word
    t.other_row_no,     -- row in it
    t.other_snapshot_id -- its snapshot
from turned as t
left join landing.snapshot as n on t.snapshot_id = n.snapshot_id
left join landing.snapshot as o on t.other_snapshot_id = o.snapshot_id
