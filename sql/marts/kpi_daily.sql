-- One row a day, figure and dimension, for the last 180 days: only figures that history can give again.
-- grain:  day, metric, dimension
-- inputs: kpi_span, credential
-- A day's stock is taken at its end (UTC), today's at the as-of. Ends that two snapshots bound make `lower` (surely) and `upper` (possibly); `value` is
-- the upper one: nothing counts as ended before it is proved. Ownership, dormancy and use have no dated past, so they are given for the as-of day alone.
with span as (
    select
        s.metric,
        d.dimension,
        s.began_at,
        s.ended_lower,
        s.ended_upper
    from kpi_span as s
    cross join
        lateral (
            values
            ('all'),
            ('provider=' || coalesce(s.provider, 'unknown')),
            ('business_unit=' || coalesce(s.business_unit, 'unknown'))
        ) as d (dimension)
    -- First seen when it had already ended: nothing says when it counted.
    where s.began_at <= :as_of and (s.ended_upper is null or s.ended_upper >= s.began_at)
),

horizon as (
    select
        cast(:as_of at time zone 'UTC' as date) as last_day,
        cast(:as_of at time zone 'UTC' as date) - 179 as first_day
),

-- Steps up and down, those before the first day gathered on it: one pass over the spans, whatever their length.
step as (
    select
        s.metric,
        s.dimension,
        greatest(cast(e.at at time zone 'UTC' as date), h.first_day - 1) as day,
        sum(e.upper_step) as upper_step,
        sum(e.lower_step) as lower_step,
        sum(case when e.upper_step > 0 then 1 else 0 end) as new_count,
        sum(case when e.upper_step < 0 then 1 else 0 end) as ended_count
    from span as s
    cross join horizon as h
    cross join
        lateral (
            values
            (s.began_at, 1, 1),
            (s.ended_upper, -1, 0),
            (case when s.ended_upper is not null then greatest(coalesce(s.ended_lower, s.began_at), s.began_at) end, 0, -1)
        ) as e (at, upper_step, lower_step)
    where e.at <= :as_of
    group by s.metric, s.dimension, greatest(cast(e.at at time zone 'UTC' as date), h.first_day - 1)
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
        sum(coalesce(s.lower_step, 0)) over life as lower
    from grid as g
    left join step as s on g.metric = s.metric and g.dimension = s.dimension and g.day = s.day
    window life as (partition by g.metric, g.dimension order by g.day)
),

stock as (
    select
        r.*,
        a.upper as active_upper
    from running as r
    cross join horizon as h
    left join running as a
        on a.metric = 'active_credentials' and r.dimension = a.dimension and r.day = a.day
    where r.day >= h.first_day
),

now as (
    select
        d.dimension,
        count(*) as active,
        count(*) filter (where c.ownership_class = 'owned') as owned,
        count(*) filter (where c.dormant) as dormant,
        count(*) filter (where c.use_state = 'never_used') as never_used,
        count(*) filter (where c.use_state = 'unknown') as use_unknown,
        count(*) filter (where c.over_privileged) as over_privileged,
        count(*) filter (where c.over_privileged is not null) as privilege_known,
        count(*) filter (where c.priority = 'act_now') as act_now
    from credential as c
    cross join
        lateral (
            values
            ('all'),
            ('provider=' || coalesce(c.provider, 'unknown')),
            ('business_unit=' || coalesce(c.business_unit, 'unknown'))
        ) as d (dimension)
    where c.status = 'active'
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
                case s.metric when 'active_credentials' then 'new_credentials' when 'open_exposures' then 'new_exposures' else 'new_overdue_rotations' end,
                s.new_count, s.new_count, s.new_count, s.active_upper
            ),
            (
                case s.metric when 'active_credentials' then 'ended_credentials' when 'open_exposures' then 'closed_exposures' else 'closed_overdue_rotations' end,
                s.ended_count, s.ended_count, s.ended_count, s.active_upper
            )
        ) as f (metric, value, lower, upper, denominator)
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
    metric,     -- active_credentials, new_…, ended_…; open_exposures, new_…, closed_…; overdue_rotations; shares end in _share
    dimension,  -- all, provider=… or business_unit=…
    value,      -- the figure
    lower,      -- at least
    upper,      -- at most
    denominator -- active credentials that day; null: none to divide by
from figure
