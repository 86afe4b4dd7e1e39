import pytest


def candidate(owner, rank=5, weight=1.0, credential=1):
    return {"credential_id": credential, "rank": rank, "owner": owner, "weight": weight, "reason": f"{owner} because"}


def suggested(steps, *candidates):
    return steps.rows("owner_suggestion", {"owner_candidate": candidates}, "credential_id", "suggested_owner", "suggestion_reason")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (candidate("zoe", rank=2), candidate("ann")),
        (candidate("zoe", weight=0.9), candidate("ann", weight=0.5)),
        (candidate("ann"), candidate("zoe")),
    ],
)
def test_lowest_rank_then_weight_then_name_is_suggested_with_its_own_reason(steps, first, second):
    assert suggested(steps, second, first) == [(1, first["owner"], first["reason"])]


def test_one_suggestion_a_credential(steps):
    rows = suggested(steps, candidate("ann"), candidate("bob"), candidate("bob", credential=2))
    assert [row[:2] for row in rows] == [(1, "ann"), (2, "bob")]
