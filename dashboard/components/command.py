"""A command to be copied. Streamlit's own element for code brings its colours along, 1.6 MB that a first visit waits half a second for."""

from html import escape


def command_html(command: str) -> str:
    """The command beside a button that copies it (`page_scripts/copying.js`); its look is in `page_style.py`."""
    button = '<button type="button" aria-live="polite" aria-label="Copy the command">Copy</button>'
    return f'<div class="command"><code>{escape(command)}</code>{button}</div>'
