"""A table of many rows is sent a screen or two at a time, and the rest when a reader scrolls to it."""

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashboard.components.rows import LAZY_ABOVE, SENT_AT_A_TIME
from tests.bundled import unbundled

pytestmark = pytest.mark.browser
MANY = LAZY_ABOVE + 500


def sent(message: ForwardMsg):
    """The long table that a message of the server brings; none: another message."""
    element = message.delta.new_element
    if message.WhichOneof("type") == "delta" and element.WhichOneof("type") == "dataframe" and element.dataframe.HasField("lazy_data"):
        return element.dataframe.lazy_data
    return None


def test_a_long_table_is_sent_in_small_pieces(look, served, chromium):
    first = served.rows["credential"][0]
    many = [{**first, "credential_id": 2**58 + at, "natural_key": f"many_{at:05}", "name": f"many {at:05}"} for at in range(MANY)]
    served.publish(21, {**served.rows, "credential": many})
    try:
        context = chromium.new_context(viewport={"width": 1440, "height": 900})
        page = context.new_page()
        tables = []
        page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: tables.extend(map(sent, unbundled(frame)))))
        page.goto(f"{served.url}/explorer")
        page.get_by_role("heading", name=f"{MANY:,} rows of credential match").wait_for()
        page.get_by_test_id("stDataFrame").wait_for()
        page.wait_for_timeout(500)
        found = [table for table in tables if table is not None]
        assert {(table.row_count, table.page_size) for table in found} == {(MANY, SENT_AT_A_TIME)}
        context.close()
    finally:
        served.point_to(1)
