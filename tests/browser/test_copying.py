"""A page's command is copied by its button, and to be copied by hand where a browser lets no page do it."""

import pytest

pytestmark = pytest.mark.browser

COMMAND = "keyinv export exposure --where \"state in ('open', 'contained')\" --format csv"


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_command_is_copied(look, served, by):
    seen = look("exposure_to_remediation")
    seen.page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=served.url)
    button = seen.page.get_by_role("button", name="Copy the command")
    if by == "mouse":
        button.click()
    else:
        button.press("Enter")
    seen.page.get_by_text("Copied").wait_for()
    assert seen.page.evaluate("navigator.clipboard.readText()") == COMMAND
    assert seen.page.evaluate("getSelection().toString()") == COMMAND
    seen.page.wait_for_function("() => document.querySelector('.command button').textContent === 'Copy'")
    assert seen.complaints == []


def test_command_is_selected_where_a_page_may_not_copy(look):
    seen = look("exposure_to_remediation")
    seen.page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('not allowed')); }")
    seen.page.get_by_role("button", name="Copy the command").click()
    assert seen.page.evaluate("getSelection().toString()") == COMMAND
    assert seen.page.locator(".command button").inner_text() == "Copy"
    assert seen.complaints == []
