import itertools
from pathlib import Path

import pytest

from etl.errors import RowRejectedError
from etl.landing.discover import files
from etl.landing.document import opened
from etl.landing.read import contents
from etl.records import Dependency, OwnershipClaim, Person, Service, ServiceDependency
from etl.sources import Export, Page, backstage

EXPORT = "backstage.catalog"
PLANTED = "ghp_" + "Qz7Xc2Vb5Nm8Lk1Jh4Gf3Ds6Ap9Wo0Ei2Ru5"
COMPONENT = """apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: claims-triage
  title: Claims triage
  annotations:
    github.com/project-slug: corp/claims
spec:
  type: service
  lifecycle: production
  owner: team-a
  system: claims
  dependsOn: [resource:default/claims-db, component:letters]
"""
KEY = """apiVersion: backstage.io/v1alpha1
kind: Resource
metadata:
  name: claims-key
  annotations:
    corp.example/key-ref: openai:org-1:key_77
spec: {type: api-key, owner: "user:default/ann"}
"""
GROUP = """apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: team-a}
spec:
  type: team
  parent: claims-unit
  profile: {displayName: Team A, email: Team-A@corp.example}
"""
USER = """apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: ann}
spec:
  profile: {displayName: "Ann ", email: Ann@corp.example}
  memberOf: [group:default/team-a, other]
"""


def documents(*texts):
    return "---\n".join(texts).encode()


SAMPLES = {EXPORT: documents(COMPONENT, KEY, GROUP, USER)}
SECRETS = {
    EXPORT: documents(
        COMPONENT.replace("Claims triage", f"Claims {PLANTED}").replace("corp/claims", PLANTED),
        KEY.replace("key_77", PLANTED),
        USER.replace("Ann ", PLANTED),
    )
}


def read(text):
    return list(backstage.SOURCE.read(Page(body=text.encode()), Export(path="x")))


def of(kind, found):
    return [y for y in found if isinstance(y, kind)]


def loaded(folder: Path, body: bytes):
    (folder / "catalog.yaml").write_bytes(body)
    (found,) = files([str(folder / "catalog.yaml")])
    return contents(opened(found))


def test_a_component_is_a_service_with_its_owner_and_what_it_needs():
    found = read(COMPONENT)
    (service,), (claim,) = of(Service, found), of(OwnershipClaim, found)
    assert (service.service, service.name, service.repository) == ("claims-triage", "Claims triage", "corp/claims")
    assert (service.lifecycle, service.business_unit) == ("production", "claims")
    assert (claim.subject_kind, claim.subject, claim.owner) == ("service", "claims-triage", "team:team-a")
    assert [y.needed for y in of(ServiceDependency, found)] == ["claims-db", "letters"]


@pytest.mark.parametrize(
    ("reference", "owner", "kind"),
    [
        ("team-a", "team:team-a", "team"),
        ("group:team-a", "team:team-a", "team"),
        ("group:default/team-a", "team:team-a", "team"),
        ("backstage/maintainers", "team:maintainers", "team"),
        ("user:ann", "user:ann", "person"),
        ("User:default/ann", "user:ann", "person"),
        ("Ann@corp.example", "ann@corp.example", "person"),
    ],
)
def test_an_owner_is_a_group_unless_it_says_user(reference, owner, kind):
    (claim,) = of(OwnershipClaim, read(COMPONENT.replace("owner: team-a", f'owner: "{reference}"')))
    assert (claim.owner, claim.owner_kind) == (owner, kind)


@pytest.mark.parametrize("nobody", ['""', "null", "' '"])
def test_an_empty_owner_claims_nothing(nobody):
    assert of(OwnershipClaim, read(COMPONENT.replace("owner: team-a", f"owner: {nobody}"))) == []


def test_a_resource_that_names_a_key_claims_it_and_depends_on_it():
    found = read(KEY)
    (claim,) = [y for y in of(OwnershipClaim, found) if y.subject_kind == "credential"]
    assert (claim.provider, claim.tenant, claim.subject, claim.owner) == ("openai", "org-1", "key_77", "user:ann")
    (needed,) = of(Dependency, found)
    assert (needed.credential, needed.consumer, needed.evidence) == ("key_77", "claims-key", "declared")


def test_groups_and_people_are_known_by_slug_and_address():
    (team,), (ann,) = of(Person, read(GROUP)), of(Person, read(USER))
    assert (team.person_key, team.kind, team.business_unit) == ("team:team-a", "team", "claims-unit")
    assert "team-a@corp.example" in team.aliases
    assert (ann.person_key, ann.aliases, ann.team, ann.name) == ("ann@corp.example", ("user:ann",), "team-a", "Ann")


def test_bare_dates_and_truth_values_are_the_text_they_were_written_for():
    text = COMPONENT.replace("name: claims-triage", "name: 2026-02-01").replace("Claims triage", "true")
    text = text.replace("lifecycle: production", "lifecycle: 1.5")
    (service,) = of(Service, read(text))
    assert (service.service, service.name, service.lifecycle) == ("2026-02-01", "True", "1.5")


def test_a_broken_document_rejects_itself_and_not_its_siblings(tmp_path):
    found = loaded(tmp_path, documents(COMPONENT, "kind: [unclosed\n", KEY))
    assert [(y.code, y.row_no) for y in found.rejections] == [("invalid_document", 2)]
    assert sorted(service.service for service in found.records[Service]) == ["claims-key", "claims-triage"]


def test_a_document_without_a_name_is_rejected():
    assert [y.code for y in read(COMPONENT.replace("  name: claims-triage\n", ""))] == ["invalid_document"]


def test_many_aliases_are_a_bomb_and_are_not_unfolded():
    bomb = "a: &a [x]\n" + "".join(f"b{n}: *a\n" for n in range(40))
    assert [y.code for y in of(RowRejectedError, read(bomb))] == ["too_many_aliases"]


def test_aliases_in_flow_lists_count_too():
    bomb = "a: &a [x]\n" + "".join(
        f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]\n" for before, name in itertools.pairwise("abcdefghij")
    )
    assert [y.code for y in of(RowRejectedError, read(bomb))] == ["too_many_aliases"]


def test_references_are_compared_without_case():
    (claim,) = of(OwnershipClaim, read(COMPONENT.replace("owner: ", "owner: Group:Default/")))
    assert claim.owner == claim.owner.lower()
    assert [p.person_key for p in of(Person, read(GROUP.replace("name: team-a", "name: Team-A")))] == ["team:team-a"]


def test_the_demo_has_nine_entities_of_one_team(shared_data, tmp_path):
    claims = []
    for path in sorted((shared_data / "ownership/backstage").iterdir()):
        found = loaded(tmp_path, path.read_bytes())
        assert found.rejections == []
        claims += found.records[OwnershipClaim]
    assert [claim.owner for claim in claims] == ["team:maintainers"] * 9


def test_the_example_organisation_has_two_groups_and_five_people(shared_data, tmp_path):
    people = []
    for path in sorted((shared_data / "ownership/backstage_acme").iterdir()):
        found = loaded(tmp_path, path.read_bytes())
        assert found.rejections == []
        people += found.records[Person]
    assert [person.kind for person in people].count("team") == 2
    assert [person.kind for person in people].count("person") == 5
    assert [person.name for person in people if person.person_key == "guest@example.com"] == ["Guest User"] * 2
    assert {person.team for person in people if person.kind == "person"} == {"team-a"}
