-- One row a credential, also those that are gone: the register.
-- grain:  credential_id
-- inputs: credential_fact, credential_end, credential_owner, owner_suggestion, credential_use, max_age, credential_exposure, credential_reach,
-- credential_priority, governance.waiver, governance.attestation
-- Unknown stays unknown: a date that no export tells is null with a reason, an age is then at least that since first sight.
with aged as (
    select
        f.*,
        cast(extract(epoch from :as_of - f.created_at) / 86400.0 as double precision) as age_days,
        cast(extract(epoch from :as_of - f.first_seen_at) / 86400.0 as double precision) as seen_days,
        cast(extract(epoch from :as_of - f.secret_since) / 86400.0 as double precision) as secret_age_days,
        m.max_age_days,
        f.secret_since + make_interval(secs => m.max_age_days * 86400) as rotation_due_at
    from credential_fact as f
    left join max_age as m on f.credential_id = m.credential_id
),

waived as (
    select
        credential_id,
        max(until) as waiver_until
    from governance.waiver
    where recorded_at <= :as_of or until > :as_of
    group by credential_id
),

reviewed as (
    select distinct on (credential_id)
        credential_id,
        reviewed_at,
        reviewed_by
    from governance.attestation
    where reviewed_at <= :as_of
    order by credential_id, reviewed_at desc
)

select
    a.credential_id,        -- stable: survives renaming, reloading and the order of loading
    a.provider,             -- who issued it
    a.tenant,               -- provider organisation, account or team; `unknown` where nobody says
    a.natural_key,          -- the provider's own id
    a.kind,                 -- what it is
    a.name,                 -- shown name
    a.hint,                 -- prefix and last four
    a.fingerprint,          -- keyed hash, hex; null: no export holds the secret or its hash
    a.status,               -- active, inactive, expired, revoked, absent (was in an earlier complete snapshot) or unknown
    a.environment,          -- production, staging, test, development, sandbox, shared (more than one: a finding) or unknown
    a.service,              -- slug of the service that uses it; null: not known
    a.project,              -- project or workspace at the provider
    a.purpose,              -- plain words; null: not known
    o.business_unit,        -- the owner's, else the service's, else as listed; null: not known
    o.team,                 -- slug of the owner's team, else of the team that owns the service; null: not known
    o.owner,                -- the winning claim's; null: nobody
    o.owner_kind,           -- person, team or none
    o.owner_source,         -- kind of the winning claim: assigned, register, provider_owner, tag, catalog, service_default or creator
    o.owner_confidence,     -- 0 to 1, halved each half-life since it was attested
    o.owner_valid_from,     -- since when it is claimed
    o.owner_left_at,        -- when the last of its owners left; null: somebody is there, or the day is not known
    cast(extract(epoch from :as_of - o.owner_left_at) / 86400.0 as double precision) as owner_left_days, -- since the last of its owners left; null: as above
    g.suggested_owner,      -- of an active credential that is not surely owned: whom to ask first, a person who is there or a team; null: nobody is known
    g.suggestion_reason,    -- why, as a sentence
    o.ownership_class,      -- first that fits: no_owner, owner_left, team_only, low_confidence, owned
    o.ownership_flags,      -- no_purpose, unknown_environment, no_service, owner_unknown_to_directory, claim_expired, conflicting_claims
    a.principal,            -- user, role or service account that holds it
    a.created_at,           -- log's instant, else the export's date; null: not known
    a.created_unknown_reason, -- why not
    a.secret_since,         -- since when the present secret holds; differs where a rotation keeps the id
    a.expires_at,           -- when it stops working; null: never, or not known
    a.first_seen_at,        -- first evidence
    a.last_seen_at,         -- last listing that shows it
    z.ended_lower,          -- it still worked then; null: it has not ended, or nothing proves its life
    z.ended_upper,          -- it no longer worked then; null: nothing proves an end
    u.use_state,            -- used, never_used (proved), new (no use yet, young) or unknown
    u.last_used_claimed_at, -- claim of the provider
    u.last_used_observed_at, -- from logs and reports
    u.idle_days,            -- since the last use; null: no use known
    u.use_window_from,      -- since which time logs cover its use without a gap; null: they do not
    a.age_days,             -- since creation; null: not known
    coalesce(a.age_days, a.seen_days) as age_lower_days, -- at least so old
    a.secret_age_days,      -- since the present secret; null: not known
    a.max_age_days,         -- from policy; null: policy does not ask
    a.rotation_due_at,      -- by when the secret must be replaced
    case when a.status in ('active', 'inactive', 'unknown') then a.secret_age_days - a.max_age_days end as rotation_lag_days, -- above 0 overdue, else days left with the sign turned; null: policy does not ask, or it is gone
    a.status = 'active' and coalesce(
        u.idle_days >= :dormant_after,
        u.use_state = 'never_used' and coalesce(a.age_days, a.seen_days) >= :dormant_after
    ) as dormant,           -- active, and idle or never used for longer than policy allows
    case
        when a.scopes && array['*', '*:*'] or a.privilege = 'admin' then true
        when a.privilege = 'unknown' then null
        when a.privilege = 'write' and u.use_state = 'never_used' then true
        else false
    end as over_privileged, -- administrator, wildcard, or write access that was never used; null: rights not known
    a.privilege,            -- admin, write, read, inference or unknown
    a.scopes,               -- granted; null: not known
    cast(null as text[]) as unused_scopes, -- null: no source tells the use of each scope yet
    u.models_used,          -- null: none known
    coalesce(r.dependent_count, 0) as dependent_count, -- direct dependents that are known
    coalesce(r.blast_radius, 0) as blast_radius, -- services reachable through the graph
    r.data_classes,         -- data that a holder can reach; null: not known
    r.reaches_customer_data, -- null: not known of every service reached
    coalesce(e.open_exposures, 0) as open_exposures, -- places where its secret is exposed now
    e.first_exposed_at,     -- earliest exposure
    e.valid_when_found,     -- it worked when it was found; null: not known
    p.priority,             -- act_now, urgent, schedule, track or closed, by the decision tree
    p.priority_reason,      -- its path as a sentence
    w.waiver_until,         -- accepted until; null: no waiver
    v.reviewed_at,          -- last attestation
    v.reviewed_by,          -- by whom
    a.snapshot_id,          -- newest evidence
    a.row_no                -- its row
from aged as a
left join credential_end as z on a.credential_id = z.credential_id
left join credential_owner as o on a.credential_id = o.credential_id
left join owner_suggestion as g on a.credential_id = g.credential_id
left join credential_use as u on a.credential_id = u.credential_id
left join credential_reach as r on a.credential_id = r.credential_id
left join credential_exposure as e on a.credential_id = e.credential_id
left join credential_priority as p on a.credential_id = p.credential_id
left join waived as w on a.credential_id = w.credential_id
left join reviewed as v on a.credential_id = v.credential_id
