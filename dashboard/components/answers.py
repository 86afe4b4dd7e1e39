"""What an incident responder asks of one key, side by side: what it reaches, what is revoked first, who must re-authenticate."""

from typing import Any

import polars as pl
import streamlit as st

from dashboard.theme import counted, instant, plain

NAMED_MOST = 6
ENDED = ("revoked", "expired", "absent")
CUSTOMERS = {
    True: "Reaches customer data",
    False: "Reaches no customer data",
    None: "Whether it reaches customer data is not known",
}


def answers(credential: dict[str, Any], dependencies: pl.DataFrame, rotations: pl.DataFrame) -> None:
    """The three answers for a row of `credential`, with the rows of `dependency` and `rotation` that name it."""
    row = st.container(horizontal=True, gap="small")
    for title, lines in (
        ("What it reaches", _reaches(credential)),
        ("What is revoked first", _order(credential, rotations)),
        ("Who must re-authenticate", _reauthenticate(dependencies)),
    ):
        with row.container(border=True, width="stretch", height="stretch"):
            st.markdown(f"**{title}**")
            st.markdown("\n".join(f"- {line}" for line in lines))


def _reaches(credential: dict[str, Any]) -> list[str]:
    lines = [f"Privilege: {credential['privilege'] or 'not known'}"]
    lines.append(_listed("scope", credential["scopes"]) if credential["scopes"] else "Scopes: not known")
    lines.append(CUSTOMERS[credential["reaches_customer_data"]])
    direct = counted(credential["dependent_count"] or 0, "direct dependent")
    lines.append(f"{counted(credential['blast_radius'] or 0, 'service')} within its reach, {direct}")
    if credential["data_classes"]:
        lines.append(f"Data: {plain(', '.join(credential['data_classes']))}")
    return lines


def _listed(noun: str, names: list[str]) -> str:
    more = " …" if len(names) > NAMED_MOST else ""
    return f"{counted(len(names), noun)}: {plain(', '.join(names[:NAMED_MOST]))}{more}"


def _order(credential: dict[str, Any], rotations: pl.DataFrame) -> list[str]:
    if credential["status"] in ENDED:
        return [f"Nothing: it is {credential['status']} already"]
    lines = [f"Open exposures: {credential['open_exposures'] or 0:,}"]
    if rotations.height and not rotations.filter(pl.col("state").is_in(["overlapping", "unfinished"])).is_empty():
        lines.append("A successor is there: move what is left, then revoke this one")
    elif credential["dependent_count"]:
        lines.append("Issue the successor, move the dependents, then revoke")
    else:
        lines.append("No dependent is known: disable it, watch for failures, then delete")
    return [*lines, _in_use(credential)]


def _in_use(credential: dict[str, Any]) -> str:
    if credential["use_state"] == "never_used":
        return "Never used: nothing breaks"
    if credential["use_state"] == "used":
        return f"In use, last seen {instant(credential['last_used_observed_at'] or credential['last_used_claimed_at'])}"
    return "Use is not known: disable before deleting"


def _reauthenticate(dependencies: pl.DataFrame) -> list[str]:
    if dependencies.is_empty():
        return ["No dependent is known; that is not proof that there is none"]
    lines = []
    for row in dependencies.head(NAMED_MOST).iter_rows(named=True):
        owner = f" ({plain(row['owner'])})" if row["owner"] else ""
        how = f": {plain(row['reauthentication'])}" if row["reauthentication"] else ""
        lines.append(f"{plain(row['consumer'])}{owner}{how}")
    rest = dependencies.height - NAMED_MOST
    return [*lines, f"and {rest:,} more below"] if rest > 0 else lines
