"""Kaplan-Meier step curve on a log time axis, with band, censor ticks and reference times. A falling line is good."""

from collections.abc import Sequence

import altair as alt
import numpy as np
import polars as pl

from dashboard.metrics.survival import Curve
from dashboard.metrics.turnbull import Mass
from dashboard.theme import Palette, duration

START = 60.0  # seconds: a log axis has no zero, shorter durations are drawn here and it is said
FEWEST_AT_RISK = 5
TICKS_A_UNIT = 30  # of the log scale: closer ones would fall on the same two pixels
MOST_STEPS = 300
TICKS = (60, 600, 3_600, 21_600, 86_400, 604_800, 2_592_000, 31_536_000)


def steps(curve: Curve) -> pl.DataFrame:
    """The curve as points: seconds, share, lower, upper, at_risk; it stops where fewer than five are at risk."""
    shown = curve.at_risk >= min(FEWEST_AT_RISK, curve.n)
    time = np.concatenate([[START], np.maximum(curve.time[shown], START)])
    frame = pl.DataFrame(
        {
            "seconds": time,
            "share": np.concatenate([[1.0], curve.survival[shown]]),
            "lower": np.concatenate([[1.0], curve.lower[shown]]),
            "upper": np.concatenate([[1.0], curve.upper[shown]]),
            "at_risk": np.concatenate([[float(curve.n)], curve.at_risk[shown]]),
        }
    ).with_columns(pl.col("lower", "upper").fill_nan(None).forward_fill())
    if frame.height > MOST_STEPS:  # one step a slice of the log axis is all a screen can show
        slices = (frame["seconds"].log() / np.log(float(time.max()) / START + 1.0) * MOST_STEPS).floor()
        frame = frame.with_columns(slice=slices).group_by("slice", maintain_order=True).last().drop("slice")
    return _carried_on(frame, curve)


def _carried_on(frame: pl.DataFrame, curve: Curve) -> pl.DataFrame:
    """The last step goes on to the longest follow-up, so that the open ones are seen to stay."""
    last = frame.tail(1)
    hidden = curve.time[curve.at_risk < min(FEWEST_AT_RISK, curve.n)]
    until = float(hidden[0]) if hidden.size else curve.longest
    if until <= last["seconds"][0]:
        return frame
    return pl.concat([frame, last.with_columns(seconds=pl.lit(until))])


def survival(curve: Curve, references: Sequence[tuple[str, float]], palette: Palette, band: Mass | None = None) -> alt.LayerChart:
    """The curve with its 95 % band; `band` adds, shaded, how far looks at intervals leave it open."""
    drawn = steps(curve).with_columns(
        duration=pl.col("seconds").map_elements(duration, return_dtype=pl.String),
    )
    far = max(float(drawn["seconds"].max()), references[-1][1]) * 1.3  # type: ignore[arg-type]
    labels = " : ".join(f"datum.value == {at} ? '{duration(at)}'" for at in TICKS) + " : ''"
    x = alt.X(
        "seconds:Q",
        title="time since exposure (log scale)",
        scale=alt.Scale(type="log", domain=[START, far], nice=False),
        axis=alt.Axis(values=[at for at in TICKS if at <= far], labelExpr=labels, grid=False),
    )
    y = alt.Y(
        "share:Q",
        title="share still usable",
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(format="%", values=[0, 0.25, 0.5, 0.75, 1]),
    )
    base = alt.Chart(drawn)
    layers: list[alt.Chart] = [
        base.mark_area(interpolate="step-after", opacity=0.18, color=palette.accent).encode(
            x=x, y=alt.Y("lower:Q", title="share still usable"), y2="upper:Q"
        )
    ]
    if band is not None:
        layers.append(_looks(band, far, palette, x))
    layers += [
        base.mark_line(interpolate="step-after", color=palette.accent, strokeWidth=2.4).encode(x=x, y=y),
        base.mark_point(opacity=0, size=80).encode(
            x=x,
            y=y,
            tooltip=[
                alt.Tooltip("duration:N", title="after"),
                alt.Tooltip("share:Q", title="still usable", format=".0%"),
                alt.Tooltip("lower:Q", title="95 % from", format=".0%"),
                alt.Tooltip("upper:Q", title="to", format=".0%"),
                alt.Tooltip("at_risk:Q", title="at risk", format=",d"),
            ],
        ),
        _censored(curve, palette, x),
        *_references(references, palette, x),
    ]
    return alt.layer(*layers).properties(height=380)


def _looks(band: Mass, far: float, palette: Palette, x: alt.X) -> alt.Chart:
    """Between two looks the curve may run anywhere within the box."""
    before = np.concatenate([[1.0], band.survival[:-1]])
    boxes = pl.DataFrame(
        {
            "seconds": np.maximum(band.left, START),
            "until": np.clip(np.where(np.isinf(band.right), far, band.right), START, far),
            "share": np.where(np.isinf(band.right), before, band.survival),
            "before": before,
        }
    ).head(MOST_STEPS)
    return (
        alt.Chart(boxes)
        .mark_rect(opacity=0.16, color=palette.neutral)
        .encode(x=x, x2="until:Q", y=alt.Y("share:Q", title="share still usable"), y2="before:Q")
    )


def _censored(curve: Curve, palette: Palette, x: alt.X) -> alt.Chart:
    """A tick for each open case at the time it was last seen, or one for several that fall together."""
    times = np.unique(np.round(np.log(np.maximum(curve.durations[~curve.ended], START)) * TICKS_A_UNIT) / TICKS_A_UNIT)
    ticks = pl.DataFrame(
        {"seconds": np.exp(times), "share": [curve.at(float(np.exp(at))) for at in times]},
        schema={"seconds": pl.Float64, "share": pl.Float64},
    )
    return (
        alt.Chart(ticks)
        .mark_tick(orient="vertical", thickness=1.4, size=12, color=palette.text)
        .encode(x=x, y=alt.Y("share:Q", title="share still usable"))
    )


def _references(references: Sequence[tuple[str, float]], palette: Palette, x: alt.X) -> list[alt.Chart]:
    marks = pl.DataFrame({"seconds": [at for _, at in references], "text": [text for text, _ in references]})
    base = alt.Chart(marks).encode(x=x)
    turned = marks.with_row_index("row").with_columns(y=4 + (pl.col("row") % 2).cast(pl.Int32) * 13)
    return [
        base.mark_rule(color=palette.muted, strokeDash=[3, 3]),
        *(
            alt.Chart(turned.filter(pl.col("row") % 2 == odd))
            .mark_text(align="left", dx=3, baseline="top", color=palette.text, fontSize=11)
            .encode(x=x, y=alt.value(4 + 13 * odd), text="text:N")
            for odd in (0, 1)
        ),
    ]
