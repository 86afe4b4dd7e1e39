"""A choice is sent to the server ahead of the browser's timers, behind which it waited while the page was drawn."""

import pytest

pytestmark = pytest.mark.browser

# What happens after a click, in order. The timer is set before Streamlit hears of the click, and would run before any timer of its own.
WATCH = """() => {
    const send = WebSocket.prototype.send;
    window.order = [];
    WebSocket.prototype.send = function (...given) { window.order.push('sent'); return send.apply(this, given); };
    addEventListener('click', () => setTimeout(() => window.order.push('timer')), {capture: true, once: true});
}"""


def test_choice_is_sent_before_a_timer_that_was_set_earlier(look):
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
