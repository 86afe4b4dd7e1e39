import pytest

from etl.errors import RowRejectedError
from etl.records import Dependency
from etl.sources import Export, Page, register_dependencies

EXPORT = "register.dependencies"
PLANTED = "sk-ant-" + "api03-" + "Qw7xZ" * 19 + "AA"
HEADER = (
    "consumer_kind,consumer,environment,provider,tenant,key_ref,slot,via,criticality,customer_data,reauth_steps,owner_email,verified_at"
)
BY_NAME = 'service,claims-ocr,production,groq,corp-main,claims-ocr-prod,GROQ_API_KEY,,high,direct,"Update, then restart",ana@corp.example,2026-02-01'
BY_ID = "ci_job,nightly,test,openai,org-a,key_7Qd2aa,OPENAI_API_KEY,litellm,low,none,,,"
BY_HINT = "agent,triage,stg,anthropic,org-b,hint:sk-ant-…9wAA,,,,,,,"
SAMPLES = {EXPORT: f"{HEADER}\n{BY_NAME}\n{BY_ID}\n{BY_HINT}".encode()}
ROWS = [f"service,s{i},test,groq,corp,k{i},,,,,,," for i in range(20)]
SECRETS = {EXPORT: "\n".join([HEADER, *ROWS, BY_ID.replace("key_7Qd2aa", PLANTED), BY_NAME.replace("Update", PLANTED)]).encode()}


def read(*rows):
    return list(register_dependencies.SOURCE.read(Page(body="\n".join([HEADER, *rows]).encode()), Export(path="dependencies.csv")))


def test_a_key_is_referred_to_by_name_by_id_or_by_hint():
    found = read(BY_NAME, BY_ID, BY_HINT)
    assert [item.credential for item in found] == ["name:claims-ocr-prod", "key_7Qd2aa", "hint:sk-ant-…9wAA"]
    assert [item.consumer_kind for item in found] == ["service", "pipeline", "agent"]
    assert (found[0].customer_data, found[0].reauthentication, found[0].owner) == ("direct", "Update, then restart", "ana@corp.example")
    assert found[1].via == "litellm"
    assert found[2].environment == "staging"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("robot,x,test,groq,corp,k,,,,,,,", "is not one of service, gateway, agent, mcp_server, tool, workflow, ci_job, notebook, person"),
        ("service,,test,groq,corp,k,,,,,,,", "dependencies.csv:22 consumer: required; fill it in. [E010]"),
        ("service,x,test,groq,corp,,,,,,,,", "dependencies.csv:22 key_ref: required; fill it in. [E010]"),
        ("service,x,test,groq,corp,k,,,,,,,01/02/2026", 'verified_at: "01/02/2026" is ambiguous; write 2026-02-01 or 2026-01-02. [E020]'),
        (ROWS[0], "dependencies.csv:2: same consumer and key as line 22; keep one row. [E040]"),
    ],
)
def test_each_error_names_file_line_column_and_remedy(row, message):
    rejected = [str(item) for item in read(*ROWS, row) if isinstance(item, RowRejectedError)]
    assert message in rejected[0]
    assert all(isinstance(item, Dependency | RowRejectedError) for item in read(*ROWS, row))
