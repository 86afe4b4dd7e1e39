"""A choice reaches the server before the page is drawn with it."""

import pytest

pytestmark = pytest.mark.browser

# What happens after a press, in order: the choice is sent, and the browser draws. Drawing is asked for first.
WATCH = """() => {
    const send = WebSocket.prototype.send;
    window.order = [];
    WebSocket.prototype.send = function (...given) { window.order.push('sent'); return send.apply(this, given); };
    addEventListener('click', () => setTimeout(() => window.order.push('timer')), {capture: true, once: true});
}"""


def test_choice_is_sent_before_timers_and_drawing(look):
    seen = look("key_age")
    seen.finding()
    seen.settled()
    seen.page.evaluate(WATCH)
    before = seen.finding()
    seen.page.get_by_role("toolbar", name="Provider").get_by_role("button", name="aws", exact=True).click()
    seen.page.wait_for_function("(before) => document.querySelector('h2').innerText !== before", arg=before)
    assert seen.page.evaluate("window.order") == ["sent", "timer"]
    assert seen.complaints == []


def test_other_timers_can_be_stopped(look):
    seen = look("key_age")
    seen.finding()
    ran = seen.page.evaluate(
        """async () => {
            let ran = [];
            const stopped = setTimeout(() => ran.push('stopped'), 0);
            clearTimeout(stopped);
            setTimeout((...given) => ran.push(given.join(' ')), 0, 'with', 'words');
            await new Promise((resolve) => setTimeout(resolve, 50));
            return ran;
        }"""
    )
    assert ran == ["with words"]
