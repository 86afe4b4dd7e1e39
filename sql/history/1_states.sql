-- Each distinct thing that the staged rows say of a credential, once.
insert into core.credential_state (state_hash, :state_columns)
select
    n.state_hash,
    :state_columns
from (
    select distinct on (l.state_hash)
        l.state_hash,
        l.staged
    from listed as l
    left join core.credential_state as held on l.state_hash = held.state_hash
    where held.state_hash is null
    order by l.state_hash
) as n
inner join stage_credential as s on n.staged = s.ctid
