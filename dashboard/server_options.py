"""Streamlit's options: what the server does, the two themes from our palette, and the font that comes with the app.

The font is IBM Plex Sans (SIL Open Font License, static/fonts/OFL.txt): its figures are all of one width, so that numbers
stand below each other in tables and tiles. It is served by this server; nothing is fetched from outside.
"""

import json

from dashboard.theme import DARK, LIGHT

FONT = "IBM Plex Sans"
# Which characters each file of the font has, so that a browser asks only for those it shows.
FONT_FILES = {
    "latin": "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,U+2000-206F,U+20AC,U+2122,"
    "U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD",
    "latin-ext": "U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+0304,U+0308,U+0329,U+1D00-1DBF,U+1E00-1E9F,"
    "U+1EF2-1EFF,U+2020,U+20A0-20AB,U+20AD-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF",
    "cyrillic": "U+0301,U+0400-045F,U+0490-0491,U+04B0-04B1,U+2116",
    "greek": "U+0370-0377,U+037A-037F,U+0384-038A,U+038C,U+038E-03A1,U+03A3-03FF",
}
HEADINGS = ("1.75rem", "1.5rem", "1.2rem", "1.05rem", "1rem", "0.9rem")  # a finding of sixty characters stands on one line at 1440 pixels
HEADINGS_BESIDE = ("1.2rem", "1.1rem", "1rem", "0.95rem", "0.9rem", "0.85rem")


def streamlit_options() -> dict[str, str | bool | int]:
    """All options by name: both themes, no telemetry, no upload, errors told by us."""
    options: dict[str, str | bool | int] = {
        "browser.gatherUsageStats": False,
        "client.allowedOrigins": "https://nowhere.invalid",  # no page around this one steers it; the default ten take 10 ms a choice
        "client.toolbarMode": "viewer",
        "client.disableDataExport": True,  # the grid's own CSV is not formula-safe and knows no sidecar
        "client.showErrorDetails": "none",
        "runner.postScriptGC": False,  # it walks all that is imported after each run, before the page is told that it has ended: 140 ms
        "server.enableStaticServing": True,  # static/ alone: the font and the icon
        "server.fileWatcherType": "none",
        "server.showEmailPrompt": False,
        "server.maxUploadSize": 1,
        "theme.font": f"'{FONT}', sans-serif",
        "theme.fontFaces": json.dumps([_face(name, characters) for name, characters in FONT_FILES.items()]),
        "theme.headingFontSizes": json.dumps(HEADINGS),
        "theme.headingFontWeights": json.dumps([600] * 6),
        "theme.sidebar.headingFontSizes": json.dumps(HEADINGS_BESIDE),
        "theme.baseRadius": "0.375rem",
        "theme.paddingTop": "0rem",
        "theme.paddingBottom": "4rem",
    }
    for name, colours in (("light", LIGHT), ("dark", DARK)):
        options |= {
            f"theme.{name}.primaryColor": colours.accent,
            f"theme.{name}.backgroundColor": colours.background,
            f"theme.{name}.secondaryBackgroundColor": colours.surface,
            f"theme.{name}.textColor": colours.text,
            f"theme.{name}.linkColor": colours.accent,
            f"theme.{name}.borderColor": colours.line,
            f"theme.{name}.dataframeBorderColor": colours.line,
            f"theme.{name}.dataframeHeaderBackgroundColor": colours.surface,
            f"theme.{name}.dataframeHeaderTextColor": colours.muted,
            f"theme.{name}.sidebar.backgroundColor": colours.surface,
        }
    return options


def _face(name: str, characters: str) -> dict[str, str]:
    url = f"app/static/fonts/ibm-plex-sans-{name}-wght-normal.woff2"
    return {"family": FONT, "url": url, "weight": "100 700", "style": "normal", "unicodeRange": characters}
