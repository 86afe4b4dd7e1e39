-- One row a leaf of the revoke-first decision tree: what to do with a credential in this situation.
-- grain:  exposure, validity, impact, usage
-- inputs:
-- All 54 leaves are written out, so that a reader can check each; worse circumstances never lower the level.
-- Source: decision table of the metric standard, section 5.10, in the manner of CISA's SSVC.
select
    exposure,   -- where an open exposure is: none, internal or public
    validity,   -- does the secret work: invalid, unknown or valid
    impact,     -- low, medium or high: what its holder can do
    usage,      -- active: used within the policy's time; else idle
    level,      -- 0 to 4, higher is more urgent
    priority,   -- closed, track, schedule, urgent or act_now
    action      -- close_with_evidence, disable_then_delete, scheduled_rotation, replace_then_revoke or revoke_now
from (
    values
    ('none', 'invalid', 'low', 'idle', 0, 'closed', 'close_with_evidence'),
    ('none', 'invalid', 'low', 'active', 0, 'closed', 'close_with_evidence'),
    ('none', 'invalid', 'medium', 'idle', 0, 'closed', 'close_with_evidence'),
    ('none', 'invalid', 'medium', 'active', 0, 'closed', 'close_with_evidence'),
    ('none', 'invalid', 'high', 'idle', 0, 'closed', 'close_with_evidence'),
    ('none', 'invalid', 'high', 'active', 0, 'closed', 'close_with_evidence'),
    ('none', 'unknown', 'low', 'idle', 1, 'track', 'disable_then_delete'),
    ('none', 'unknown', 'low', 'active', 1, 'track', 'scheduled_rotation'),
    ('none', 'unknown', 'medium', 'idle', 2, 'schedule', 'disable_then_delete'),
    ('none', 'unknown', 'medium', 'active', 1, 'track', 'scheduled_rotation'),
    ('none', 'unknown', 'high', 'idle', 2, 'schedule', 'disable_then_delete'),
    ('none', 'unknown', 'high', 'active', 1, 'track', 'scheduled_rotation'),
    ('none', 'valid', 'low', 'idle', 1, 'track', 'disable_then_delete'),
    ('none', 'valid', 'low', 'active', 1, 'track', 'scheduled_rotation'),
    ('none', 'valid', 'medium', 'idle', 2, 'schedule', 'disable_then_delete'),
    ('none', 'valid', 'medium', 'active', 1, 'track', 'scheduled_rotation'),
    ('none', 'valid', 'high', 'idle', 2, 'schedule', 'disable_then_delete'),
    ('none', 'valid', 'high', 'active', 1, 'track', 'scheduled_rotation'),
    ('internal', 'invalid', 'low', 'idle', 0, 'closed', 'close_with_evidence'),
    ('internal', 'invalid', 'low', 'active', 0, 'closed', 'close_with_evidence'),
    ('internal', 'invalid', 'medium', 'idle', 0, 'closed', 'close_with_evidence'),
    ('internal', 'invalid', 'medium', 'active', 0, 'closed', 'close_with_evidence'),
    ('internal', 'invalid', 'high', 'idle', 0, 'closed', 'close_with_evidence'),
    ('internal', 'invalid', 'high', 'active', 0, 'closed', 'close_with_evidence'),
    ('internal', 'unknown', 'low', 'idle', 1, 'track', 'disable_then_delete'),
    ('internal', 'unknown', 'low', 'active', 1, 'track', 'replace_then_revoke'),
    ('internal', 'unknown', 'medium', 'idle', 2, 'schedule', 'disable_then_delete'),
    ('internal', 'unknown', 'medium', 'active', 2, 'schedule', 'replace_then_revoke'),
    ('internal', 'unknown', 'high', 'idle', 3, 'urgent', 'disable_then_delete'),
    ('internal', 'unknown', 'high', 'active', 3, 'urgent', 'replace_then_revoke'),
    ('internal', 'valid', 'low', 'idle', 2, 'schedule', 'disable_then_delete'),
    ('internal', 'valid', 'low', 'active', 2, 'schedule', 'replace_then_revoke'),
    ('internal', 'valid', 'medium', 'idle', 3, 'urgent', 'disable_then_delete'),
    ('internal', 'valid', 'medium', 'active', 3, 'urgent', 'replace_then_revoke'),
    ('internal', 'valid', 'high', 'idle', 3, 'urgent', 'disable_then_delete'),
    ('internal', 'valid', 'high', 'active', 3, 'urgent', 'replace_then_revoke'),
    ('public', 'invalid', 'low', 'idle', 0, 'closed', 'close_with_evidence'),
    ('public', 'invalid', 'low', 'active', 0, 'closed', 'close_with_evidence'),
    ('public', 'invalid', 'medium', 'idle', 0, 'closed', 'close_with_evidence'),
    ('public', 'invalid', 'medium', 'active', 0, 'closed', 'close_with_evidence'),
    ('public', 'invalid', 'high', 'idle', 0, 'closed', 'close_with_evidence'),
    ('public', 'invalid', 'high', 'active', 0, 'closed', 'close_with_evidence'),
    ('public', 'unknown', 'low', 'idle', 3, 'urgent', 'revoke_now'),
    ('public', 'unknown', 'low', 'active', 4, 'act_now', 'replace_then_revoke'),
    ('public', 'unknown', 'medium', 'idle', 3, 'urgent', 'revoke_now'),
    ('public', 'unknown', 'medium', 'active', 4, 'act_now', 'replace_then_revoke'),
    ('public', 'unknown', 'high', 'idle', 4, 'act_now', 'revoke_now'),
    ('public', 'unknown', 'high', 'active', 4, 'act_now', 'revoke_now'),
    ('public', 'valid', 'low', 'idle', 4, 'act_now', 'revoke_now'),
    ('public', 'valid', 'low', 'active', 4, 'act_now', 'replace_then_revoke'),
    ('public', 'valid', 'medium', 'idle', 4, 'act_now', 'revoke_now'),
    ('public', 'valid', 'medium', 'active', 4, 'act_now', 'replace_then_revoke'),
    ('public', 'valid', 'high', 'idle', 4, 'act_now', 'revoke_now'),
    ('public', 'valid', 'high', 'active', 4, 'act_now', 'revoke_now')
) as leaf (exposure, validity, impact, usage, level, priority, action)
