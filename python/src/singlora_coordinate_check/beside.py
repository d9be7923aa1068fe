"""How values grow relative to their expectation: n^g, or between two such powers."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Optional, Sequence

from .fit import Contrast
from .growth import Growth, growth_of
from .slope import AtWidth, Slope
from .verdict import TOLERANCE


def growth_beside(
    points: Sequence[AtWidth], least: Optional[float], most: Optional[float], entries: Optional[Sequence[int]] = None
) -> Growth:
    """`stable` where values grow as n^g for a g from `least` to `most`, `exploding` where faster, `vanishing` where slower.

    An end that is None is open. Of a range both ends are judged, and what lies between them by its 95 % interval is stable, too.
    Slopes are those of the values themselves; the verdict is that of `growth_of` on values over n^g.
    """
    above = _growth_over(points, most if most is not None else least if least is not None else 0.0, entries)
    if least == most:
        return above
    below = above if least is None or most is None else _growth_over(points, least, entries)
    verdict = _verdict_between(above, below, least, most)
    return replace(above, verdict=verdict, decided_by=above.decided_by if verdict == "undecided" else None)


def _verdict_between(above: Growth, below: Growth, least: Optional[float], most: Optional[float]) -> str:
    if above.verdict in ("diverged", "zero"):
        return above.verdict
    if most is not None and above.verdict == "exploding":
        return "exploding"
    if least is not None and below.verdict == "vanishing":
        return "vanishing"
    low, high = -math.inf if least is None else least - TOLERANCE, math.inf if most is None else most + TOLERANCE
    is_within = isinstance(above.fit, Slope) and above.fit.low >= low and above.fit.high <= high
    return "stable" if is_within or "stable" in (above.verdict, below.verdict) else "undecided"


def _growth_over(points: Sequence[AtWidth], exponent: float, entries: Optional[Sequence[int]]) -> Growth:
    """The growth of values, judged over n^exponent."""
    if exponent == 0:
        return growth_of(points, entries)
    base = points[0].width
    over = [AtWidth(point.width, _over(point.values, (point.width / base) ** exponent)) for point in points]
    growth = growth_of(over, entries)
    fit, correction = growth.fit, growth.correction
    if isinstance(fit, Slope):
        fit = replace(fit, slope=fit.slope + exponent, low=fit.low + exponent, high=fit.high + exponent)
    if correction is not None:
        correction = Contrast(correction.value + exponent, correction.low + exponent, correction.high + exponent)
    return replace(growth, fit=fit, correction=correction)


def _over(values: Sequence[Optional[float]], divisor: float) -> list[Optional[float]]:
    return [None if value is None else value / divisor for value in values]
