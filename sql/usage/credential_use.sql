-- One row a credential: is it used, was it ever, and what proves it?
-- grain:  credential_id
-- inputs: credential_fact, key_usage, use_window
-- Never used is proved: by covered windows since its issue (issue unknown: as long as policy asks), or by the provider's own
-- word. Otherwise it is unknown.
-- The newest of claim and observation counts; a claim may lag, a log may miss an endpoint.
with by_model as (
    select
        credential_id,
        model,
        max(coalesce(last_at, ends_at)) as last_used_at,
        min(coalesce(first_at, starts_at)) as first_used_at
    from key_usage
    where credential_known and is_used
    group by credential_id, model
),

observed as (
    select
        credential_id,
        max(last_used_at) as last_used_at,
        min(first_used_at) as first_used_at,
        array_agg(model order by model) filter (where model is not null) as models
    from by_model
    group by credential_id
),

joined as (
    select
        f.credential_id,
        f.use_claim,
        f.last_used_claimed_at,
        case when o.last_used_at is not null then least(o.last_used_at, :as_of) end as last_used_observed_at,
        o.first_used_at,
        o.models,
        w.window_from,
        f.created_at,
        extract(epoch from :as_of - coalesce(f.created_at, f.first_seen_at)) / 86400.0 as age_days,
        greatest(f.last_used_claimed_at, case when o.last_used_at is not null then least(o.last_used_at, :as_of) end) as last_used_at
    from credential_fact as f
    left join observed as o on f.credential_id = o.credential_id
    left join use_window as w on f.provider = w.provider and f.tenant = w.tenant
),

proved as (
    select
        *,
        last_used_at is not null or use_claim = 'used' as is_used,
        use_claim = 'never_used'
        or coalesce(
            window_from <= coalesce(
                created_at + make_interval(secs => :use_grace * 86400),
                :as_of - make_interval(secs => :unused_after * 86400)
            ),
            false
        ) as is_unused_proved
    from joined
)

select
    credential_id,          -- the credential
    case
        when is_used then 'used'
        when age_days < :unused_after and (is_unused_proved or window_from is not null) then 'new'
        when is_unused_proved then 'never_used'
        else 'unknown'
    end as use_state,       -- used, never_used, new or unknown
    last_used_claimed_at,   -- as the provider claims
    last_used_observed_at,  -- from logs and reports; of a report, the end of its window
    first_used_at as first_used_observed_at, -- likewise; of a report, the start of its window
    last_used_at,           -- the newer of both
    cast(extract(epoch from :as_of - least(last_used_at, case when last_used_at is not null then :as_of end)) / 86400.0 as double precision) as idle_days, -- since the last use; null: no use known
    window_from as use_window_from, -- logs cover it since; null: they do not
    models as models_used   -- null: none known
from proved
