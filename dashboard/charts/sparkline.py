"""A figure's past as one small line, without axes: where it goes, not how much it is.

It is an SVG picture and not Vega-Lite: five of these stand on one page, and a picture costs no run of a chart library.
"""

from base64 import b64encode
from collections.abc import Sequence
from html import escape

from dashboard.theme import Palette

WIDTH, HEIGHT, BESIDE, ABOVE = 200.0, 34, 12.0, 4.0  # the width is stretched, so the last mark needs room beside it
LEAST_SHARE, FAR_SHARE = 0.1, 0.3
LINE = "fill:none;stroke-linejoin:round;stroke-linecap:round;vector-effect:non-scaling-stroke"


def sparkline(values: Sequence[float | None], palette: Palette, *, alt: str, target: float | None = None, share: bool = False) -> str:
    """An HTML picture of the values, oldest first, the last one marked, with a dashed rule at the target where it is near. None: left out.

    Shares are drawn over ten points at least, so that a small change looks small; counts from zero. `alt` is what a screen reader says.
    """
    known = [(at, value) for at, value in enumerate(values) if value is not None]
    low, high = _bounds([value for _, value in known], target, share=share)
    step = (WIDTH - 2 * BESIDE) / max(len(values) - 1, 1)

    def height(value: float) -> float:
        return round(HEIGHT - ABOVE - (value - low) / (high - low) * (HEIGHT - 2 * ABOVE), 2)

    spots = [f"{BESIDE + at * step:.1f},{height(value)}" for at, value in known]
    rule = target is not None and low <= target <= high
    marks = [_rule(height(target), palette)] if rule and target is not None else []
    marks += [_path("M" + " L".join(spots), palette.accent, 2), _path(f"M{spots[-1]} h0", palette.text, 7)]
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {HEIGHT}" width="{WIDTH:.0f}" height="{HEIGHT}"'
        f' preserveAspectRatio="none">{"".join(marks)}</svg>'
    )
    source = b64encode(drawn.encode()).decode()
    return f'<img alt="{escape(alt)}" src="data:image/svg+xml;base64,{source}" style="display:block;width:100%;height:{HEIGHT}px">'


def _bounds(values: Sequence[float], target: float | None, *, share: bool) -> tuple[float, float]:
    low, high = min(values), max(values)
    if not share:
        return 0.0, max(high, 1.0)
    if target is not None and min(abs(target - value) for value in (low, high)) <= FAR_SHARE:
        low, high = min(low, target), max(high, target)
    spare = max(LEAST_SHARE - (high - low), 0) / 2
    low, high = low - spare, high + spare
    over = max(high - 1, 0) + min(low, 0)  # a share's ends are 0 and 1
    return max(low - max(over, 0), 0.0), min(high - min(over, 0), 1.0)


def _path(d: str, colour: str, width: float) -> str:
    return f'<path d="{d}" style="{LINE};stroke:{colour};stroke-width:{width}px"/>'


def _rule(at: float, palette: Palette) -> str:
    return f'<path d="M0,{at} H{WIDTH:.0f}" style="{LINE};stroke:{palette.muted};stroke-width:1px;stroke-dasharray:3 4"/>'
