"""The verdict on the losses of the fixed batch."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import median
from typing import Optional, Sequence

from .slope import AtWidth, Slope, fit_slope
from .unit import Unit, points_of
from .verdict import TOLERANCE

FAR = 2
"""So many times the untrained model's loss are far above it."""


@dataclass(frozen=True)
class LossStep:
    """The loss after some steps, relative to the untrained model's."""

    step: int
    verdict: str
    """`learns`: at every width the loss is below the untrained model's, in the median over seeds. `rises`: at some width it is far
    above, or it grows with the width from above it. `diverged`: it was not finite somewhere. `no better`: none of these."""
    most: Optional[float]
    """The largest median over seeds of any width."""
    points: Sequence[AtWidth]

    @property
    def is_high(self) -> bool:
        """Whether the loss is far above the untrained model's."""
        return self.verdict in ("rises", "diverged")


def judge_losses(units: Sequence[Unit]) -> list[LossStep]:
    """The losses by step, from the first; empty where a unit has no loss, or no positive loss to compare with."""
    if any(not _base_of(unit) > 0 for unit in units):
        return []
    return [_judged(step, points_of(units, lambda unit: _multiple(unit, step))) for step in units[0].losses if step > 0]


def _judged(step: int, points: Sequence[AtWidth]) -> LossStep:
    finite = [[value for value in point.values if value is not None] for point in points]
    if any(len(values) < len(point.values) for values, point in zip(finite, points)):
        return LossStep(step, "diverged", None, points)
    medians = [median(values) for values in finite]
    most = max(medians)
    fit = fit_slope(points)
    grows = isinstance(fit, Slope) and fit.low > TOLERANCE and medians[-1] > 1
    return LossStep(step, "learns" if most < 1 else "rises" if most > FAR or grows else "no better", most, points)


def _base_of(unit: Unit) -> float:
    """NaN where it is unknown."""
    start = unit.losses.get(0)
    return unit.frozen_loss if unit.frozen_loss is not None else start if start is not None else math.nan


def _multiple(unit: Unit, step: int) -> Optional[float]:
    loss = unit.losses.get(step)
    return None if loss is None else loss / _base_of(unit)
