-- The affected lines are written anew.
delete from core.credential_version as v
using affected as a
where v.credential_id = a.credential_id and v.source = a.source
