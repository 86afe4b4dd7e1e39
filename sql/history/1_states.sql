-- Each distinct thing that the staged rows say of a credential, once.
insert into core.credential_state (state_hash, :state_columns)
select distinct on (state_hash)
    state_hash,
    :state_columns
from stage_credential
where state_hash is not null
order by state_hash
on conflict (state_hash) do nothing
