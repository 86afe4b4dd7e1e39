from datetime import UTC, datetime

import pytest

from etl.errors import RowRejectedError
from etl.records import Person
from etl.sources import Export, Page, register_owners

EXPORT = "register.owners"
PLANTED = "xoxb-" + "1234567890-ABCDEF" + "ghijkl"
HEADER = "email,aliases,name,kind,status,left_on,manager_email,team,business_unit,service_slugs,provider_ids,contact"
ANA = "Ana@corp.example,a.p@old.example,Ana P,person,active,,li@corp.example,claims,Insurance,claims-ocr|invoice-bot,openai:user-8hTr,@ana"
LI = "li@corp.example,,Li K,,left,2026-01-31,,claims,Insurance,,,"
TEAM = "claims@corp.example,,Claims,team,active,,,Claims Team,Insurance,,,#claims"
SAMPLES = {EXPORT: f"{HEADER}\n{ANA}\n{LI}\n{TEAM}".encode()}
SECRETS = {EXPORT: "\n".join([HEADER, ANA, *(f"p{i}@corp.example,,,,active,,,,,,," for i in range(9)), LI + PLANTED]).encode()}


def read(*rows, **export):
    return list(register_owners.SOURCE.read(Page(body="\n".join([HEADER, *rows]).encode()), Export(path="owners.csv", **export)))


def errors(*rows):
    good = [f"p{i}@corp.example,,,,active,,,,,,," for i in range(20)]
    return [str(item) for item in read(*good, *rows) if isinstance(item, RowRejectedError)]


def test_people_are_known_by_address_and_by_the_ids_that_providers_gave_them():
    ana, li, team = read(ANA, LI, TEAM)
    assert isinstance(ana, Person)
    assert (ana.person_key, ana.aliases, ana.services) == (
        "ana@corp.example",
        ("a.p@old.example", "openai:user-8hTr"),
        ("claims-ocr", "invoice-bot"),
    )
    assert (li.status, li.left_at) == ("left", datetime(2026, 2, 1, tzinfo=UTC))
    assert (team.kind, team.aliases) == ("team", ("team:claims-team",))


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("ana.corp.example,,,,active,,,,,,,", "owners.csv:22 email: is not an address; write name@domain. [E050]"),
        ("a@corp.example,,,,left,,,,,,,", "owners.csv:22 left_on: required when status is left; give the last day. [E052]"),
        ("a@corp.example,,,,,,,,,,,", "owners.csv:22 status: required; write unknown if nobody knows. [E010]"),
        ("a@corp.example,,,robot,active,,,,,,,", 'owners.csv:22 kind: "robot" is not one of person, team, service_account, vendor; write one of these. [E011]'),
        ("a@corp.example,p3@corp.example,,,active,,,,,,,", "owners.csv:22 aliases: an address or id already belongs to line 5; leave it with one of them. [E051]"),
        ("a@corp.example,,,,active,,a@corp.example,,,,,", "owners.csv:22 manager_email: leads back to this person; leave it empty at the top. [E053]"),
    ],
)  # fmt: skip
def test_each_error_names_file_line_column_and_remedy(row, message):
    assert errors(row) == [message]


def test_one_address_twice_rejects_both_rows():
    row = "a@corp.example,,,,active,,,,,,,"
    assert [error.split(":")[1].split()[0] for error in errors(row, row)] == ["22", "23"]
