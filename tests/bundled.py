"""What `dashboard.at_once` sends in one piece, taken apart by what its format says: each message behind its length."""

import io
import struct

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg


def unbundled(content: bytes) -> list[ForwardMsg]:
    """The messages in a bundle."""
    rest, messages = io.BytesIO(content), []
    while length := rest.read(4):
        messages.append(ForwardMsg.FromString(rest.read(struct.unpack(">I", length)[0])))
    return messages
