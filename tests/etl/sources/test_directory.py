import json
from datetime import UTC, datetime

import pytest

from etl.errors import FileRejectedError, RowRejectedError
from etl.records import Person
from etl.sources import Export, Page, Sample, Stated, directory

SOURCES = {source.export: source for source in directory.SOURCE}
HR, SCIM, OKTA = "directory.hr_csv", "directory.scim_users", "directory.okta_users"
PLANTED = "xoxb-" + "1234567890-" + "aB3dE6gH9jK2mN5pQ8sT1vW4"
HEADER = "employee_id,full_name,work_email,other_emails,status,end_date,manager_email,department,business_unit\n"
ANN = "1,Ann Lee,Ann@corp.example,a.lee@corp.example|al@old.example,active,,bo@corp.example,claims,life\n"
LEFT = "2,Bo Roe,bo@corp.example,,terminated,2026-03-31,,claims,life\n"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
SCIM_USER = {
    "id": "s1", "userName": "ann", "active": True, "displayName": "Ann Lee",
    "emails": [{"value": "al@old.example"}, {"value": "Ann@corp.example", "primary": True}],
    ENTERPRISE: {"department": "claims", "division": "life", "manager": {"value": "s2"}},
}  # fmt: skip
OKTA_USER = {
    "id": "00u1", "status": "ACTIVE", "created": "2025-01-01T00:00:00.000Z", "statusChanged": "2025-01-02T00:00:00.000Z",
    "profile": {
        "login": "ann@corp.example", "email": "Ann@corp.example", "firstName": "Ann", "lastName": "Lee",
        "secondEmail": "al@old.example", "department": "claims",
    },
}  # fmt: skip
GONE = OKTA_USER | {"id": "00u2", "status": "DEPROVISIONED", "statusChanged": "2026-03-31T09:00:00.000Z"}
GONE |= {"profile": {"login": "bo@corp.example", "email": "bo@corp.example"}}


def scim(*users, total=None):
    schemas = ["urn:ietf:params:scim:api:messages:2.0:ListResponse"]
    listed = {"schemas": schemas, "totalResults": len(users) if total is None else total, "startIndex": 1, "Resources": users}
    return json.dumps(listed).encode()


SAMPLES = {
    HR: (HEADER + ANN + LEFT).encode(),
    SCIM: scim(SCIM_USER, SCIM_USER | {"id": "s2", "active": False, "emails": [{"value": "bo@corp.example"}]}),
    OKTA: json.dumps([OKTA_USER, GONE]).encode(),
}
SECRETS = {
    HR: (HEADER + ANN.replace("Ann Lee", PLANTED).replace("claims", PLANTED) + LEFT.replace("2026-03-31", PLANTED)).encode(),
    SCIM: scim(SCIM_USER | {"displayName": f"Ann {PLANTED}", "userName": PLANTED, ENTERPRISE: {"department": PLANTED}}),
    OKTA: json.dumps([OKTA_USER | {"profile": OKTA_USER["profile"] | {"firstName": PLANTED, "department": PLANTED}}]).encode(),
}


def read(name, body, **export):
    body = body.encode() if isinstance(body, str) else body
    return list(SOURCES[name].read(Page(body=body), Export(path="x", **export)))


def people(name, body):
    return [y for y in read(name, body) if isinstance(y, Person)]


def rejected(name, body):
    return [(y.row_no, y.code) for y in read(name, body) if isinstance(y, RowRejectedError)]


def hr(line):
    (found,) = people(HR, HEADER + line)
    return found


def test_the_last_working_day_is_still_worked():
    left = hr(LEFT)
    assert (left.status, left.left_at) == ("left", datetime(2026, 4, 1, tzinfo=UTC))


def test_who_gives_notice_leaves_at_the_end_of_the_day():
    leaving = hr(LEFT.replace("terminated", "notice"))
    assert (leaving.status, leaving.left_at) == ("leaving", datetime(2026, 4, 1, tzinfo=UTC))


def test_an_end_in_the_future_of_who_is_active_is_no_leaving():
    assert hr(LEFT.replace("terminated", "active")).left_at is None


@pytest.mark.parametrize(
    ("said", "end", "known"),
    [
        ("terminated", "2026-03-31", "left"), ("active", "2026-03-31", "left"), ("notice", "2026-03-31", "left"),
        ("terminated", "2026-05-31", "leaving"), ("notice", "2026-05-31", "leaving"), ("active", "2026-05-31", "active"),
    ],
)  # fmt: skip
def test_the_last_working_day_decides_where_the_day_of_the_extract_is_known(said, end, known):
    row = LEFT.replace("terminated", said).replace("2026-03-31", end)
    (found,) = [y for y in read(HR, HEADER + row, as_of=datetime(2026, 4, 1, tzinfo=UTC)) if isinstance(y, Person)]
    assert (found.status, found.left_at is None) == (known, known == "active")


def test_who_was_hired_again_is_employed_whichever_row_comes_first():
    again = LEFT.replace("terminated,2026-03-31", "active,")
    earlier = LEFT.replace("2026-03-31", "2024-03-31")
    assert [hr(rows).status for rows in (LEFT + again, again + LEFT)] == ["active", "active"]
    assert [hr(rows).left_at.year for rows in (LEFT + earlier, earlier + LEFT)] == [2026, 2026]


def test_comments_header_spelling_and_words_for_nothing_do_not_matter():
    body = "# from HR\nWork Email;Status;End-Date;Full Name\nAnn@corp.example;On Leave;n/a;?\n"
    (found,) = people(HR, body)
    assert (found.row_no, found.person_key, found.status, found.left_at, found.name) == (3, "ann@corp.example", "on_hold", None, None)
    assert SOURCES[HR].recognises(Sample(format="csv", header=("Work Email", "Status", "End-Date")))


@pytest.mark.parametrize("sentinel", ["9999-12-31", "2099-12-31", "4712-12-31", "00/00/0000", "", " ", "N/A"])
def test_a_day_that_stands_for_no_day_is_none(sentinel):
    left = hr(LEFT.replace("2026-03-31", sentinel))
    assert (left.status, left.left_at) == ("left", None)


def test_a_person_is_known_by_lower_case_addresses():
    ann = hr(ANN)
    assert (ann.person_key, ann.aliases) == ("ann@corp.example", ("a.lee@corp.example", "al@old.example"))
    assert (ann.manager, ann.team, ann.business_unit) == ("bo@corp.example", "claims", "life")


@pytest.mark.parametrize(("said", "known"), [("on_leave", "on_hold"), ("LOA", "on_hold"), (" Active ", "active"), ("pre_hire", "unknown")])
def test_hr_words_become_ours(said, known):
    assert hr(ANN.replace(",active,", f",{said},")).status == known


def test_bad_lines_are_rejected_alone_with_their_line():
    body = HEADER + ANN + "3,too,few\n" + LEFT.replace("life", "life,more") + LEFT.replace("terminated", "gone")
    body += LEFT.replace("bo@corp.example", "bo") + LEFT.replace("2026-03-31", "31/03/2026") + LEFT
    assert rejected(HR, body) == [
        (3, "E004"),
        (4, "E004"),
        (5, "unknown_status"),
        (6, "no_address"),
        (7, "ambiguous_date"),
    ]
    assert len(people(HR, body)) == 2


def test_a_column_that_occurs_twice_rejects_the_file():
    with pytest.raises(FileRejectedError) as caught:
        read(HR, "work_email,status,end_date,Status\n")
    assert caught.value.code == "E003"


def test_an_extract_separated_by_semicolons_reads_the_same():
    body = (HEADER + ANN + LEFT).replace(",", ";")
    assert people(HR, body) == people(HR, SAMPLES[HR])


def test_blank_cells_are_unknown():
    ann = hr("1, ,ann@corp.example,,active,, , ,\n")
    assert (ann.name, ann.manager, ann.team, ann.business_unit, ann.aliases) == (None, None, None, None, ())


def test_the_primary_address_is_who_a_scim_user_is():
    first, second = people(SCIM, SAMPLES[SCIM])
    assert (first.person_key, first.aliases) == ("ann@corp.example", ("al@old.example",))
    assert (first.team, first.business_unit, first.name) == ("claims", "life", "Ann Lee")
    assert (first.status, second.status) == ("active", "left")


def test_a_scim_user_who_is_neither_on_nor_off_is_unknown():
    unsaid = {name: value for name, value in SCIM_USER.items() if name != "active"}
    assert [person.status for person in people(SCIM, scim(unsaid))] == ["unknown"]


def test_a_scim_list_cut_short_is_partial_and_one_without_users_is_whole():
    assert [y.complete for y in read(SCIM, scim(SCIM_USER, total=9)) if isinstance(y, Stated)] == [False]
    empty = json.dumps({"schemas": [], "totalResults": 0}).encode()
    assert [y.complete for y in read(SCIM, empty) if isinstance(y, Stated)] == [True]


def test_the_last_page_of_a_scim_listing_completes_it_and_alone_does_not():
    last = scim(SCIM_USER, total=2).replace(b'"startIndex": 1', b'"startIndex": 2')
    said = [next(SOURCES[SCIM].read(Page(body=last, first_row=first), Export(path="x"))).complete for first in (2, 1)]
    assert said == [True, False]


def test_a_scim_server_may_leave_addresses_null_and_name_a_manager_in_a_word():
    (found,) = people(SCIM, scim(SCIM_USER | {"emails": None, "active": "True", ENTERPRISE: {"manager": "bo"}}))
    assert (found.person_key, found.status) == ("ann", "active")


def test_who_okta_deprovisioned_left_when_that_changed():
    active, gone = people(OKTA, SAMPLES[OKTA])
    assert (active.status, active.left_at, active.name) == ("active", None, "Ann Lee")
    assert active.aliases == ("al@old.example",)
    assert (gone.status, gone.left_at) == ("left", datetime(2026, 3, 31, 9, tzinfo=UTC))


@pytest.mark.parametrize(("said", "known"), [("SUSPENDED", "on_hold"), ("LOCKED_OUT", "active"), ("NEW_ONE", "unknown")])
def test_other_words_of_okta(said, known):
    (found,) = people(OKTA, json.dumps([OKTA_USER | {"status": said}]))
    assert found.status == known
