"""Verdicts on every module, from the measurements at all widths and seeds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Iterator, Mapping, Optional, Sequence

from .beside import growth_beside
from .expectation import Expectation, expected_at
from .growth import Growth, growth_of
from .inside import beside_equals, equals_in, expected_inside
from .loss import LossStep, judge_losses
from .slope import AtWidth
from .unit import QUANTITIES, Unit, Watched, by_width, points_of

FAULTS = ("exploding", "vanishing", "diverged", "bends", "high loss")
"""The verdicts that are a fault."""


@dataclass(frozen=True)
class Step:
    """The growth of one module's quantity with the width, after some steps."""

    step: int
    quantity: str
    growth: Growth
    points: Sequence[AtWidth]
    entries: Optional[Sequence[int]]
    """Of a maximum: over how many entries it is at each width."""
    verdict: str
    """The verdict on growth; or "high loss": stable without another expectation, but the loss is too high."""
    expected: Optional[Expectation]
    """None without an expectation: it should keep its size."""

    @property
    def is_fault(self) -> bool:
        """Whether it departs from its expectation. A maximum does so only where it grows too fast."""
        if self.expected is not None and self.expected.is_free:
            return False
        return self.verdict == "exploding" if is_maximum(self.quantity) else self.verdict in FAULTS


@dataclass(frozen=True)
class Module:
    """The findings on one module: each quantity at every recorded step, changes from the first step on."""

    name: str
    steps: Sequence[Step]


def judge(units: Sequence[Unit], table: Sequence[Expectation] = ()) -> list[Module]:
    """The slopes of every module by step, with verdicts against the expectations.

    units: the result of `read`. table: the result of `table_for`; a quantity that no row of it matches should keep its size.
    """
    equals = equals_in(units)
    units, table = beside_equals(units, equals), [*table, *expected_inside(equals)]
    losses = judge_losses(units)
    return [Module(name, list(_steps_of(units, losses, name, watched, table))) for name, watched in units[0].modules.items()]


def is_maximum(quantity: str) -> bool:
    """Whether a quantity is a maximum over entries."""
    return quantity in ("largest", "largestChange")


def _steps_of(
    units: Sequence[Unit],
    losses: Sequence[LossStep],
    module: str,
    watched: Sequence[Watched],
    table: Sequence[Expectation],
) -> Iterator[Step]:
    for quantity in QUANTITIES:
        steps = [each.step for each in watched if each.step > 0 or quantity in ("size", "largest")]
        for step in steps:
            known = expected_at(module, quantity, step, steps, table)
            yield _judged(units, losses, module, quantity, step, known)


def _judged(
    units: Sequence[Unit],
    losses: Sequence[LossStep],
    module: str,
    quantity: str,
    step: int,
    known: Optional[Expectation],
) -> Step:
    def at(unit: Unit) -> Watched:
        return next(each for each in unit.modules[module] if each.step == step)

    points = points_of(units, lambda unit: at(unit).quantities[quantity])
    entries = [counts[0] for _, counts in by_width(units, lambda unit: at(unit).entries)] if is_maximum(quantity) else None
    growth = growth_against(points, known, entries)
    is_high = any(loss.step == step and loss.is_high for loss in losses)
    verdict = "high loss" if growth.verdict == "stable" and known is None and is_high else growth.verdict
    unmoved = Expectation(module, quantity, step, "free", "exactly 0: nothing that is trained moves it")
    return Step(step, quantity, growth, points, entries, verdict, unmoved if verdict == "zero" else known)


def range_of(known: Optional[Expectation]) -> tuple[Optional[float], Optional[float]]:
    """The least and the most exponent of what is expected; None where that end is open."""
    if known is None:
        return 0.0, 0.0
    if isinstance(known.exponent, Mapping):
        return known.exponent.get("least"), known.exponent.get("most")
    return (None, None) if isinstance(known.exponent, str) else (known.exponent, known.exponent)


def growth_against(points: Sequence[AtWidth], known: Optional[Expectation], entries: Optional[Sequence[int]]) -> Growth:
    """The growth of values, judged beside what is expected. entries: as in `growth_of`."""
    if known is not None and known.is_free:
        return growth_of(points, entries)
    return growth_beside(points, *range_of(known), entries)
