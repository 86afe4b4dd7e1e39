"""Both themes are told at the beginning of each run; they are read from Streamlit's options once, and copied from then on.

Streamlit goes through some hundred options for it at every run, a tenth of the server's time for a change of a filter. They stand still
while a server runs (`server_options.py`).
"""

from collections.abc import Callable
from functools import cache, wraps

from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

Told = Callable[[CustomThemeConfig, str], None]


def tell_themes_once() -> None:
    """From now on, for all sessions of this server."""
    app_session._populate_theme_msg = _once(app_session._populate_theme_msg)  # noqa: SLF001 there is no public place for it


def _once(tell: Told) -> Told:
    @cache
    def told(section: str) -> CustomThemeConfig:
        message = CustomThemeConfig()
        tell(message, section)
        return message

    @wraps(tell)
    def copied(message: CustomThemeConfig, section: str = "theme") -> None:
        message.MergeFrom(told(section))

    return copied
