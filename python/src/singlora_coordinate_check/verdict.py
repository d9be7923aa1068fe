"""The verdict on the growth of values with the width: two fits have to agree."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Callable, Optional, Sequence

from .fit import Contrast, Group, coefficient, line
from .slope import AtWidth, Slope, logs_of

TOLERANCE = 0.1
"""A slope this near to 0 is stable: finite widths bend every power law a little."""


@dataclass(frozen=True)
class DecidedBy:
    """The measurements that would decide; either alone suffices."""

    seeds: int
    """The total number of seeds at every width."""
    widths: int
    """The total number of widths, continued at the same ratio."""


@dataclass(frozen=True)
class Decision:
    """The behaviour of values as the width grows."""

    verdict: str
    """"stable", "exploding", "vanishing", "bends" (no single exponent fits) or "undecided"."""
    correction: Contrast
    """The exponent in a fit with a correction that vanishes at large widths, with a 95 % interval."""
    decided_by: Optional[DecidedBy]
    """Given with "undecided", if more of the same would help."""
    low_power: bool
    """Too few seeds or widths to call any slope stable."""


def decide(points: Sequence[AtWidth], fit: Slope, allowance: float = 0.0) -> Decision:
    """Compares the power law y = n^g with a fit that adds a correction for finite widths, log y = a + g log n + b n^(-1/2).

    - `stable`: the power law's g is equivalent to 0, its 93 % interval (two one-sided tests at 3.5 %) within -TOLERANCE and
      TOLERANCE + allowance, and the correction's 98 % interval reaches there; or the 95 % interval of the correction, which has
      the power law in it, lies within.
    - `exploding`: the 95 % intervals of both lie above, and y = a + b log n does not fit, which grows slower than any power.
    - `vanishing`: both lie below, and no y = a + b n^(-1/2) fits whose a is above 0, for which y would be heading, nor
      1/y = a + b log n.
    - `bends`: the power law's verdict is one of these, and the correction excludes it.
    - `undecided`: anything else.

    `allowance` is a slope above 0 with another cause than the width, such as that of a maximum over more entries.
    """
    least, most = -TOLERANCE, TOLERANCE + allowance
    logs = [AtWidth(point.width, logs_of(point)) for point in points]
    equivalence = line(_on(logs, math.log), 0.07).slope

    def corrected(outside: float) -> Contrast:
        return coefficient(_on(logs, float), lambda n: (1.0, math.log(n), 1 / math.sqrt(n)), 1, outside)

    correction = corrected(0.05)
    low_power = equivalence.high - equivalence.low > most - least

    def decided(verdict: str) -> Decision:
        return Decision(verdict, correction, None, low_power)

    def still_open(one: Contrast) -> Decision:
        margin = min(abs(one.value - least), abs(one.value - most))
        half = max(one.high - one.value, one.value - one.low)
        return Decision("undecided", correction, _decided_by(fit, half, margin), low_power)

    def is_within(interval: Contrast) -> bool:
        return interval.low >= least and interval.high <= most

    if is_within(correction):
        return decided("stable")
    if is_within(equivalence):
        wide = corrected(0.02)
        return decided("bends" if wide.low > most or wide.high < least else "stable")
    if fit.low > most:
        if correction.low > most:
            return decided("undecided" if _is_logarithm(points) else "exploding")
        return decided("bends") if correction.high <= most else still_open(correction)
    if fit.high < least:
        if correction.high < least:
            ends = _may_end_above_0(points) or _is_logarithm(_inverse(points))
            return decided("undecided" if ends else "vanishing")
        return decided("bends") if correction.low >= least else still_open(correction)
    return still_open(Contrast(fit.slope, fit.low, fit.high))


def _on(points: Sequence[AtWidth], g: Callable[[float], float]) -> list[Group]:
    return [Group(g(point.width), [value for value in point.values if value is not None]) for point in points]


def _is_line(groups: Sequence[Group]) -> bool:
    """Whether a line through the groups leaves no significant bend, at 95 %."""
    bend = coefficient(groups, lambda x: (1.0, x, x**2), 2)
    return bend.low <= 0 <= bend.high


def _is_logarithm(points: Sequence[AtWidth]) -> bool:
    return _is_line(_on(points, math.log))


def _inverse(points: Sequence[AtWidth]) -> list[AtWidth]:
    return [AtWidth(point.width, [1 / value for value in point.values if value is not None]) for point in points]


def _may_end_above_0(points: Sequence[AtWidth]) -> bool:
    """Whether y may be a + b n^(-1/2) with a > 0."""
    groups = _on(points, lambda n: 1 / math.sqrt(n))
    return _is_line(groups) and coefficient(groups, lambda x: (1.0, x), 0).low > 0


def _decided_by(fit: Slope, half: float, margin: float) -> Optional[DecidedBy]:
    """How many of each shrink an interval to the border `margin` away, with the same slope and noise.

    An interval shrinks as 1/sqrt(seeds), and as 1/sqrt(w(w**2 - 1)) with w widths at a constant ratio.
    """
    if margin == 0:
        return None
    times = (half / margin) ** 2

    def information(widths: int) -> int:
        return widths * (widths**2 - 1)

    needed = information(fit.widths) * times
    enough = round(needed ** (1 / 3))
    while information(enough) >= needed:
        enough -= 1
    while information(enough) < needed:
        enough += 1
    return DecidedBy(max(fit.seeds + 1, math.ceil(fit.seeds * times)), max(fit.widths + 1, enough))
