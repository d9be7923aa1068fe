"""Verdicts on every module, from what all widths and seeds gave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence

from .growth import Growth, growth_of
from .loss import LossStep, judge_losses
from .slope import AtWidth
from .unit import QUANTITIES, Unit, Watched, by_width, points_of

FAULTS = ("exploding", "vanishing", "diverged", "bends", "high loss")
"""The verdicts that are a fault."""


@dataclass(frozen=True)
class Step:
    """How one quantity of one module grows with the width, after some steps."""

    step: int
    quantity: str
    growth: Growth
    points: Sequence[AtWidth]
    verdict: str
    """That of the growth; or "high loss": stable, while the loss is far above the untrained model's."""

    @property
    def flagged(self) -> bool:
        """Whether it is a fault. A maximum is one only where it grows."""
        return self.verdict == "exploding" if is_maximum(self.quantity) else self.verdict in FAULTS


@dataclass(frozen=True)
class Module:
    """What was found for one module: each quantity at every recorded step, changes from the first step on."""

    name: str
    steps: Sequence[Step]


def judge(units: Sequence[Unit]) -> list[Module]:
    """Slopes and verdicts of every module, step by step: of what `read` gives."""
    losses = judge_losses(units)
    return [
        Module(
            name,
            [
                _judged(units, losses, name, quantity, each.step)
                for quantity in QUANTITIES
                for each in watched
                if each.step > 0 or quantity in ("size", "largest")
            ],
        )
        for name, watched in units[0].modules.items()
    ]


def is_maximum(quantity: str) -> bool:
    """Whether a quantity is the largest of entries."""
    return quantity in ("largest", "largestChange")


def _judged(units: Sequence[Unit], losses: Sequence[LossStep], module: str, quantity: str, step: int) -> Step:
    def at(unit: Unit) -> Watched:
        return next(each for each in unit.modules[module] if each.step == step)

    points = points_of(units, lambda unit: at(unit).quantities[quantity])
    entries = [counts[0] for _, counts in by_width(units, lambda unit: at(unit).entries)]
    growth = growth_of(points, entries if is_maximum(quantity) else None)
    is_high = any(loss.step == step and loss.is_high for loss in losses)
    return Step(step, quantity, growth, points, "high loss" if growth.verdict == "stable" and is_high else growth.verdict)
