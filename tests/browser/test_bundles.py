"""What a run draws reaches the page in one message of the socket, and the page draws it in one go."""

from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.browser

# An element that waits for its part of a run while another part is drawn is marked as stale.
WATCH = """() => {
    window.stale = 0;
    const watch = new MutationObserver((all) => { window.stale += all.length; });
    watch.observe(document.body, {subtree: true, attributeFilter: ['data-stale']});
}"""


@pytest.mark.parametrize("path", ["", "rotation_lag"])
def test_a_filter_changes_the_page_by_one_message(look, path):
    seen = look(path)
    seen.finding()
    asked, received = [], []

    def opened(socket):
        asked.append(urlsplit(socket.url).query)
        socket.on("framereceived", lambda frame: received.append(len(frame)))

    seen.page.on("websocket", opened)
    seen.page.reload()
    before = seen.finding()
    seen.settled()
    assert asked == ["bundles="]
    assert len(received) > 5  # the first run comes as it is drawn
    received.clear()
    seen.page.evaluate(WATCH)
    seen.page.get_by_role("toolbar", name="Provider").get_by_role("button", name="aws", exact=True).click()
    seen.page.wait_for_function("(before) => document.querySelector('h2').innerText !== before", arg=before)
    seen.settled()
    assert [length for length in received if length > 1000] == [max(received)]
    assert seen.page.evaluate("window.stale") == 0
    assert seen.complaints == []
