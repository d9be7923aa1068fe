"""How measured values grow with the width: their slope and its verdict."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Optional, Sequence, Union

from .fit import Contrast
from .slope import AtWidth, NoSlope, Slope, fit_slope
from .verdict import DecidedBy, decide


@dataclass(frozen=True)
class Growth:
    """A slope and its verdict."""

    fit: Union[Slope, NoSlope]
    correction: Optional[Contrast]
    verdict: str
    """As `verdict.Decision` has it; or "diverged" where values were not finite, or "zero": exactly 0 at every width and seed."""
    decided_by: Optional[DecidedBy]
    low_power: bool


def growth_of(points: Sequence[AtWidth], entries: Optional[Sequence[int]] = None) -> Growth:
    """The growth of values. For largest entries, `entries` are their numbers at each width: a maximum over more is larger."""
    fit = fit_slope(points)
    if isinstance(fit, Slope):
        allowance = maximum_growth([point.width for point in points], entries) if entries else 0.0
        decision = decide(points, fit, allowance)
        return Growth(fit, decision.correction, decision.verdict, decision.decided_by, decision.low_power)
    is_zero = all(value == 0 for point in points for value in point.values)
    return Growth(fit, None, "zero" if is_zero else "diverged" if fit == "not-finite" else "undecided", None, False)


def maximum_growth(widths: Sequence[int], entries: Sequence[int]) -> float:
    """The growth of a maximum over ever more equally distributed entries, as a slope over log n over all widths.

    As their number's logarithm where the tails are exponential, slower where they are normal.
    """

    def logarithm(count: int) -> float:
        return math.log(max(count, 3))

    if widths[0] >= widths[-1] or entries[0] >= entries[-1]:
        return 0.0
    return math.log(logarithm(entries[-1]) / logarithm(entries[0])) / math.log(widths[-1] / widths[0])
