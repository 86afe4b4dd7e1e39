-- One row a credential, also those that are gone: what all sources together say of it.
-- grain:  credential_id
-- inputs: credential_latest, credential_alias, credential_log_born, lifecycle_log, project_current
-- Of observed facts the best-ranked source's word counts, and a lower one's only where it is silent; of what people know
-- (service, purpose, environment, data classes) the register's. A log's instant of issue beats a listing's date.
with placed as (
    select
        l.*,
        coalesce(a.canonical_id, l.credential_id) as canonical_id,
        row_number() over source_order as place,
        count(*) over (partition by coalesce(a.canonical_id, l.credential_id)) as source_count
    from credential_latest as l
    left join credential_alias as a on l.credential_id = a.credential_id
    window source_order as (
        partition by coalesce(a.canonical_id, l.credential_id)
        order by l.is_register, l.slot_of is not null, l.source_rank, l.source, l.credential_id
    )
),

-- What the second and further sources add; most credentials have one source and skip this.
rest as (
    select
        canonical_id,
        min(first_seen_at) as first_seen_at,
        max(last_seen_at) filter (where not is_register) as last_seen_at,
        (array_agg(name order by place) filter (where name is not null))[1] as name,
        (array_agg(hint order by place) filter (where hint is not null))[1] as hint,
        (array_agg(fingerprint order by place) filter (where fingerprint is not null))[1] as fingerprint,
        (array_agg(project order by place) filter (where project is not null))[1] as project,
        (array_agg(environment order by is_register desc, place) filter (where environment is not null))[1] as environment,
        count(distinct environment) filter (where environment is not null and not is_register) as environments,
        bool_or(is_register and environment is not null) as register_knows_environment,
        (array_agg(service order by is_register desc, place) filter (where service is not null))[1] as service,
        (array_agg(purpose order by is_register desc, place) filter (where purpose is not null))[1] as purpose,
        (array_agg(business_unit order by is_register desc, place) filter (where business_unit is not null))[1] as business_unit,
        (array_agg(created_at order by place) filter (where created_at is not null))[1] as created_at,
        max(secret_since) as secret_since,
        (array_agg(expires_at order by place) filter (where expires_at is not null))[1] as expires_at,
        bool_or(never_expires) as never_expires,
        max(last_used_at) as last_used_at,
        (array_agg(use_claim order by use_claim desc) filter (where use_claim is not null))[1] as use_claim,
        (array_agg(principal order by place) filter (where principal is not null))[1] as principal,
        (array_agg(principal_kind order by place) filter (where principal_kind is not null))[1] as principal_kind,
        (array_agg(privilege order by place) filter (where privilege is not null))[1] as privilege,
        min(rotation_days) as rotation_days,
        (array_agg(replaced_by order by place) filter (where replaced_by is not null))[1] as replaced_by
    from placed
    where source_count > 1
    group by canonical_id
),

-- Lists cannot be aggregated into lists of unlike lengths, so the first is taken by order.
listed_lists as (
    select distinct on (canonical_id)
        canonical_id,
        scopes
    from placed
    where source_count > 1 and scopes is not null
    order by canonical_id, place
),

listed_classes as (
    select distinct on (canonical_id)
        canonical_id,
        data_classes
    from placed
    where source_count > 1 and data_classes is not null
    order by canonical_id, is_register desc, place
),

logged as (
    select
        credential_id,
        min(at) filter (where kind = 'created') as created_at,
        max(at) filter (where kind = 'deleted') as deleted_at,
        max(at) filter (where kind = 'deactivated') as deactivated_at,
        max(at) filter (where kind in ('activated', 'created')) as activated_at,
        max(at) filter (where kind = 'rotated') as rotated_at
    from lifecycle_log
    group by credential_id
),

joined as (
    select
        p.canonical_id as credential_id,
        p.provider,
        p.tenant,
        p.natural_key,
        p.kind,
        p.source,
        p.is_register,
        p.slot_of,
        p.present,
        p.status as listed_status,
        p.last_seen_at as listed_at,
        p.absent_at,
        p.scope,
        p.snapshot_id,
        p.row_no,
        least(p.first_seen_at, r.first_seen_at) as first_seen_at,
        greatest(p.last_seen_at, r.last_seen_at) as last_seen_at,
        coalesce(p.name, r.name) as name,
        coalesce(p.hint, r.hint) as hint,
        coalesce(p.fingerprint, r.fingerprint) as fingerprint,
        coalesce(p.project, r.project) as project,
        case when r.environments > 1 and not r.register_knows_environment then 'shared' else coalesce(r.environment, p.environment) end as environment,
        coalesce(r.service, p.service) as service,
        coalesce(r.purpose, p.purpose) as purpose,
        coalesce(r.business_unit, p.business_unit) as business_unit,
        coalesce(p.created_at, r.created_at) as created_at,
        p.created_unknown_reason,
        coalesce(p.secret_since, r.secret_since) as secret_since,
        coalesce(p.expires_at, r.expires_at) as expires_at,
        coalesce(p.never_expires, r.never_expires) as never_expires,
        greatest(p.last_used_at, r.last_used_at) as last_used_at,
        coalesce(r.use_claim, p.use_claim) as use_claim,
        coalesce(p.principal, r.principal) as principal,
        coalesce(p.principal_kind, r.principal_kind) as principal_kind,
        coalesce(p.scopes, t.scopes) as scopes,
        coalesce(p.privilege, r.privilege) as privilege,
        coalesce(d.data_classes, p.data_classes) as data_classes,
        coalesce(r.rotation_days, p.rotation_days) as rotation_days,
        coalesce(p.replaced_by, r.replaced_by) as replaced_by
    from placed as p
    left join rest as r on p.canonical_id = r.canonical_id
    left join listed_lists as t on p.canonical_id = t.canonical_id
    left join listed_classes as d on p.canonical_id = d.canonical_id
    where p.place = 1
    union all
    select
        b.credential_id,
        b.provider,
        b.tenant,
        b.natural_key,
        b.kind,
        cast(null as text),
        false,
        cast(null as text),
        cast(null as boolean),
        cast(null as text),
        cast(null as timestamptz),
        cast(null as timestamptz),
        cast(null as text),
        b.snapshot_id,
        b.row_no,
        b.created_at,
        b.created_at,
        cast(null as text),
        cast(null as text),
        cast(null as text),
        cast(null as text),
        cast(null as text),
        cast(null as text),
        cast(null as text),
        cast(null as text),
        b.created_at,
        cast(null as text),
        cast(null as timestamptz),
        cast(null as timestamptz),
        cast(null as boolean),
        cast(null as timestamptz),
        cast(null as text),
        b.principal,
        cast(null as text),
        b.scopes,
        cast(null as text),
        cast(null as text[]),
        cast(null as bigint),
        cast(null as text)
    from credential_log_born as b
    where
        not exists (
            select 1 from placed as p
            where p.canonical_id = b.credential_id
        )
        and not exists (
            select 1 from credential_alias as a
            where a.credential_id = b.credential_id
        )
),

dated as (
    select
        j.*,
        g.deleted_at,
        g.deactivated_at,
        g.activated_at,
        coalesce(g.created_at, case when j.created_at <= :as_of + interval '1 day' then j.created_at end) as issued_at,
        g.created_at is null and j.created_at > :as_of + interval '1 day' as is_from_the_future,
        greatest(g.rotated_at, case when j.secret_since <= :as_of + interval '1 day' then j.secret_since end) as renewed_at,
        pr.environment as project_environment,
        pr.service as project_service,
        pr.name as project_name,
        pr.status = 'archived' as is_archived
    from joined as j
    left join logged as g on j.credential_id = g.credential_id
    left join project_current as pr
        on j.provider = pr.provider and j.project = pr.project and (j.tenant = pr.tenant or 'unknown' in (j.tenant, pr.tenant))
)

select distinct on (d.credential_id)
    d.credential_id,        -- the credential
    d.provider,             -- who issued it
    d.tenant,               -- in which organisation
    d.natural_key,          -- the provider's own id
    d.kind,                 -- what it is
    d.name,                 -- shown name
    d.hint,                 -- prefix and last four
    d.fingerprint,          -- keyed hash of the secret; null: no export holds it
    case
        when
            d.deleted_at is not null and (d.listed_at is null or d.deleted_at >= d.listed_at or d.present is not true)
            and d.deleted_at >= coalesce(d.activated_at, d.deleted_at) then 'revoked'
        when d.listed_status in ('revoked') then 'revoked'
        when d.expires_at <= coalesce(case when d.present is false then d.absent_at end, :as_of) then 'expired'
        when d.present is false then 'absent'
        when d.deactivated_at > greatest(d.listed_at, d.activated_at) or (d.listed_at is null and d.deactivated_at > d.activated_at) then 'inactive'
        when d.activated_at > d.listed_at and d.listed_status = 'inactive' then 'active'
        when d.is_archived then 'inactive'
        when d.listed_status is null then 'active'
        else d.listed_status
    end as status,          -- active, inactive, expired, revoked, absent or unknown
    d.project,              -- project or workspace
    coalesce(d.environment, d.project_environment, 'unknown') as environment, -- `shared`: more than one
    coalesce(d.service, d.project_service) as service, -- slug; null: not known
    d.purpose,              -- plain words
    d.business_unit,        -- if an export says
    d.issued_at as created_at, -- log's instant, else the export's date; null: not known
    case
        when d.issued_at is not null then null
        when d.is_from_the_future then 'future_date'
        else coalesce(d.created_unknown_reason, 'not_in_export')
    end as created_unknown_reason, -- why not
    greatest(d.renewed_at, d.issued_at) as secret_since, -- since when the present secret holds
    d.expires_at,           -- when it stops working
    d.never_expires,        -- true: the export says so
    d.last_used_at as last_used_claimed_at, -- as the provider claims
    coalesce(d.use_claim, case when d.last_used_at is not null then 'used' end, 'unknown') as use_claim, -- what the export says of its use
    d.principal,            -- who holds it
    d.principal_kind,       -- person, service_account or root; null: not known
    d.scopes,               -- granted; null: not known
    coalesce(d.privilege, 'unknown') as privilege, -- highest right
    d.data_classes,         -- what its holder can reach, as the register says
    d.rotation_days,        -- agreed interval
    d.replaced_by,          -- declared successor
    d.slot_of is not null as is_slot, -- known only as a numbered slot of a report
    d.source,               -- export whose word counts; null: known from a log alone
    d.first_seen_at,        -- first evidence
    d.last_seen_at,         -- last evidence in a listing
    coalesce(d.present, true) as present, -- still listed, or never was
    case when d.present is false then d.listed_at end as absent_lower, -- last listed
    d.absent_at as absent_upper, -- not listed any more
    d.snapshot_id,          -- newest evidence
    d.row_no                -- its row
from dated as d
order by d.credential_id, d.project_environment nulls last
