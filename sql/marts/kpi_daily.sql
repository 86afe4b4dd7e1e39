-- One row a day, figure and dimension, for the last 180 days: only figures that history can give again.
-- grain:  day, metric, dimension
-- inputs: kpi_span, credential
-- A day's stock is taken at its end (UTC), today's at the as-of. Ends that two snapshots bound make `lower` (surely) and `upper` (possibly); `value` is
-- the upper one: nothing counts as ended before it is proved. Strict ownership looks back at today's credentials and claims (`credential_life`). Dormancy,
-- use and rights have no dated past, so they are given for the as-of day alone.
with horizon as (
    select
        cast(:as_of at time zone 'UTC' as date) as last_day,
        cast(:as_of at time zone 'UTC' as date) - 179 as first_day
),

-- Spans of the same days are counted together, those before the first day gathered on it: one pass over the spans, whatever their length.
alike as (
    select
        s.metric,
        s.provider,
        s.business_unit,
        greatest(cast(s.began_at at time zone 'UTC' as date), h.first_day - 1) as began_on,
        case when s.ended_upper <= :as_of then greatest(cast(s.ended_upper at time zone 'UTC' as date), h.first_day - 1) end as upper_on,
        case
            when s.ended_upper is not null and coalesce(s.ended_lower, s.began_at) <= :as_of
                then greatest(cast(greatest(s.ended_lower, s.began_at) at time zone 'UTC' as date), h.first_day - 1)
        end as lower_on,
        s.ended_upper is null as lasts,
        count(*) as spans
    from kpi_span as s
    cross join horizon as h
    -- First seen when it had already ended: nothing says when it counted.
    where s.began_at <= :as_of and (s.ended_upper is null or s.ended_upper >= s.began_at)
    group by s.metric, s.provider, s.business_unit, began_on, upper_on, lower_on, lasts
),

-- Steps up and down.
step as (
    select
        a.metric,
        d.dimension,
        e.day,
        sum(e.upper_step) as upper_step,
        sum(e.lower_step) as lower_step,
        sum(case when a.lasts then e.upper_step else 0 end) as lasting_step,
        sum(greatest(e.upper_step, 0)) as new_count,
        sum(greatest(-e.upper_step, 0)) as ended_count
    from alike as a
    cross join
        lateral (
            values
            (a.began_on, a.spans, a.spans),
            (a.upper_on, -a.spans, 0),
            (a.lower_on, 0, -a.spans)
        ) as e (day, upper_step, lower_step)
    cross join
        lateral (
            values
            ('all'),
            ('provider=' || coalesce(a.provider, 'unknown')),
            ('business_unit=' || coalesce(a.business_unit, 'unknown'))
        ) as d (dimension)
    where e.day is not null
    group by a.metric, d.dimension, e.day
),

grid as (
    select
        k.metric,
        k.dimension,
        cast(g.day as date) as day
    from (select distinct
        metric,
        dimension
    from step) as k
    cross join horizon as h
    cross join lateral generate_series(h.first_day - 1, h.last_day, interval '1 day') as g (day)
),

running as (
    select
        g.metric,
        g.dimension,
        g.day,
        coalesce(s.new_count, 0) as new_count,
        coalesce(s.ended_count, 0) as ended_count,
        sum(coalesce(s.upper_step, 0)) over life as upper,
        sum(coalesce(s.lower_step, 0)) over life as lower,
        sum(coalesce(s.lasting_step, 0)) over life as lasting
    from grid as g
    left join step as s on g.metric = s.metric and g.dimension = s.dimension and g.day = s.day
    window life as (partition by g.metric, g.dimension order by g.day)
),

-- Beside what counts, the part of it that is well: of today's credentials those owned, of what fell due what was replaced in time.
stock as (
    select
        r.*,
        a.upper as active_upper,
        coalesce(p.upper, 0) as part_upper,
        coalesce(p.lower, 0) as part_lower,
        r.day = h.last_day as is_last_day
    from running as r
    cross join horizon as h
    left join running as a
        on a.metric = 'active_credentials' and r.dimension = a.dimension and r.day = a.day
    left join running as p
        on
            p.metric = case r.metric when 'active_credentials' then 'owned_credentials' when 'rotations_due' then 'rotations_on_time' end
            and r.dimension = p.dimension and r.day = p.day
    where r.day >= h.first_day and r.metric not in ('owned_credentials', 'rotations_on_time')
),

grouped as (
    select
        provider,
        business_unit,
        count(*) as active,
        count(*) filter (where ownership_class = 'owned') as owned,
        count(*) filter (where dormant) as dormant,
        count(*) filter (where use_state = 'never_used') as never_used,
        count(*) filter (where use_state = 'unknown') as use_unknown,
        count(*) filter (where over_privileged) as over_privileged,
        count(*) filter (where over_privileged is not null) as privilege_known,
        count(*) filter (where priority = 'act_now') as act_now
    from credential
    where status = 'active'
    group by provider, business_unit
),

now as (
    select
        d.dimension,
        sum(g.active) as active,
        sum(g.owned) as owned,
        sum(g.dormant) as dormant,
        sum(g.never_used) as never_used,
        sum(g.use_unknown) as use_unknown,
        sum(g.over_privileged) as over_privileged,
        sum(g.privilege_known) as privilege_known,
        sum(g.act_now) as act_now
    from grouped as g
    cross join
        lateral (
            values
            ('all'),
            ('provider=' || coalesce(g.provider, 'unknown')),
            ('business_unit=' || coalesce(g.business_unit, 'unknown'))
        ) as d (dimension)
    group by d.dimension
),

figure as (
    select
        s.day,
        f.metric,
        s.dimension,
        f.value::double precision as value,
        f.lower::double precision as lower,
        f.upper::double precision as upper,
        f.denominator::double precision as denominator
    from stock as s
    cross join
        lateral (
            values
            (s.metric, s.upper, s.lower, s.upper, case when s.metric <> 'active_credentials' then s.active_upper end),
            (
                case s.metric
                    when 'active_credentials' then 'new_credentials'
                    when 'open_exposures' then 'new_exposures'
                    when 'overdue_rotations' then 'new_overdue_rotations'
                end,
                s.new_count, s.new_count, s.new_count, s.active_upper
            ),
            (
                case s.metric
                    when 'active_credentials' then 'ended_credentials'
                    when 'open_exposures' then 'closed_exposures'
                    when 'overdue_rotations' then 'closed_overdue_rotations'
                end,
                s.ended_count, s.ended_count, s.ended_count, s.active_upper
            ),
            -- Of the as-of day it is counted below.
            (
                case when s.metric = 'active_credentials' and s.lasting > 0 and not s.is_last_day then 'strict_ownership_share' end,
                s.part_upper / nullif(s.lasting, 0), null, null, s.lasting
            ),
            (
                case when s.metric = 'rotations_due' and s.upper > 0 then 'on_time_rotation_share' end,
                s.part_upper / nullif(s.upper, 0), s.part_lower / nullif(s.upper, 0), s.part_upper / nullif(s.upper, 0), s.upper
            )
        ) as f (metric, value, lower, upper, denominator)
    where f.metric is not null
    union all
    select
        h.last_day,
        f.metric,
        n.dimension,
        f.value,
        f.lower,
        f.upper,
        f.denominator
    from now as n
    cross join horizon as h
    cross join lateral (
        values
        ('strict_ownership_share', n.owned::double precision / n.active, n.owned::double precision / n.active, n.owned::double precision / n.active, n.active),
        ('dormant', n.dormant, n.dormant, n.dormant + n.use_unknown, n.active),
        ('never_used', n.never_used, n.never_used, n.never_used + n.use_unknown, n.active),
        ('over_privileged', n.over_privileged, n.over_privileged, n.over_privileged + n.active - n.privilege_known, n.active),
        ('act_now', n.act_now, n.act_now, n.act_now, n.active)
    ) as f (metric, value, lower, upper, denominator)
)

select
    day,        -- the day, UTC
    metric,     -- active_credentials, new_…, ended_…; open_exposures, new_…, closed_…; overdue_rotations; late_act_now_exposures; rotations_due in 30 days; shares end in _share
    dimension,  -- all, provider=… or business_unit=…
    value,      -- the figure
    lower,      -- at least; null: nobody knows
    upper,      -- at most; null: nobody knows
    denominator -- active credentials that day, of on_time_rotation_share what fell due in 30 days; null: none to divide by
from figure
