from etl.records import Credential
from etl.warehouse import publication
from tests.builders import rows, snapshot


def test_each_state_names_the_file_and_row_that_show_it(warehouse):
    key = Credential(row_no=7, provider="openai", tenant="t", natural_key="key_1", kind="api_key", name="bot", status="active")
    number = snapshot(warehouse, "openai.project_api_keys", [key])
    draft = publication.build(warehouse, only={"evidence"})
    found = rows(
        warehouse,
        f"select field, value, source, snapshot_id, row_no from {draft.schema}.evidence where field in ('name', 'status') order by field",
    )
    told = {"source": "openai.project_api_keys", "snapshot_id": number, "row_no": 7}
    assert found == [{"field": "name", "value": "bot", **told}, {"field": "status", "value": "active", **told}]


def test_nothing_loaded_is_no_evidence(warehouse):
    draft = publication.build(warehouse, only={"evidence"})
    assert rows(warehouse, f"select * from {draft.schema}.evidence_state") == []
