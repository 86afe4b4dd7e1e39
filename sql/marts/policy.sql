-- One row a number of the policy that this publication was held to.
-- grain:  rule
-- inputs: policy_max_age, policy_expected_source, policy_customer_data_class
with asked as (
    select
        rule,
        value,
        unit,
        meaning
    from (
        values
        ('dormant_after', trim_scale((:dormant_after)::numeric)::text, 'days', 'Idle for longer is dormant.'),
        ('unused_after', trim_scale((:unused_after)::numeric)::text, 'days', 'Never used and at least this old is never used; younger is new.'),
        ('use_grace', trim_scale((:use_grace)::numeric)::text, 'days', 'Providers round and delay last-used times by so much.'),
        ('active_use_within', trim_scale((:active_use_within)::numeric)::text, 'days', 'Used within is active, when it is decided what to revoke first.'),
        ('rotation_overlap_grace', trim_scale((:rotation_overlap_grace)::numeric)::text, 'days', 'Two live secrets are wanted for so long.'),
        ('owner_confidence_minimum', trim_scale((:owner_confidence_minimum)::numeric)::text, 'share', 'Below, an owner is not confident enough.'),
        ('owner_confidence_half_life', trim_scale((:owner_confidence_half_life)::numeric)::text, 'days', 'Confidence halves in this time without attestation.'),
        ('review_every', trim_scale((:review_every)::numeric)::text, 'days', 'Each credential is reviewed at least this often.'),
        ('register_max_age', trim_scale((:register_max_age)::numeric)::text, 'days', 'A key of the register that was verified longer ago, when the register was made, is warned of.'),
        ('over_privileged_unused_share', trim_scale((:over_privileged_unused_share)::numeric)::text, 'share', 'More unused rights are too many.'),
        ('over_privileged_window', trim_scale((:over_privileged_window)::numeric)::text, 'days', 'Use of rights is looked at over this time.'),
        ('shadow_key_tolerance', trim_scale((:shadow_key_tolerance)::numeric)::text, 'days', 'A credential seen in logs must be in the register by then.'),
        ('sla_act_now', trim_scale((:sla_act_now_hours)::numeric)::text, 'hours', 'Revoked within, where the level is act now.'),
        ('sla_urgent', trim_scale((:sla_urgent_hours)::numeric)::text, 'hours', 'Revoked within, where the level is urgent.'),
        ('sla_schedule', trim_scale((:sla_schedule_hours)::numeric)::text, 'hours', 'Revoked within, where the level is schedule.'),
        ('sla_track', trim_scale((:sla_track_hours)::numeric)::text, 'hours', 'Revoked within, where the level is track.')
    ) as numbered (rule, value, unit, meaning)
    union all
    select
        'max_age[' || position || ']',
        trim_scale(days::numeric)::text,
        'days',
        'A secret lives at most so long: provider ' || coalesce(provider, 'any') || ', kind ' || coalesce(kind, 'any')
        || ', environment ' || coalesce(environment, 'any') || '; the first rule that fits holds.'
    from policy_max_age
    union all
    select
        'expected_every[' || source || ']',
        trim_scale(extract(epoch from expected_every) / 3600)::text,
        'hours',
        'An export of this source is promised so often.'
    from policy_expected_source
    union all
    select
        'customer_data_class[' || data_class || ']',
        data_class,
        'class',
        'Data of this class is customer data.'
    from policy_customer_data_class
)

select
    rule,   -- name, as in policy.yaml
    value,  -- its value; null: not asked
    unit,   -- days, hours, share or class
    meaning -- in words
from asked
