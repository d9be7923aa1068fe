"""The power law y = n^slope of values measured at several widths n."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Sequence, Union

from .fit import Group, line


@dataclass(frozen=True)
class AtWidth:
    """The measurements at one width: one value per seed, None where it was not finite."""

    width: int
    values: Sequence[float | None]


@dataclass(frozen=True)
class Slope:
    """The least-squares line of log y on log n, with a 95 % interval of its slope for the scatter over seeds."""

    slope: float
    low: float
    high: float
    residual: float
    """RMS of log y about the line. If it is far above the scatter over seeds, y is no power law at these widths."""
    widths: int
    seeds: int
    """The smallest number at any width."""


NoSlope = str
"""Why values have no slope: "not-finite", or "not-positive" where one is 0 or less and has no logarithm."""


def fit_slope(points: Sequence[AtWidth]) -> Union[Slope, NoSlope]:
    """The slope of values at three or more widths with two or more seeds each, which the file's reader ensures."""
    everything = [value for point in points for value in point.values]
    if any(value is None or not math.isfinite(value) for value in everything):
        return "not-finite"
    if not all(value > 0 for value in everything if value is not None):
        return "not-positive"
    fitted = line([Group(math.log(point.width), logs_of(point)) for point in points])
    widths, seeds = len({point.width for point in points}), min(len(point.values) for point in points)
    return Slope(fitted.slope.value, fitted.slope.low, fitted.slope.high, fitted.residual, widths, seeds)


def logs_of(point: AtWidth) -> list[float]:
    """The logarithms of finite values above 0."""
    return [math.log(value) for value in point.values if value is not None]
