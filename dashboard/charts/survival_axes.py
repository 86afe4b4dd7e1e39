"""What survival charts share: a log time axis, reference times, and how many are at risk below it. A falling line is good."""

import math
from collections.abc import Mapping, Sequence

import altair as alt
import polars as pl

from dashboard.metrics.survival import Curve
from dashboard.theme import Palette, duration

START = 60.0  # seconds: a log axis has no zero, shorter durations are drawn here and it is said
TICKS = (60, 600, 3_600, 21_600, 86_400, 604_800, 2_592_000, 31_536_000)
HEIGHT = 430
ROW_HEIGHT = 17
BELOW_AXIS = 70  # where the first row of counts stands: below the axis, its labels and its title
WIDER = 1.25  # the axis ends at one of few times, each so many times the one before: it stays while a reader changes filters


def end_of_axis(longest: float, times: Sequence[tuple[str, float]]) -> float:
    """Where the time axis ends, in seconds: beyond the longest duration and the last reference time."""
    least = times[-1][1] * 1.3
    steps = math.ceil(math.log(max(longest * 1.3 / least, 1.0), WIDER))
    return float(least * WIDER**steps)


def log_time(far: float) -> alt.X:
    """Time since exposure from one minute to `far`, in seconds."""
    labels = " : ".join(f"datum.value == {at} ? '{duration(at)}'" for at in TICKS) + " : ''"
    return alt.X(
        "seconds:Q",
        title="time since exposure (log scale)",
        scale=alt.Scale(type="log", domain=[START, far], nice=False),
        axis=alt.Axis(values=[at for at in TICKS if at <= far], labelExpr=labels, grid=False, labelOverlap=True),
    )


def share_left() -> alt.Y:
    """The share that lasts, from all to none."""
    return alt.Y(
        "share:Q",
        title="share still usable",
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(format="%", values=[0, 0.25, 0.5, 0.75, 1]),
    )


def references(times: Sequence[tuple[str, float]], palette: Palette, x: alt.X) -> list[alt.Chart]:
    """Dashed lines at times with a source, their names on two heights so that near ones do not run together."""
    marks = pl.DataFrame({"seconds": [at for _, at in times], "text": [text for text, _ in times]}).with_row_index("row")
    return [
        alt.Chart(marks).mark_rule(color=palette.muted, strokeDash=[3, 3]).encode(x=x),
        *(
            alt.Chart(marks.filter(pl.col("row") % 2 == odd))
            .mark_text(align="left", dx=3, y=4 + 13 * odd, baseline="top", color=palette.text, fontSize=11)
            .encode(x=x, text="text:N")
            for odd in (0, 1)
        ),
    ]


def counts(curve: Curve, far: float) -> pl.DataFrame:
    """At each tick up to `far`: how many are at risk, have ended by then, are open and were seen less long."""
    at = [tick for tick in TICKS if tick <= far]
    return pl.DataFrame(
        {
            "seconds": at,
            "at risk": [curve.at_risk_at(tick) for tick in at],
            "ended": [curve.ended_by(tick) for tick in at],
            "open": [curve.censored_by(tick) for tick in at],
        }
    )


def under(rows: Mapping[str, pl.DataFrame]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows of counts by name (columns seconds, count) as `below` draws them: their names, and at each tick their counts.

    All rows are lines of one text a tick: a layer a row would take longer to specify than all the rest of the chart.
    """
    lines = pl.concat([found.with_columns(count=_with_commas("count")) for found in rows.values()])
    stacked = lines.group_by("seconds", maintain_order=True).agg(pl.col("count").str.join("\n"))
    return pl.DataFrame({"name": ["\n".join(rows)]}), stacked


def below(names: alt.Chart, counted: alt.Chart, palette: Palette, x: alt.X) -> list[alt.Chart]:
    """Counts under the axis, at the ticks they are about, their names at the left: charts of the two frames of `under`."""
    style = {"lineBreak": "\n", "lineHeight": ROW_HEIGHT, "y": alt.ExprRef(f"height + {BELOW_AXIS}"), "fontSize": 11}
    return [
        names.mark_text(align="right", x=-24, limit=110, color=palette.muted, **style).encode(text="name:N"),
        counted.mark_text(color=palette.text, **style).encode(x=x, text="count:N"),
    ]


def _with_commas(name: str) -> pl.Expr:
    """Counts as they are read: 12,345."""
    return pl.col(name).map_elements("{:,}".format, return_dtype=pl.String)
