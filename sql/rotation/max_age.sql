-- One row a credential that policy asks to be rotated: how old may one secret become?
-- grain:  credential_id
-- inputs: credential_fact, policy_max_age
-- The first rule that fits counts; a shorter interval agreed in the register wins over it.
with kinds as (
    select distinct
        provider,
        kind,
        environment
    from credential_fact
),

ruled as (
    select distinct on (k.provider, k.kind, k.environment)
        k.provider,
        k.kind,
        k.environment,
        p.days
    from kinds as k
    inner join policy_max_age as p
        on
            (p.provider is null or k.provider = p.provider)
            and (p.kind is null or k.kind = p.kind)
            and (p.environment is null or k.environment = p.environment)
    order by k.provider, k.kind, k.environment, p.position
)

select
    f.credential_id,    -- the credential
    cast(least(r.days, f.rotation_days) as double precision) as max_age_days -- days that one secret may live
from credential_fact as f
left join ruled as r using (provider, kind, environment)
where least(r.days, f.rotation_days) is not null
