-- One row a consumer of a credential, as the snapshots in force say.
-- grain:  provider, tenant, credential_reference, consumer, consumer_kind
-- inputs: dependency_claim, credential_reach
select
    d.credential_id,    -- the credential; null: the consumer names one that is not in the register, or that fits several
    d.provider,         -- whose credential it names
    d.tenant,           -- in which organisation; unknown: the source does not say
    d.credential as credential_reference, -- as the consumer names it: natural key, `name:…` or `hint:…`
    d.match_method,     -- key_id, name, hint or none
    d.consumer,         -- slug or name
    d.consumer_kind,    -- service, gateway, agent, mcp_server, pipeline, notebook or secret_store
    d.slot,             -- variable, header or path that holds the secret
    d.via,              -- gateway or store in between
    d.evidence,         -- declared, observed or inferred
    d.confidence,       -- 0 to 1: the source's own, times how sure the credential is
    d.first_seen_at,    -- as-of of the first snapshot that says so
    d.last_seen_at,     -- as-of of the last one
    d.environment,      -- where
    d.customer_data,    -- none, indirect, direct or unknown
    coalesce(r.reaches_customer_data, false) or d.customer_data in ('direct', 'indirect') as reaches_customer_data, -- the credential or this consumer does
    d.reauthentication is not null or d.consumer_kind <> 'secret_store' as needs_reauthentication, -- must be given the new secret after revocation; a store only passes it on
    d.reauthentication, -- what to do then, where the register says
    d.owner,            -- who answers for the consumer
    d.snapshot_id,      -- newest evidence
    d.row_no            -- row in it
from dependency_claim as d
left join credential_reach as r on d.credential_id = r.credential_id
where d.present
