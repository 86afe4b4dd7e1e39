"""Our share beside a published one, a row a population: a dot or its bounds, and a thin line with who says so."""

import altair as alt
import polars as pl

from dashboard.theme import FEW, Palette

ROW, AXIS = 76, 70  # pixels of one population, of the axis below them


def beside(found: pl.DataFrame, palette: Palette) -> alt.LayerChart:
    """Columns: population, n, over, lower, upper, published, by."""
    low, high = ((pl.col(name) * 100).round(0).cast(pl.Int64) for name in ("lower", "upper"))
    few, one = pl.col("n") < FEW, low == high
    yours = (
        pl.when(few)
        .then(pl.format("{}: yours {} of {}", "population", "over", "n"))
        .when(one)
        .then(pl.format("{}: yours {} %", "population", low))
        .otherwise(pl.format("{}: yours {} to {} %", "population", low, high))
    )
    said = pl.format("{} %, {}", (pl.col("published") * 100).round(0).cast(pl.Int64), "by")
    drawn = found.with_row_index("row").with_columns(
        title=yours,
        said=said,
        head=pl.col("row").cast(pl.Float64),
        line=pl.col("row") + 0.62,
        over_line=pl.col("row") + 0.38,
        under_line=pl.col("row") + 0.86,
    )
    scale = alt.Scale(domain=[0, found.height], reverse=True, nice=False)
    share = alt.Scale(domain=[0, 1], nice=False)
    base = alt.Chart(drawn).encode(y=alt.Y("line:Q", title=None, axis=None, scale=scale))
    axis = alt.Axis(format="%", tickCount=5)
    start = alt.X("lower:Q", scale=share, title="share of holders with a key older than a year", axis=axis)
    own = base.transform_filter(f"datum.n >= {FEW}")
    bounds = own.mark_rule(color=palette.accent, strokeWidth=6).encode(x=start, x2="upper:Q")
    dots = own.mark_point(color=palette.accent, filled=True, size=110).encode(x=start) + own.mark_point(
        color=palette.accent, filled=True, size=110
    ).encode(x=alt.X("upper:Q", scale=share))
    published = base.mark_rule(color=palette.text, strokeWidth=1.5).encode(
        x=alt.X("published:Q", scale=share), y=alt.Y("over_line:Q", scale=scale, axis=None), y2="under_line:Q"
    )
    left, right = base.transform_filter("datum.published <= 0.6"), base.transform_filter("datum.published > 0.6")
    at = {"x": alt.X("published:Q", scale=share), "y": alt.Y("over_line:Q", scale=scale, axis=None), "text": "said:N"}
    names = (left.mark_text(align="left", dx=4, dy=2, color=palette.text).encode(**at)
             + right.mark_text(align="right", dx=-4, dy=2, color=palette.text).encode(**at))  # fmt: skip
    titles = (
        base.transform_calculate(words=f"datum.title + (datum.n >= {FEW} ? ', n ' + format(datum.n, ',') : '')")
        .mark_text(align="left", baseline="top", dy=6, fontWeight="bold", color=palette.text)
        .encode(x=alt.value(0), y=alt.Y("head:Q", scale=scale, axis=None), text="words:N")
    )
    return (bounds + dots + published + names + titles).properties(height=ROW * found.height + AXIS)
