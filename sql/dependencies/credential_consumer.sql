-- One row a credential with a known consumer: the set of services that hold it.
-- grain:  credential_id
-- inputs: dependency_claim, credential_fact
-- The service that an export names for a credential holds it, whether or not a register lists it as consumer.
with consumer as (
    select
        credential_id,
        consumer as start
    from dependency_claim
    where present and credential_id is not null
    union
    select
        credential_id,
        service
    from credential_fact
    where service is not null
)

select
    credential_id,  -- the credential
    array_agg(start order by start) as starts -- services that hold it
from consumer
group by credential_id
