-- One row a start and a service that it reaches, itself included.
-- grain:  start, service
-- inputs: dependency_claim, credential_fact, service_edge
-- Starts are the services that hold a credential. `union` drops what is already known, so cycles end.
with recursive start as (
    select consumer as service
    from dependency_claim
    where present and credential_id is not null
    union
    select service
    from credential_fact
    where service is not null
),

reach as (
    select
        service as start,
        service
    from start
    union
    select
        r.start,
        e.needed
    from reach as r
    inner join service_edge as e on r.service = e.consumer
)

select
    start,      -- service that holds a credential
    service     -- service that an intruder there can reach
from reach
