"""The field's words, a click away on every page."""

from typing import Any

from dashboard.glossary import TERMS


def words(place: Any) -> None:
    """A button in `place` that opens all terms, each with its sentence."""
    opened = place.popover("Words", icon=":material/dictionary:", width="stretch", on_change="rerun", key="words")
    if opened.open:
        opened.markdown("\n\n".join(f"**{term}**: {sentence}" for term, sentence in sorted(TERMS.items())))
