"""Our shares beside published ones, each with its statistic, sample, year and source."""

from dashboard.charts.beside import beside
from dashboard.components.figure import figure
from dashboard.components.finding import note
from dashboard.metrics.benchmarks import HOLDERS, holders_over_a_year
from dashboard.theme import counted, percent
from dashboard.view import View


def beside_published(view: View) -> None:
    """Shares of holders with a key older than a year, where provider and population are the published ones."""
    columns = ("provider", "kind", "principal", "age_days", "age_lower_days")
    found = view.shared("published", lambda: holders_over_a_year(view.active.columns(*columns)))
    if found.is_empty():
        populations = ", ".join(one.name for one in HOLDERS)
        return note(f"Nobody has published an age of keys like these. There are figures for {populations}; none match the filters.")
    figure(
        lambda: beside(found, view.palette),
        view,
        summary="Share of holders with a credential older than a year, ours beside published ones",
        table=found,
        key="published",
    )
    for one in (one for one in HOLDERS if one.name in found["population"].to_list()):
        said = one.benchmark
        sample = f", {said.sample}" if said.sample else ", sample not said"
        note(f"{said.title}: {percent(said.value)} ({said.statistic}{sample}; [{said.source} {said.year}]({said.url})).")
    unheld = int(found["unheld"].sum())
    note(
        "The lines are other people's populations, no target. Ours: holders that have an active key at all, so a share of all "
        "users would be lower; an unknown date widens the dot to a bar. "
        + (f"{counted(unheld, 'credential')} without a known holder left out." if unheld else "No credential is left out.")
    )
    return None
