-- One row a way in which logs and registers may name a credential.
-- grain:  provider, tenant, natural_key
-- inputs: credential_latest, credential_log_born, credential_alias
with named as (
    select
        provider,
        tenant,
        natural_key,
        credential_id
    from credential_latest
    union
    select
        provider,
        tenant,
        natural_key,
        credential_id
    from credential_log_born
)

select distinct on (n.provider, n.tenant, n.natural_key)
    n.provider,     -- who issued it
    n.tenant,       -- organisation; `unknown` where nobody says
    n.natural_key,  -- the provider's own id
    coalesce(a.canonical_id, n.credential_id) as credential_id -- the credential
from named as n
left join credential_alias as a on n.credential_id = a.credential_id
order by n.provider, n.tenant, n.natural_key, credential_id
