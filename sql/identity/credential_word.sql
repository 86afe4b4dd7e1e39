-- One row a word of a source on a credential that others speak of as well: comparable, with what it stands for.
-- grain:  credential_id, place
-- inputs: credential_latest, credential_alias
-- Two spellings become one: dates become days, words lose their case, kinds become families. What a source leaves unknown
-- is null, and so is what it cannot say: `api_key` is any key, and a slot that is gone has only changed its number.
with placed as (
    select
        l.*,
        coalesce(a.canonical_id, l.credential_id) as canonical_id,
        count(*) over (partition by coalesce(a.canonical_id, l.credential_id)) as source_count
    from credential_latest as l
    left join credential_alias as a on l.credential_id = a.credential_id
)

select
    canonical_id as credential_id, -- the credential
    row_number() over (
        partition by canonical_id
        order by is_register, slot_of is not null, source_rank, source, credential_id
    ) as place,         -- whose word on observed facts counts: lower
    source,             -- export
    is_register,        -- a hand-kept register
    last_seen_at as observed_at, -- as-of of its last word
    snapshot_id,        -- newest evidence
    row_no,             -- its row
    case when present then nullif(status, 'unknown') when slot_of is null then 'absent' end as status, -- absent: listed before, and not any more
    environment,        -- null: not known, or more than one
    lower(service) as service, -- slug
    business_unit,      -- as it is written
    lower(business_unit) as business_unit_word, -- without its case
    privilege,          -- highest right
    created_at,         -- when it was issued
    to_char(created_at at time zone 'UTC', 'YYYY-MM-DD') as created_on, -- its day
    case when never_expires then 'infinity' else expires_at end as expires_at, -- infinity: never
    case when never_expires then 'never' else to_char(expires_at at time zone 'UTC', 'YYYY-MM-DD') end as expires_on, -- its day, or never
    case
        when kind in ('ssh_key', 'deploy_key') then 'ssh_key'
        when kind in ('service_account_key', 'service_token', 'service_specific_credential', 'app_installation') then 'service_account_key'
        when kind in ('personal_access_token', 'oauth_client_secret', 'certificate', 'webhook_secret', 'signing_key') then kind
    end as kind         -- family; null: any key
from placed
where source_count > 1
