"""Credential: all about one key: what it reaches, what to revoke first, who must re-authenticate, and where each fact stands."""

from typing import Any

import polars as pl
import streamlit as st

from dashboard.app_pages import Page
from dashboard.charts.lifeline import lifeline
from dashboard.components.answers import answers
from dashboard.components.facts import facts
from dashboard.components.figure import figure
from dashboard.components.finding import finding, note
from dashboard.components.rows import rows
from dashboard.components.states import empty
from dashboard.components.to_do import most_urgent_first
from dashboard.metrics.life import spans
from dashboard.selection import Selection
from dashboard.theme import instant, plain
from dashboard.view import View
from etl import redact

PAGE = Page(title="Credential", section="Respond", position=2, icon=":material/key:")

PRIORITIES = {
    "act_now": "revoke now",
    "urgent": "replace, then revoke, within the time that policy gives",
    "schedule": "rotate on schedule",
    "track": "nothing to do today",
    "closed": "closed: it opens nothing any more",
}
OWNERSHIP = {
    "no_owner": "nobody is named",
    "owner_left": "the owner has left",
    "team_only": "a team, no person",
    "low_confidence": "a guess of low confidence",
    "owned": "a live, named person",
}
OFFERED = 10
TABLES = ("owner_claim", "dependency", "exposure", "usage_daily", "lifecycle_event", "source_conflict", "evidence")
HITS_MOST = 200


def show(view: View) -> None:
    """The key that the address or the search names; without either, the first to act on."""
    asked = _asked()
    if asked is None:
        return None
    if not asked:
        return _choice(view)
    found = _found(view, asked)
    if found.is_empty():
        return empty(
            f"No credential is called “{plain(asked[:80])}” in publication {view.number}.",
            remedy="Search by the provider's key id, a name, a hint as it is shown (sk-…abcd), or our credential id.",
        )
    if found.height > 1:
        return _several(view, found, asked)
    _one(view, found.row(0, named=True))
    return None


def ahead(view: View) -> None:
    """The order of a choice of filters, before a reader makes it."""
    _most_urgent(view)


def _most_urgent(view: View) -> Selection:
    return view.ranked("most urgent first", most_urgent_first)


def _asked() -> str | None:
    """What the reader looks for; None where it looks like a secret, which then goes no further."""
    if "sought" not in st.session_state:
        st.session_state["sought"] = st.query_params.get("credential", "")
    sought = (
        st.text_input(
            "Key id, name, hint or our credential id",
            key="sought",
            type="search",
            placeholder="key_…, AKIA…, a name, sk-…abcd",
            max_chars=300,
        )
        or ""
    ).strip()
    if sought and redact.holds_secret(sought):
        st.query_params.pop("credential", None)
        empty(
            "That looks like a secret itself.",
            remedy=f"It was not looked up, kept or logged. Search by its hint instead: {plain(redact.hint(sought) or '…')}",
        )
        return None
    if sought != st.query_params.get("credential", ""):
        if sought:
            st.query_params["credential"] = sought
        else:
            st.query_params.pop("credential", None)
    return sought


def _found(view: View, asked: str) -> pl.DataFrame:
    every = view.table("credential")
    word = pl.lit(asked)
    exact = every.filter((pl.col("credential_id").cast(pl.String) == word) | (pl.col("natural_key") == word))
    if not exact.is_empty():
        return exact
    named = every.filter((pl.col("name") == word) | (pl.col("hint") == word))
    if not named.is_empty():
        return named
    low = asked.lower()
    texts = [
        pl.col(name).str.to_lowercase().str.contains(low, literal=True).fill_null(value=False) for name in ("name", "natural_key", "hint")
    ]
    return every.filter(pl.any_horizontal(texts)).head(HITS_MOST)


def _choice(view: View) -> None:
    st.header("Which key?", anchor=False)
    note("Search above, or open one of the first to act on.")
    first = _most_urgent(view).first(OFFERED)
    rows(first, view, table="credential", columns=_LISTED, chosen={"first": OFFERED}, key="offered")


def _several(view: View, found: pl.DataFrame, asked: str) -> None:
    many = f"{found.height}" if found.height < HITS_MOST else f"at least {HITS_MOST}"
    st.header(f"{many} credentials fit “{plain(asked[:80])}”", anchor=False)
    note("Open the one you mean.")
    rows(found, view, table="credential", columns=_LISTED, chosen={"search": asked}, key="hits")


_LISTED = (
    "credential_id",
    "name",
    "hint",
    "provider",
    "kind",
    "environment",
    "business_unit",
    "owner",
    "status",
    "priority",
    "natural_key",
)


def _one(view: View, credential: dict[str, Any]) -> None:
    key = credential["credential_id"]
    title = plain(str(credential["name"] or credential["hint"] or credential["natural_key"]))
    finding(
        f"{title}: {PRIORITIES.get(credential['priority'], 'priority not known')}",
        view,
        population=plain(
            " · ".join(
                str(credential[name]).replace("_", " ") for name in ("provider", "kind", "environment", "status") if credential[name]
            )
        ),
    )
    if credential["priority_reason"]:
        (st.error if credential["priority"] == "act_now" else st.info)(
            plain(credential["priority_reason"]), icon=":material/priority_high:"
        )
    held = {name: _rows(view, name, key) for name in TABLES}
    held["rotation"] = pl.concat([_rows(view, "rotation", key, f"{side}_id") for side in ("predecessor", "successor")]).unique(
        maintain_order=True
    )
    answers(credential, held["dependency"], held["rotation"])
    _life(view, credential, held)
    _who(credential)
    facts(view, key, held)


def _rows(view: View, table: str, key: int, column: str = "credential_id") -> pl.DataFrame:
    return view.held.rows_of(table, key, column) if table in view.held.tables() else pl.DataFrame()


def _life(view: View, credential: dict[str, Any], held: dict[str, pl.DataFrame]) -> None:
    life = spans(
        credential,
        events=held["lifecycle_event"],
        use=held["usage_daily"],
        rotations=held["rotation"],
        exposures=held["exposure"],
        as_of=view.as_of,
    )
    st.subheader("Its life", anchor=False)
    figure(
        lambda: lifeline(life, view.palette),
        view,
        summary="Life, use, rotations and exposures of the credential over time",
        table=life.select("lane", "what", "starts_at", "ends_at", "certain"),
        key="life",
        of=credential["credential_id"],
    )
    note("Pale bars have a bound that is not known: they begin or end somewhere within. Diamonds are instants that a log proves.")


def _who(credential: dict[str, Any]) -> None:
    st.subheader("Who answers for it", anchor=False)
    owner = plain(credential["owner"]) if credential["owner"] else "nobody"
    confidence = credential["owner_confidence"]
    source = plain(credential["owner_source"]) if credential["owner_source"] else "no source"
    flags = ", ".join(flag.replace("_", " ") for flag in credential["ownership_flags"] or [])
    st.markdown(
        f"**{owner}** ({OWNERSHIP.get(credential['ownership_class'], 'not known')}), said by {source}"
        + (f" with confidence {confidence:.1f}" if confidence is not None else "")
        + (f", since {instant(credential['owner_valid_from'])}" if credential["owner_valid_from"] else "")
        + (f". Flags: {flags}." if flags else ".")
    )
    if credential.get("suggested_owner"):
        st.markdown(f"Ask first: **{plain(credential['suggested_owner'])}**. {plain(credential['suggestion_reason'])}.")
