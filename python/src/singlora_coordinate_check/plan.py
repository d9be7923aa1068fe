"""The seeds or widths that would decide the slopes that are undecided."""

from __future__ import annotations

import math
from random import Random
from statistics import variance
from typing import Callable, NamedTuple, Optional, Sequence

from .evidence import is_undecided
from .fit import mean
from .judge import Module, Step, growth_against, range_of
from .slope import AtWidth, Slope, logs_of
from .summary import MOST_SEEDS, MOST_WIDTHS
from .verdict import TOLERANCE

RECORDS = 200
"""How many made-up records a share is of: near 90 % it is known to 2 %."""

_SEEDS = (3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 40, 48, 64, 80, MOST_SEEDS)


class Enough(NamedTuple):
    """The fewest seeds, or widths, that decide often enough."""

    least: int
    """In total."""
    share: float
    """Of made-up records with so many, those that are judged rightly: the power."""


class Plan(NamedTuple):
    """What decides an undecided slope: more seeds at the same widths, or more widths, continued at the same ratio."""

    module: str
    step: Step
    seeds: Optional[Enough]
    """None where `MOST_SEEDS` are not enough."""
    widths: Optional[Enough]
    """None where `MOST_WIDTHS` are not enough."""


def plan(modules: Sequence[Module], power: float = 0.9) -> list[Plan]:
    """What decides each undecided slope with this power, if it is the measured one, and seeds scatter as they did."""
    return [_plan_of(module.name, step, power) for module in modules for step in module.steps if is_undecided(step)]


def _plan_of(module: str, step: Step, power: float) -> Plan:
    fit, points = step.growth.fit, step.points
    if not isinstance(fit, Slope):  # a value of 0 has no logarithm
        return Plan(module, step, None, None)
    slope, scatter = fit.slope, math.sqrt(mean([variance(logs_of(point)) for point in points]))
    right, seeds = _right_verdict(step, slope), fit.seeds

    def share(widths: Sequence[int], seeds: int) -> float:
        """The share judged rightly; 0 as soon as too many are not."""
        random, wrong = Random(0), 0
        entries = None if step.entries is None else _continued(step.entries, len(widths))

        def value(width: int) -> float:
            return math.exp(slope * math.log(width) + scatter * random.gauss(0, 1))

        for _ in range(RECORDS):
            made_up = [AtWidth(width, [value(width) for _ in range(seeds)]) for width in widths]
            wrong += growth_against(made_up, step.expected, entries).verdict != right
            if RECORDS - wrong < power * RECORDS:
                return 0.0
        return 1 - wrong / RECORDS

    widths = [point.width for point in points]
    more_seeds = [count for count in _SEEDS if count > seeds]
    more_widths = range(len(widths) + 1, MOST_WIDTHS + 1)
    return Plan(
        module,
        step,
        _fewest(more_seeds, power, lambda count: share(widths, count)),
        _fewest(more_widths, power, lambda count: share(_continued(widths, count), seeds)),
    )


def _right_verdict(step: Step, slope: float) -> str:
    least, most = range_of(step.expected)
    if most is not None and slope > most + TOLERANCE:
        return "exploding"
    return "vanishing" if least is not None and slope < least - TOLERANCE else "stable"


def _continued(counts: Sequence[int], places: int) -> list[int]:
    """Numbers that grow at one ratio, up to so many."""
    ratio = (counts[-1] / counts[0]) ** (1 / (len(counts) - 1))
    return [*counts, *(round(counts[-1] * ratio ** (place + 1)) for place in range(places - len(counts)))]


def _fewest(counts: Sequence[int], power: float, share: Callable[[int], float]) -> Optional[Enough]:
    """The least count with a share of at least `power`, by bisection, as shares rise with the count."""
    low, high, found = 0, len(counts), None
    while low < high:
        middle = (low + high) // 2
        reached = share(counts[middle])
        if reached >= power:
            high, found = middle, Enough(counts[middle], reached)
        else:
            low = middle + 1
    return found
