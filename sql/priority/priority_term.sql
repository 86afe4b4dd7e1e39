-- One row a level: how long may it take, and how is that said?
-- grain:  priority
-- inputs:
select
    priority,   -- act_now, urgent, schedule or track; closed asks nothing and is not here
    hours,      -- promised time in hours
    case
        when hours < 48 then trim_scale(hours::numeric)::text || ' h'
        else trim_scale(round(hours::numeric / 24, 1))::text || ' d'
    end as term -- the same in words
from (
    values
    ('act_now', cast(:sla_act_now_hours as double precision)),
    ('urgent', cast(:sla_urgent_hours as double precision)),
    ('schedule', cast(:sla_schedule_hours as double precision)),
    ('track', cast(:sla_track_hours as double precision))
) as promised (priority, hours)
