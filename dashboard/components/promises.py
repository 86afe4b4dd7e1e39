"""The service level as a picture whose bars pick rows, with the hours that policy promises."""

import polars as pl

from dashboard.charts.service_level import service_level
from dashboard.components.figure import figure
from dashboard.components.finding import note
from dashboard.components.picking import Picked
from dashboard.metrics.service_level import by_priority, levels, promised_hours
from dashboard.theme import counted, percent
from dashboard.view import View


def promises(view: View, population: pl.DataFrame, whom: str) -> Picked:
    """Met, breached, pending by priority; the marks picked."""
    found = view.shared(("promises", whom), lambda: by_priority(population))
    if found.is_empty():
        note("No exposure has a promised time: nothing that was at risk matched a level of policy's `remediation_sla_hours`.")
        return []
    hours = promised_hours(view.table("policy")) if "policy" in view.held.tables() else {}
    table = levels(found, hours)
    late, decided = int(table["breached_open"].sum()), int((table["met"] + table["breached"]).sum())
    met = int(table["met"].sum())
    picked = figure(
        lambda: service_level(found, hours, view.palette),
        view,
        summary=f"{met:,} of {decided:,} decided promises were kept; {late:,} are late and still open",
        table=table,
        key="promises",
        of=whom,
        picks=("priority", "sla_state"),
    )
    note(
        f"**{percent(met / decided) if decided else 'None'}** kept of {counted(decided, 'promise')} decided: met / (met + breached). "
        f"{counted(late, 'breached one')} of these still open: first in the rows below, with the clock. Pending: open within the time. "
        "Not decidable: revoked between two looks around the due time. The clock runs from detection to revocation, the level is that "
        "of the day it was found. Pick a segment to see its rows."
    )
    return picked
