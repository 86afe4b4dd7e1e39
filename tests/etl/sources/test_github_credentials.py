import json

from etl.errors import RowRejectedError
from etl.records import Credential, OwnershipClaim
from etl.sources import Export, Page, Sample, github_credentials

SOURCES = {source.export: source for source in github_credentials.SOURCE}
TOKENS, AUTHORIZATIONS, DEPLOY = "github.fine_grained_tokens", "github.credential_authorizations", "github.deploy_keys"
PLANTED = "ghp_" + "Ab3dEf6hIj9lMn2pQr5tUv8xYz1bCd4fGh7j"
TOKEN = {
    "id": 1, "owner": {"login": "ann"}, "permissions": {"repository": {"secrets": "write", "metadata": "read"}},
    "access_granted_at": "2026-05-16T08:47:09.000-07:00", "token_id": 98, "token_name": "ci", "token_expired": False,
    "token_expires_at": None, "token_last_used_at": None,
}  # fmt: skip
AUTHORIZATION = {
    "login": "ann", "credential_id": 5, "credential_type": "personal access token", "token_last_eight": "71c3fc11",
    "credential_authorized_at": "2026-01-26T19:06:43Z", "credential_accessed_at": "2026-02-26T19:06:43Z",
    "authorized_credential_id": 77, "authorized_credential_expires_at": None, "scopes": ["repo", "admin:org"],
}  # fmt: skip
KEY = {
    "id": 3, "key": "ssh-rsa AAA", "url": "https://api.github.com/repos/corp/web/keys/3", "title": "deploy",
    "created_at": "2026-01-10T15:53:42Z", "read_only": False, "added_by": "ann", "last_used": None, "enabled": False,
}  # fmt: skip
SAMPLES = {
    TOKENS: json.dumps([TOKEN, {**TOKEN, "token_id": 99}]).encode(),
    AUTHORIZATIONS: json.dumps([AUTHORIZATION, {**AUTHORIZATION, "authorized_credential_id": None}]).encode(),
    DEPLOY: json.dumps([KEY, {**KEY, "id": 4}]).encode(),
}
SECRETS = {
    TOKENS: json.dumps([{**TOKEN, "token_name": f"ci {PLANTED}"}]).encode(),
    AUTHORIZATIONS: json.dumps([{**AUTHORIZATION, "authorized_credential_note": PLANTED}]).encode(),
    DEPLOY: json.dumps([{**KEY, "title": PLANTED}]).encode(),
}


def read(name, body, **export):
    body = body if isinstance(body, bytes) else json.dumps(body).encode()
    return list(SOURCES[name].read(Page(body=body), Export(path="x", **export)))


def test_a_fine_grained_token_is_known_by_its_own_id_and_its_owner():
    credential, claim = read(TOKENS, [TOKEN], request_path="/orgs/corp/personal-access-tokens")
    assert isinstance(credential, Credential)
    assert isinstance(claim, OwnershipClaim)
    assert (credential.natural_key, credential.tenant, credential.privilege) == ("token:98", "corp", "admin")
    assert (credential.use_claim, credential.never_expires) == ("never_used", True)
    assert claim.owner == "github:ann"


def test_an_absent_field_is_unknown_and_a_null_is_never():
    cut = {k: v for k, v in TOKEN.items() if k not in {"token_last_used_at", "token_expires_at"}}
    credential, _ = read(TOKENS, [cut])
    assert (credential.use_claim, credential.never_expires) == ("unknown", None)


def test_an_authorisation_is_known_by_the_credential_it_authorises():
    first, _, second, _ = read(AUTHORIZATIONS, SAMPLES[AUTHORIZATIONS])
    assert (first.natural_key, second.natural_key) == ("authorization:77", "authorization:grant:5")
    assert (first.hint, first.privilege, first.use_claim) == ("…fc11", "admin", "used")


def test_a_deploy_key_belongs_to_its_repository():
    credential, claim = read(DEPLOY, [KEY])
    assert (credential.natural_key, credential.tenant) == ("deploy_key:corp/web#3", "corp")
    assert (credential.status, credential.privilege, credential.use_claim) == ("inactive", "write", "unknown")
    assert claim.basis == "creator"


def test_no_secret_in_a_name_is_kept_and_a_bad_row_is_rejected_alone():
    for name, body in SECRETS.items():
        assert PLANTED not in str(read(name, body))
    found = read(TOKENS, [{**TOKEN, "token_id": "x"}, TOKEN, {**TOKEN, "token_last_used_at": "lately"}])
    assert [y.row_no for y in found if isinstance(y, RowRejectedError)] == [1, 3]


def test_each_body_is_recognised_by_its_own_source_alone():
    for name, body in SAMPLES.items():
        sample = Sample(format="json", top=json.loads(body))
        assert [source.export for source in github_credentials.SOURCE if source.recognises(sample)] == [name]


def test_the_examples_hold_five_authorisations_of_three_kinds(shared_data):
    found = read(AUTHORIZATIONS, (shared_data / "github_rest/get_orgs_org_credential-authorizations.json").read_bytes())
    kinds = [y.kind for y in found if isinstance(y, Credential)]
    assert sorted(set(kinds)) == ["personal_access_token", "service_token", "ssh_key"]
    assert len(kinds) == 5
