"""The page of one credential: found by any of its names, its answers, and nothing kept of a secret."""

from datetime import date, timedelta

import pytest

from dashboard.data import Held
from dashboard.theme import plain

KEY = 2**59 + 7


@pytest.fixture
def register(published):
    start = published.AS_OF - timedelta(days=40)
    return published.held(
        credential=[
            {
                "credential_id": KEY, "natural_key": "key_abc", "name": "chat prod", "hint": "sk-proj-…wxyz", "priority": "act_now",
                "priority_reason": "Publicly exposed, still valid: revoke now (1 h).", "created_at": start, "privilege": "write",
                "scopes": ["model.read", "model.write"], "reaches_customer_data": True, "blast_radius": 3, "dependent_count": 2,
                "open_exposures": 1, "owner_source": "register.keys", "owner_valid_from": start, "use_state": "used",
                "last_used_observed_at": published.AS_OF, "data_classes": ["customer_content"],
            },
            {"credential_id": 2, "natural_key": "key_def", "name": "twin", "hint": "sk-…aaaa"},
            {"credential_id": 3, "natural_key": "key_ghi", "name": "twin", "hint": "sk-…bbbb", "status": "revoked", "priority": "closed"},
        ],
        dependency=[
            {"credential_id": KEY, "consumer": "shop <b>", "owner": "ada@example.org", "reauthentication": "restart the pods"},
            {"credential_id": KEY, "consumer": "crm"},
        ],
        exposure=[{"exposure_id": 1, "credential_id": KEY, "state": "open", "repository": "acme/x", "detected_at": start}],
        rotation=[{"rotation_id": 1, "predecessor_id": KEY, "successor_id": 2, "state": "overlapping", "started_upper": start}],
        usage_daily=[{"credential_id": KEY, "day": date(2026, 10, day), "requests": 5} for day in (1, 2, 3, 9)],
        lifecycle_event=[{"credential_id": KEY, "kind": "created", "at_lower": start, "at_upper": start, "evidence": "log"}],
        evidence=[{"credential_id": KEY, "field": "name", "value": "chat prod", "path": "keys.jsonl", "row_no": 4}],
        owner_claim=[
            {"credential_id": KEY, "owner": "bo@example.org", "basis": "creator", "confidence": 0.9, "snapshot_id": 5, "row_no": 2},
            {"credential_id": KEY, "owner": "ada@example.org", "basis": "register", "confidence": 0.8, "is_winner": True, "snapshot_id": 6,
             "row_no": 9},
            {"credential_id": 2, "owner": "cy@example.org", "basis": "register"},
        ],
        source_conflict=[{"credential_id": KEY, "row_no": 3}],
        landing_snapshot=[{"snapshot_id": 6, "path": "register/keys.csv"}],
    )  # fmt: skip


def words(app):
    return " ".join(block.value for block in [*app.markdown, *app.caption, *app.error, *app.info])


@pytest.mark.parametrize("asked", [str(KEY), "key_abc", "chat prod", "sk-proj-…wxyz", "CHAT"])
def test_key_is_found_by_any_of_its_names(page, register, asked):
    app = page("credential", register, credential=asked)
    assert app.header[0].value == "chat prod: revoke now"
    assert "Publicly exposed, still valid" in app.error[0].value.replace("\\", "")


def test_three_answers_of_a_responder(page, register):
    said = words(page("credential", register, credential="key_abc")).replace("\\", "")
    assert "2 scopes: model.read, model.write" in said
    assert "3 services within its reach, 2 direct dependents" in said
    assert "Open exposures: 1" in said and "A successor is there: move what is left, then revoke this one" in said
    assert "- shop <b> (ada@example.org): restart the pods" in said and "- crm" in said


def test_every_table_about_it_is_there_with_its_rows(page, register):
    app = page("credential", register, credential="key_abc", opened=["life_twin"])
    # life line's twin, claims, dependencies, exposures, rotations, use by model, by day, changes, conflicts, evidence
    assert [frame.value.shape[0] for frame in app.dataframe] == [6, 2, 2, 1, 1, 1, 4, 1, 1, 1]
    assert app.dataframe[-1].value[["field", "path", "row_no"]].values.tolist() == [["name", "keys.jsonl", 4]]


def test_claim_that_counts_stands_first_and_names_its_file_and_row(page, register):
    claims = page("credential", register, credential="key_abc").dataframe[0].value
    assert claims[["result", "owner", "basis"]].values.tolist() == [
        ["✓ counts", "ada@example.org", "register"],
        ["beaten", "bo@example.org", "creator"],
    ]
    assert claims[["file", "row_no"]].values.tolist()[0] == ["register/keys.csv", 9]


def test_publication_from_before_the_claims_still_shows_the_key(page, published):
    held = published.held(credential=[{"credential_id": 1, "name": "old"}])
    before = dict(held.tables())
    del before["owner_claim"], before["source_conflict"]
    older = Held(held.published, held.load, lambda: before, recorder=held.recorder)
    app = page("credential", older, credential="1")
    assert "This publication has no such table." in words(app)


def test_names_of_several_are_offered(page, register):
    app = page("credential", register, credential="twin")
    assert app.header[0].value == "2 credentials fit “twin”"
    assert app.dataframe[0].value["open_credential"].tolist() == ["credential?credential=2", "credential?credential=3"]


def test_ended_key_has_nothing_to_revoke(page, register):
    app = page("credential", register, credential="key_ghi")
    assert app.header[0].value == "twin: closed: it opens nothing any more"
    assert "Nothing: it is revoked already" in words(app)


def test_unknown_key_says_so_with_a_way_on(page, register):
    app = page("credential", register, credential="<b>nobody")
    assert "No credential is called" in app.header[0].value and "<b>" not in app.header[0].value
    assert "Search by the provider's key id" in app.info[0].value


def test_without_a_key_the_first_to_act_on_are_offered(page, register):
    app = page("credential", register)
    assert app.header[0].value == "Which key?"
    assert app.dataframe[0].value["credential_id"].tolist()[0] == str(KEY)


def test_secret_that_is_pasted_is_neither_looked_up_nor_kept(page, register):
    secret = "sk-proj-" + "Ab3" * 16
    app = page("credential", register, credential=secret)
    assert app.header[0].value == "That looks like a secret itself."
    assert "credential" not in app.query_params
    assert secret not in words(app)


@pytest.mark.parametrize(
    "name", ["x" * 300, "مفتاح الخدمة", "🔑 <script>alert(1)</script> **b** :smile: $x$", "a" * 120 + " [l](javascript:x)"]
)
def test_strange_names_are_shown_as_text(page, published, name):
    held = published.held(
        credential=[{"credential_id": 1, "name": name, "owner": name}], dependency=[{"credential_id": 1, "consumer": name}]
    )
    app = page("credential", held, credential="1")
    title = app.header[0].value
    assert title == f"{plain(name)}: nothing to do today"
    assert "<script>" not in title and "](" not in title
    assert app.dataframe[-1].value.shape[0] == 1


def test_key_of_who_left_says_whom_to_ask_and_why(page, published):
    reason = "Manager of ada@x, who left 2026-10-01"
    held = published.held(credential=[{"credential_id": 1, "suggested_owner": "bob@x", "suggestion_reason": reason}])
    app = page("credential", held, credential="1")
    assert any("Ask first" in one.value and "bob" in one.value and "who left 2026" in one.value for one in app.markdown)
