import json

import pytest

from etl.errors import FileRejectedError
from etl.landing.discover import files
from etl.landing.document import opened
from etl.sources import Sample, openai_other

EXPORT = "openai.other"
DELETED = {"object": "organization.project.api_key.deleted", "id": "key_1", "deleted": True}
SAMPLES = {EXPORT: json.dumps(DELETED).encode()}
SECRETS = SAMPLES


@pytest.mark.parametrize(
    "top",
    [
        DELETED,
        {"object": "list", "data": [{"object": "organization.invite", "id": "invite-1"}], "has_more": False},
        {"object": "list", "data": [{"object": "role", "id": "role_1"}], "has_more": False},
    ],
)
def test_answers_without_keys_are_known_and_give_nothing(top):
    assert openai_other.SOURCE.recognises(Sample(format="json", top=top))
    assert openai_other.SOURCE.read is None


@pytest.mark.parametrize(
    "top",
    [
        {"object": "list", "data": [{"object": "organization.project.api_key", "id": "key_1"}]},
        {"object": "list", "data": [{"object": "model", "id": "gpt-x"}]},
        {"data": [{"type": "api_key", "id": "apikey_1"}], "has_more": False},
        {"object": "list", "data": []},
    ],
)
def test_listings_of_keys_and_of_others_are_not_taken_for_it(top):
    assert not openai_other.SOURCE.recognises(Sample(format="json", top=top))


def test_every_valid_example_is_known_and_every_broken_one_refused(shared_data):
    known, refused = set(), []
    for landed in files([str(shared_data / "openai_admin")]):
        try:
            known.add((landed.path, opened(landed).source.export))
        except FileRejectedError as error:
            refused.append(error.code)
    assert (len(known), refused) == (98, ["invalid_json"] * 7)
    assert {export for _, export in known} == {
        "openai.admin_api_keys", "openai.project_api_keys", "openai.service_accounts", "openai.projects", "openai.users",
        "openai.usage", "openai.costs", "openai.other",
    }  # fmt: skip
