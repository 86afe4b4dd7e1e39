from datetime import UTC, datetime

import pytest

from etl.records import Credential, Usage
from etl.storable import storable

AT = datetime(2026, 3, 1, tzinfo=UTC)
PLANTED = "ghp_" + "Lk1Jh4Gf3Ds6Ap9Wo0Ei2Ru5Qz7Xc2Vb5Nm8"


def credential(**said):
    return Credential(**({"row_no": 1, "provider": "p", "tenant": "t", "natural_key": "k", "kind": "api_key"} | said))


def usage(**said):
    return Usage(**({"row_no": 1, "provider": "p", "tenant": "t", "credential": "k", "starts_at": AT, "ends_at": AT} | said))


def test_a_nul_is_dropped_wherever_it_stands():
    frame, rejected = storable(Credential, [credential(natural_key="k\0ey", name="\0", scopes=("re\0ad",))])
    assert rejected == []
    assert frame.select("natural_key", "name", "scopes").rows() == [("key", None, ["read"])]


def test_a_nul_does_not_hide_a_secret():
    frame, _ = storable(Credential, [credential(name=f"{PLANTED[:9]}\0{PLANTED[9:]}")])
    assert PLANTED[9:20] not in frame.item(0, "name")


def test_blank_text_is_unknown():
    frame, rejected = storable(Credential, [credential(name="  ", purpose="", project="x")])
    assert rejected == []
    assert frame.select("name", "purpose", "project").rows() == [(None, None, "x")]


@pytest.mark.parametrize("blank", ["", " \t", "\0"])
def test_a_row_without_its_key_is_rejected_alone(blank):
    frame, rejected = storable(Credential, [credential(row_no=7, natural_key=blank), credential(row_no=8)])
    assert [(found.row_no, found.code, found.field) for found in rejected] == [(7, "blank_key", "natural_key")]
    assert frame.get_column("row_no").to_list() == [8]


@pytest.mark.parametrize("number", [2**63, -(2**70), int(1e300)])
def test_a_number_that_no_column_holds_rejects_its_row_alone(number):
    frame, rejected = storable(Usage, [usage(row_no=3, output_tokens=number), usage(row_no=4, output_tokens=2**63 - 1)])
    assert [(found.row_no, found.code, found.field) for found in rejected] == [(3, "number_out_of_range", "output_tokens")]
    assert frame.get_column("row_no").to_list() == [4]
