-- One row a test of the control library: does the evidence we hold pass it, and which rows do not?
-- grain:  control_id
-- inputs: credential, exposure, rotation, shadow_key, source_freshness, credential_fact, governance.waiver
-- A test gives evidence, it certifies nothing. `passed` is null where the data does not measure it, which is never a pass.
-- Formulas and thresholds: the metric standard, section 3.4; those without a source there are this project's proposals.
with active as (
    select * from credential
    where status = 'active'
),

people as (
    select
        f.provider,
        f.tenant,
        f.principal,
        min(extract(epoch from :as_of - coalesce(f.created_at, f.first_seen_at)) / 86400.0) as newest_age_days
    from credential_fact as f
    inner join active as c on f.credential_id = c.credential_id
    where f.principal is not null and f.kind = 'access_key'
    group by f.provider, f.tenant, f.principal
    having count(*) > 1
),

tally as (
    select
        count(*) as active,
        count(*) filter (where ownership_class <> 'owned') as unowned,
        count(*) filter (where ownership_class <> 'owned' and reaches_customer_data) as unowned_high,
        count(*) filter (where purpose is null or environment = 'unknown' or reviewed_at is null or (owner is null and business_unit is null)) as incomplete,
        count(*) filter (where reviewed_at is null or reviewed_at < :as_of - make_interval(secs => :review_every * 86400)) as unreviewed,
        count(*) filter (where (reviewed_at is null or reviewed_at < :as_of - make_interval(secs => :review_every * 86400)) and (reaches_customer_data or privilege = 'admin'))
            as unreviewed_high,
        count(*) filter (where ownership_class = 'owner_left') as owner_left,
        count(*) filter (where max_age_days is not null) as aged,
        count(*) filter (where max_age_days is not null and (secret_age_days is null or secret_age_days > max_age_days)) as over_age,
        count(*) filter (where rotation_lag_days > 30) as long_overdue,
        count(*) filter (where dormant or use_state = 'never_used') as unused,
        count(*) filter (where use_state = 'unknown') as use_unknown,
        count(*) filter (where expires_at <= :as_of) as expired_active,
        count(*) filter (where use_window_from is not null) as covered,
        count(*) filter (where use_window_from is not null and last_used_observed_at is null and use_state <> 'new') as ghosts,
        count(*) filter (where use_window_from is null or use_window_from > :as_of - interval '90 days') as uncovered,
        count(*) filter (where environment = 'production') as production,
        count(*) filter (where environment = 'production' and (use_window_from is null or use_window_from > :as_of - interval '90 days')) as production_uncovered,
        count(*) filter (where over_privileged is not null) as privilege_known,
        count(*) filter (where over_privileged) as over_privileged,
        count(*) filter (where environment = 'shared') as shared_environment,
        count(*) filter (where environment <> 'unknown') as environment_known,
        count(*) filter (where environment = 'production' and coalesce(blast_radius, 0) = 0) as production_unreached,
        count(*) filter (where priority is null) as unprioritised
    from active
),

exposed as (
    select
        count(*) as exposures,
        count(*) filter (where state in ('open', 'contained')) as open_count,
        count(*) filter (where state in ('open', 'contained') and publicly_exposed and validity <> 'invalid' and sla_breached) as late_public,
        count(*) filter (where priority = 'act_now' and sla_state in ('met', 'breached')) as act_now_decided,
        count(*) filter (where priority = 'act_now' and sla_state = 'breached') as act_now_breached,
        count(*) filter (where state = 'remediated' and dependents_total > 0) as with_dependents,
        count(*) filter (where state = 'remediated' and dependents_moved < dependents_total) as dependents_left
    from exposure
),

rotated as (
    select
        count(*) filter (where lag_days is not null) as judged,
        count(*) filter (where lag_days > 0) as late
    from rotation
),

root as (
    select
        count(*) filter (where f.principal_kind <> 'unknown') as known,
        count(*) filter (where f.principal_kind = 'root') as root_keys,
        count(*) filter (where f.kind = 'admin_key') as admin_keys
    from active as c
    inner join credential_fact as f on c.credential_id = f.credential_id
),

shadow as (
    select
        count(*) as seen,
        count(*) filter (where first_seen_at < :as_of - make_interval(secs => :shadow_key_tolerance * 86400)) as old
    from shadow_key
),

fresh as (
    select
        count(*) filter (where expected_every is not null) as promised,
        count(*) filter (where stale) as stale
    from source_freshness
),

waived as (
    select
        count(*) as waivers,
        count(*) filter (where w.until <= :as_of) as expired
    from governance.waiver as w
    inner join active as c on w.credential_id = c.credential_id
    where w.recorded_at <= :as_of
),

one_key as (
    select
        (
            select count(distinct(f.provider, f.tenant, f.principal)) from credential_fact as f inner join active as c on f.credential_id = c.credential_id
            where f.kind = 'access_key' and f.principal is not null
        ) as principals,
        (
            select count(*) from people
            where newest_age_days > :rotation_overlap_grace
        ) as failing
)

select
    r.control_id,   -- id of the test
    r.framework,    -- controls that it gives evidence for
    r.title,        -- what must hold
    case when r.population > 0 then r.holds end as passed, -- null: not measurable from what is held
    r.failing_count, -- rows that do not hold
    r.population,   -- rows that were judged
    case when r.population > 0 then r.failing_count::double precision / r.population end as failing_share, -- 0 to 1
    r.evidence_query -- gives the failing rows
from tally as t
cross join exposed as e
cross join rotated as o
cross join root as p
cross join shadow as s
cross join fresh as f
cross join waived as w
cross join one_key as k
cross join lateral (
    values
    (
        'T-OWN', 'NHI1:2025; CSF 2.0 PR.AA-01, GV.RR-02; ISO 27001 A.5.9', 'At least 95 % of active credentials have a live, named and confident owner, and all that reach customer data',
        t.unowned <= 0.05 * t.active and t.unowned_high = 0, t.unowned, t.active,
        'select * from mart.ownership_gap'
    ),
    (
        'T-META', 'CIS Controls v8.1 5.5', 'At least 95 % of active credentials have owner or unit, purpose, environment and review date',
        t.incomplete <= 0.05 * t.active, t.incomplete, t.active,
        'select * from mart.credential where status = ''active'' and (purpose is null or environment = ''unknown'' or reviewed_at is null or (owner is null and business_unit is null))'
    ),
    (
        'T-REVIEW', 'CIS Controls v8.1 5.5; PCI DSS 4.0.1 7.2.5; ISO 27001 A.5.18', 'Credentials are reviewed in time: all of high impact, 95 % overall',
        t.unreviewed_high = 0 and t.unreviewed <= 0.05 * t.active, t.unreviewed, t.active,
        'select * from mart.credential where status = ''active'' and (reviewed_at is null or reviewed_at < (select max(last_as_of) from mart.source_freshness) - interval ''' || :review_every || ' days'')'
    ),
    (
        'T-OFFB', 'NHI1:2025; SOC 2 CC6.2; CIS Controls v8.1 6.2', 'No active credential is owned only by people who left',
        t.owner_left = 0, t.owner_left, t.active,
        'select * from mart.ownership_gap where ownership_class = ''owner_left'''
    ),
    (
        'T-AGE', 'NHI7:2025; CIS AWS Foundations v7.0 2.12', 'At most 2 % of secrets are, or may be, older than policy allows',
        t.over_age <= 0.02 * t.aged, t.over_age, t.aged,
        'select * from mart.key_age where max_age_days is not null and over_policy is not false'
    ),
    (
        'T-ROT', 'NHI7:2025; PCI DSS 4.0.1 8.6.3', 'At least 95 % of replaced secrets were replaced in time, and none is overdue by more than 30 days',
        o.late <= 0.05 * o.judged and t.long_overdue = 0, o.late + t.long_overdue, o.judged + t.aged,
        'select predecessor_id as credential_id, lag_days from mart.rotation where lag_days > 0 union all select credential_id, rotation_lag_days from mart.rotation_lag where rotation_lag_days > 30'
    ),
    (
        'T-ONEKEY', 'CIS AWS Foundations v5.0 1.12', 'No principal has two active access keys longer than a rotation needs',
        k.failing = 0, k.failing, k.principals,
        'select e.value as principal, c.* from mart.credential as c inner join mart.evidence as e on c.credential_id = e.credential_id and e.field = ''principal'' where c.status = ''active'' and c.kind = ''access_key'' and e.value in (select x.value from mart.evidence as x inner join mart.credential as y on x.credential_id = y.credential_id where x.field = ''principal'' and y.status = ''active'' and y.kind = ''access_key'' group by x.value having count(distinct y.credential_id) > 1)' -- noqa: LT05
    ),
    (
        'T-UNUSED', 'NHI1:2025; CIS AWS Foundations v7.0 2.11; PCI DSS 4.0.1 8.2.6', 'No active credential is dormant or never used, and the use of at most 5 % is unknown',
        t.unused = 0 and t.use_unknown <= 0.05 * t.active, t.unused, t.active,
        'select * from mart.dormant'
    ),
    (
        'T-EXPIRY', 'NHI7:2025; SP 800-63B-4', 'No credential is active past its expiry',
        t.expired_active = 0, t.expired_active, t.active,
        'select * from mart.credential where status = ''active'' and expires_at <= (select max(last_as_of) from mart.source_freshness)'
    ),
    (
        'T-GHOST', 'NHI1:2025', 'At most 5 % of the active credentials that logs cover never appear in them',
        t.ghosts <= 0.05 * t.covered, t.ghosts, t.covered,
        'select * from mart.ghost_key'
    ),
    (
        'T-SHADOW', 'CSF 2.0 ID.AM-04; SOC 2 CC6.1', 'No credential has been in the logs longer than tolerated without being in the register',
        s.old = 0, s.old, s.seen + t.covered,
        'select * from mart.shadow_key'
    ),
    (
        'T-LEAK', 'NHI2:2025; CSF 2.0 ID.RA-01', 'No publicly exposed secret that may work is open past its promised time',
        e.late_public = 0, e.late_public, e.exposures,
        'select * from mart.exposure where state in (''open'', ''contained'') and publicly_exposed and validity <> ''invalid'' and sla_breached'
    ),
    (
        'T-PRI', 'CSF 2.0 RS.MA-02; SOC 2 CC7.3', 'At least 95 % of exposures that ask to act now were ended in the promised time',
        e.act_now_breached <= 0.05 * e.act_now_decided, e.act_now_breached, e.act_now_decided,
        'select * from mart.exposure where priority = ''act_now'' and sla_state = ''breached'''
    ),
    (
        'T-DEP', 'CSF 2.0 RC.RP-05', 'Every consumer of a revoked credential was moved to its successor',
        e.dependents_left = 0, e.dependents_left, e.with_dependents,
        'select * from mart.exposure where state = ''remediated'' and dependents_moved < dependents_total'
    ),
    (
        'T-ROOT', 'NHI6:2025; CIS AWS Foundations v7.0; ISO 27001 A.8.2', 'No active key belongs to a root user or administers a whole organisation',
        p.root_keys + p.admin_keys = 0, p.root_keys + p.admin_keys, p.known + p.admin_keys,
        'select c.* from mart.credential as c where c.status = ''active'' and (c.kind = ''admin_key'' or exists (select 1 from mart.evidence as e where e.credential_id = c.credential_id and e.field = ''principal_kind'' and e.value = ''root''))' -- noqa: LT05
    ),
    (
        'T-PRIV', 'NHI5:2025; CSF 2.0 PR.AA-05; SOC 2 CC6.3', 'At most 10 % of active credentials hold far more rights than they use',
        t.over_privileged <= 0.1 * t.privilege_known, t.over_privileged, t.privilege_known,
        'select * from mart.over_privileged'
    ),
    (
        'T-ENVISO', 'NHI8:2025', 'No credential is used in more than one environment',
        t.shared_environment = 0, t.shared_environment, t.environment_known,
        'select * from mart.credential where status = ''active'' and environment = ''shared'''
    ),
    (
        'T-LOGCOV', 'CSF 2.0 PR.PS-04; CIS Controls v8.1 8.10', 'Logs of 90 days cover the use of every production credential',
        t.production_uncovered = 0, t.production_uncovered, t.production,
        'select * from mart.credential where status = ''active'' and environment = ''production'' and (use_window_from is null or use_window_from > (select max(last_as_of) from mart.source_freshness) - interval ''90 days'')'
    ),
    (
        'T-BLAST', 'CSF 2.0 ID.AM-05, ID.AM-07', 'The reach of every production credential is known',
        t.production_unreached = 0, t.production_unreached, t.production,
        'select * from mart.credential where status = ''active'' and environment = ''production'' and coalesce(blast_radius, 0) = 0'
    ),
    (
        'T-FRESH', 'CSF 2.0 GV.OV-03', 'Every promised source is there and not older than 1.5 times its interval',
        f.stale = 0, f.stale, f.promised,
        'select * from mart.source_freshness where stale'
    ),
    (
        'T-EXC', 'CSF 2.0 ID.RA-07', 'No active credential relies on a waiver that has expired',
        w.expired = 0, w.expired, w.waivers,
        'select * from mart.credential where status = ''active'' and waiver_until <= (select max(last_as_of) from mart.source_freshness)'
    ),
    ('T-STORE', 'NHI2:2025; PCI DSS 4.0.1 8.6.2', 'Every known copy of a secret is in an approved store', cast(null as boolean), 0, 0, null),
    ('T-CAP', 'MITRE ATLAS T0034; OWASP LLM10:2025', 'Every production key has a hard limit on spend or rate', cast(null as boolean), 0, 0, null),
    ('T-RCA', 'CSF 2.0 RS.AN-03', 'Every closed exposure has a root cause', cast(null as boolean), 0, 0, null)
) as r (control_id, framework, title, holds, failing_count, population, evidence_query)
