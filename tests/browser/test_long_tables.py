"""A table of many cells is sent a screen or two at a time, and the rest when a reader scrolls to it."""

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashboard.components.rows import MOST_CELLS, SENT_AT_A_TIME
from tests.bundled import unbundled

pytestmark = pytest.mark.browser
MANY = 700


def sent(message: ForwardMsg):
    """The table that a message of the server brings; none: another message."""
    element = message.delta.new_element
    return element.dataframe if message.WhichOneof("type") == "delta" and element.WhichOneof("type") == "dataframe" else None


def _tables(served, chromium, query):
    """What the server sends of the rows in the Explorer."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    tables = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: tables.extend(map(sent, unbundled(frame)))))
    page.goto(f"{served.url}/explorer{query}")
    page.get_by_role("heading", name=f"{MANY:,} rows of credential match").wait_for()
    page.get_by_test_id("stDataFrame").wait_for()
    page.wait_for_timeout(500)
    context.close()
    found = [table for table in tables if table is not None]
    assert found
    return found


def test_table_of_many_cells_is_sent_in_small_pieces(served, chromium):
    """Seven hundred rows of all columns are, and of two columns not."""
    first = served.rows["credential"][0]
    assert MANY * 2 < MOST_CELLS < MANY * 20
    many = [{**first, "credential_id": 2**58 + at, "natural_key": f"many_{at:05}", "name": f"many {at:05}"} for at in range(MANY)]
    served.publish(21, {**served.rows, "credential": many})
    try:
        wide = _tables(served, chromium, "")
        assert {(table.lazy_data.row_count, table.lazy_data.page_size) for table in wide} == {(MANY, SENT_AT_A_TIME)}
        narrow = _tables(served, chromium, "?columns_credential=name&columns_credential=provider")
        assert not any(table.HasField("lazy_data") for table in narrow)
    finally:
        served.point_to(1)
