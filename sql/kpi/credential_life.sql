-- One row a credential that was ever in force: since when and until when, and the same for its owner, its logs and its secret.
-- grain:  credential_id
-- inputs: credential, credential_end, credential_use
-- An owner is the claim of now, looked back at, of the credentials of now: of what is gone, registers tell no owner any more. An assignment counts from
-- its day. Other claims say when somebody last vouched for them, not since when they hold, so they count from the credential's first day. Ends are
-- dated: the owner left, or a word of the register is so old that its confidence fell below the minimum. What was mended meanwhile is not seen;
-- an owner who left nobody knows when counts on no day.
with life as (
    select
        c.credential_id,
        c.provider,
        c.business_unit,
        c.ownership_class,
        c.owner_source,
        c.owner_confidence,
        c.owner_valid_from,
        c.owner_left_at,
        c.use_window_from,
        c.rotation_due_at,
        u.first_used_observed_at,
        e.ended_lower,
        e.ended_upper,
        coalesce(c.created_at, c.first_seen_at) as began_at
    from credential as c
    left join credential_end as e on c.credential_id = e.credential_id
    left join credential_use as u on c.credential_id = u.credential_id
    where
        (c.status = 'active' or e.credential_id is not null)
        and coalesce(c.created_at, c.first_seen_at) is not null
)

select
    credential_id,      -- the credential
    provider,           -- dimension
    business_unit,      -- dimension
    began_at,           -- issue, else first sight
    ended_lower,        -- it still worked then
    ended_upper,        -- it no longer worked then; null: it does
    rotation_due_at,    -- its secret was to be replaced by then; null: policy does not ask
    greatest(began_at, case when owner_source = 'assigned' then owner_valid_from end) as owned_from, -- the owner of now counts from
    case
        when ended_upper is not null then null
        when ownership_class = 'owned' then cast('infinity' as timestamptz)
        when ownership_class = 'owner_left' then owner_left_at
        when ownership_class = 'low_confidence' and owner_source in ('register', 'assigned') and owner_confidence > 0
            then :as_of + make_interval(secs => 86400 * :owner_confidence_half_life * ln(owner_confidence / :owner_confidence_minimum) / ln(2.0))
    end as owned_until, -- and until; infinity: still; null: never, as far as is known
    case when use_window_from is not null then greatest(began_at, use_window_from) end as covered_from, -- logs cover its use since, without a gap
    case
        when use_window_from is not null and first_used_observed_at is not null then greatest(began_at, use_window_from, first_used_observed_at)
    end as logged_from  -- they show it since; null: they never did
from life
