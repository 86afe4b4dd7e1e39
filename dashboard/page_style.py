"""The look of our own HTML, and of what of Streamlit's is not as it should be."""

from dashboard.theme import Palette

LINE_WIDTH = 60  # pixels of a tile's small line, so that it stands beside the value where five tiles share 900 of them
TABS = "View"  # what a row of buttons is called that looks like tabs, and by which the look finds it


def page_style(colours: Palette) -> str:
    """The look of our HTML, and a ring by which whoever uses the keyboard sees where they are: Streamlit's is pale, and links have none.

    And no button of Streamlit's own that saves or copies a chart: it would be recorded nowhere, and tell neither filter nor as-of.
    """
    reached = ":is(a, button, summary, input, [tabindex]):focus-visible"
    ring = f"{reached} {{ outline: 2px solid {colours.accent}; outline-offset: 2px; }}"
    unsaved = 'button:is([aria-label^="Download as PNG"], [aria-label^="Copy Vega-Lite spec"]) { display: none; }'
    parts = (_tile_style, _action_style, _table_style, _sidebar_style, _tabs_style)
    return f"<style>{ring} {unsaved} {' '.join(part(colours) for part in parts)}</style>"


def _tile_style(colours: Palette) -> str:
    """Tiles share a row, and wrap; help opens under its question mark, and in the middle where a browser knows no anchors."""
    edge = f"1px solid {colours.line}"
    return f"""
.tiles {{ display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; }}
.tiles > div {{ flex: 1 1 9.5rem; border: {edge}; border-radius: 0.375rem; padding: 1rem 0.85rem; }}
.stHtml dl.tile {{ margin: 0; padding: 0; font-size: 0.875rem; }}
.tile dt {{ font-weight: 400; white-space: nowrap; }}
.tile dt, .tile dd {{ margin: 0; padding: 0; }}
.tile .value {{ display: flex; align-items: center; justify-content: space-between; gap: 0.25rem; font-size: 1.7rem; font-weight: 600;
    line-height: 1.5; white-space: nowrap; }}
.tile .value img {{ flex: 0 1 {LINE_WIDTH}px; min-width: 0; }}
.tile .beside {{ color: {colours.muted}; }}
.tile .way {{ padding-top: 0.5rem; }}
.tile .way a {{ color: {colours.text}; text-decoration: none; white-space: nowrap; }}
.tile .way a:hover {{ text-decoration: underline; }}
.tile button {{ width: 1.1rem; height: 1.1rem; padding: 0; border: 1px solid {colours.muted}; border-radius: 50%; background: none;
    color: {colours.muted}; font-size: 0.7rem; line-height: 1; cursor: help; vertical-align: text-bottom; }}
[popover] {{ max-width: 20rem; border: {edge}; border-radius: 0.375rem; padding: 0.5rem 0.75rem; background: {colours.background};
    color: {colours.text}; font-size: 0.875rem; position-area: bottom span-right; position-try-fallbacks: flip-inline, flip-block; }}
@supports (position-area: bottom) {{ [popover] {{ margin: 0.25rem 0; inset: auto; }} }}"""


def _action_style(colours: Palette) -> str:
    """Steps to take in a frame of their own, with a command that wraps and its button."""
    edge = f"1px solid {colours.line}"
    return f"""
.action {{ border: {edge}; border-radius: 0.375rem; padding: 1rem; }}
.action p {{ margin: 0 0 0.5rem; font-weight: 600; }}
.action ol {{ margin: 0 0 1rem; padding: 0 0 0 1.5rem; }}
.action li {{ margin: 0 0 0.25rem; }}
.command {{ display: flex; align-items: flex-start; gap: 0.75rem; border-radius: 0.375rem; padding: 0.5rem 0.75rem;
    background: {colours.surface}; }}
.command code {{ flex: 1; padding: 0.2rem 0; background: none; color: {colours.text}; font-size: 0.875rem; white-space: pre-wrap;
    overflow-wrap: anywhere; }}
.command button {{ flex: none; border: {edge}; border-radius: 0.25rem; padding: 0.2rem 0.6rem; background: {colours.background};
    color: {colours.text}; font-size: 0.8rem; cursor: pointer; }}"""


def _table_style(colours: Palette) -> str:
    """A table of few rows, which scrolls sideways where a screen is narrow."""
    return f"""
.small-table {{ overflow-x: auto; font-size: 0.875rem; }}
.small-table table {{ width: 100%; border-collapse: collapse; }}
.small-table :is(th, td) {{ border: none; border-bottom: 1px solid {colours.line}; padding: 0.25rem 0.5rem; font-weight: 400;
    text-align: left; white-space: nowrap; }}
.small-table thead th {{ color: {colours.muted}; }}
.small-table .number {{ text-align: right; font-variant-numeric: tabular-nums; }}"""


def _sidebar_style(colours: Palette) -> str:
    """Pages below each other, a line under them, the current one by its ground and its weight; a button that opens the words."""
    return f"""
.symbol {{ width: 1em; overflow: hidden; font: 400 1rem/1 "Material Symbols Rounded"; user-select: none; }}
.pages {{ border-bottom: 1px solid {colours.line}; padding-bottom: 1rem; }}
.pages ul {{ margin: 0; padding: 0; list-style: none; }}
.pages li {{ margin: 0; padding: 0.125rem 0; }}
.pages a {{ display: flex; align-items: center; gap: 0.5rem; border-radius: 0.28rem; padding: 0 0.5rem; color: {colours.text};
    font-size: 0.875rem; line-height: 1.75rem; text-decoration: none; }}
.pages a:hover, .pages a[aria-current] {{ background: color-mix(in srgb, {colours.muted} 15%, transparent); }}
.pages a[aria-current] {{ font-weight: 600; }}
.stHtml h3.beside {{ margin: 0; padding: 0.25rem 0; font-size: 1rem; font-weight: 600; }}
.words button {{ display: flex; align-items: center; justify-content: center; gap: 0.5rem; width: 100%; min-height: 2.5rem;
    border: 1px solid {colours.line}; border-radius: 0.375rem; background: hsl(from {colours.surface} h s calc(l + 3));
    color: {colours.text}; font-size: 0.875rem; cursor: pointer; }}
.words button:hover {{ border-color: {colours.accent}; color: {colours.accent}; }}
.words [popover] {{ width: min(30rem, calc(100vw - 2rem)); max-width: none; max-height: 75vh; overflow-y: auto; }}
.stHtml .words :is(dl, dt, dd) {{ margin: 0; padding: 0; font-size: 0.875rem; }}
.stHtml .words dt {{ padding-top: 0.5rem; font-weight: 600; }}"""


def _tabs_style(colours: Palette) -> str:
    """Words on a line, the chosen one underlined."""
    buttons = f'[role=radiogroup][aria-label="{TABS}"]'
    return f"""
.stButtonGroup {buttons} {{ column-gap: 1rem; border-bottom: 1px solid {colours.line}; }}
.stButtonGroup {buttons} button {{ border: none; border-bottom: 2px solid transparent; border-radius: 0; padding: 0 0 0.25rem;
    background: none; }}
.stButtonGroup {buttons} button:hover {{ color: {colours.accent}; }}
.stButtonGroup {buttons} button[aria-checked=true] {{ border-bottom-color: {colours.accent}; color: {colours.accent}; }}"""
