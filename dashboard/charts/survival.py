"""Kaplan-Meier step curve on a log time axis, with band, censor ticks, reference times and the numbers at risk below."""

from collections.abc import Sequence

import altair as alt
import numpy as np
import polars as pl

from dashboard.charts.specified import Spec, filled, named, specified_once
from dashboard.charts.survival_axes import HEIGHT, START, below, counts, end_of_axis, log_time, references, share_left, under
from dashboard.metrics.survival import Curve
from dashboard.metrics.turnbull import Mass
from dashboard.theme import Palette, duration

FEWEST_AT_RISK = 5
TICKS_A_UNIT = 30  # of the log scale: closer ones would fall on the same two pixels
MOST_STEPS = 300


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


def reach(curve: Curve) -> float:
    """Up to where the curve is drawn, in seconds."""
    return float(steps(curve)["seconds"].max())  # type: ignore[arg-type]


def survival(
    curve: Curve, times: Sequence[tuple[str, float]], palette: Palette, band: Mass | None = None, *, reaching: float = 0.0
) -> Spec:
    """The curve with its 95 % band; `times` are the reference times, `band` shades how far looks at intervals leave it open.

    The axis goes on to `reaching`, in seconds: as far as all exposures are drawn, so that it stays where it is while a reader
    changes filters, and a browser draws the line anew and not the chart.
    """
    drawn = steps(curve).with_columns(duration=pl.col("seconds").map_elements(duration, return_dtype=pl.String))
    far = end_of_axis(max(float(drawn["seconds"].max()), reaching), times)  # type: ignore[arg-type]
    ticks = counts(curve, far)
    names, counted = under({name: ticks.select("seconds", count=name) for name in ("at risk", "ended", "open")})
    spec = _drawn(palette, tuple(times), far)
    return filled(spec, curve=drawn, looks=_looks(band, far), censored=_censored(curve), names=names, counted=counted)


@specified_once
def _drawn(palette: Palette, times: tuple[tuple[str, float], ...], far: float) -> alt.LayerChart:
    x, y = log_time(far), share_left()
    base, title = named("curve"), "share still usable"
    # Where there is no box, an empty container would be a picture without a name to a screen reader.
    boxes = named("looks").mark_rect(opacity=0.16, color=palette.neutral, aria=False)
    layers = [
        base.mark_area(interpolate="step-after", opacity=0.18, color=palette.accent).encode(
            x=x, y=alt.Y("lower:Q", title=title), y2="upper:Q"
        ),
        boxes.encode(x=x, x2="until:Q", y=alt.Y("share:Q", title=title), y2="before:Q"),
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
        named("censored")
        .mark_tick(orient="vertical", thickness=1.4, size=12, color=palette.text)
        .encode(x=x, y=alt.Y("share:Q", title=title)),
        *references(times, palette, x),
        *below(named("names"), named("counted"), palette, x),
    ]
    return alt.layer(*layers).properties(height=HEIGHT)


def _looks(band: Mass | None, far: float) -> pl.DataFrame:
    """Between two looks the curve may run anywhere within the box. No box where every end is exact."""
    if band is None:
        return pl.DataFrame(schema=dict.fromkeys(("seconds", "until", "share", "before"), pl.Float64))
    before = np.concatenate([[1.0], band.survival[:-1]])
    return pl.DataFrame(
        {
            "seconds": np.maximum(band.left, START),
            "until": np.clip(np.where(np.isinf(band.right), far, band.right), START, far),
            "share": np.where(np.isinf(band.right), before, band.survival),
            "before": before,
        }
    ).head(MOST_STEPS)


def _censored(curve: Curve) -> pl.DataFrame:
    """A tick for each open case at the time it was last seen, or one for several that fall together."""
    times = np.unique(np.round(np.log(np.maximum(curve.durations[~curve.ended], START)) * TICKS_A_UNIT) / TICKS_A_UNIT)
    return pl.DataFrame(
        {"seconds": np.exp(times), "share": [curve.at(float(np.exp(at))) for at in times]},
        schema={"seconds": pl.Float64, "share": pl.Float64},
    )
