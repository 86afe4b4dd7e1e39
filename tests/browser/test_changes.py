"""What changed since the publication before leads to its rows."""

import pytest

pytestmark = pytest.mark.browser


def test_who_became_urgent_leads_to_them(look, served):
    first, second, *others = served.rows["credential"]
    now = [{**first, "priority": "track"}, {**second, "priority": "act_now"}, *others]
    served.publish(4, {**served.rows, "credential": now})
    try:
        seen = look("")
        seen.finding()
        seen.settled()
        told = seen.page.get_by_text("became “act now”")
        told.wait_for()
        assert "1 became “act now”, 1 ceased to be" in told.inner_text()
        ways = [told.get_by_role("link", name="1").nth(at).get_attribute("href") for at in (-2, -1)]
        for way, row in zip(ways, (second, first), strict=True):
            there = look(way)
            assert there.finding() == "1 row of credential match"
            there.page.get_by_text("The same rows by SQL").click()
            there.page.get_by_test_id("stCode").first.wait_for()
            assert str(row["credential_id"]) in there.page.get_by_test_id("stCode").first.text_content(), way
        assert seen.complaints == []
    finally:
        served.point_to(1)
