"""Whether the best learning rate of one width is the best at others, too."""

from __future__ import annotations

import math
from typing import NamedTuple, Optional, Sequence

from .best_rate import MOST_ELSEWHERE, best_rate, cliff_rounding
from .fit import Contrast, Group, contrast, mean
from .rates import Tried
from .slope import AtWidth, Slope, fit_slope
from .verdict import TOLERANCE


class Optimum(NamedTuple):
    """The best rate of a width: the geometric mean over seeds, with a 95 % interval."""

    width: int
    rate: Contrast
    at_edge: int
    """Of how many seeds it is an end of the rates tried."""


class AtRate(NamedTuple):
    """A width at one of the rates tried."""

    rate: float
    loss: Optional[float]
    """The geometric mean over seeds; None where one diverged."""
    ratio: Optional[Contrast]
    """The loss as a multiple of that at the width's own best rate, seed by seed, with a 95 % interval."""


class Transferred(NamedTuple):
    """A width at its own best rate, and at the first width's: kept as it is, and scaled as expected."""

    width: int
    own: AtRate
    kept: AtRate
    scaled: Optional[AtRate]


class Transfer(NamedTuple):
    """How the best rate moves with the width, and what keeping it costs."""

    tried: Tried
    expected: Optional[float]
    """The expected exponent."""
    optimum: Sequence[Optimum]
    """Of the widths at which two seeds or more have one."""
    exponent: Optional[Slope]
    """Of the best rate as a power of the width, with a 95 % interval; None with an optimum at fewer than three widths."""
    rounding: float
    """By how much the exponent may be off besides, since best rates lie beside rates that diverged."""
    transferred: Sequence[Transferred]

    @property
    def all_rates(self) -> int:
        """How many best rates there may be: of every width and seed."""
        return sum(map(len, self.tried.losses))

    @property
    def at_edge(self) -> int:
        """How many best rates are an end of those tried."""
        return sum(one.at_edge for one in self.optimum)

    @property
    def is_at_edge(self) -> bool:
        """Whether these are too many for a verdict."""
        return self.at_edge > MOST_ELSEWHERE * self.all_rates

    @property
    def verdict(self) -> Optional[str]:
        """Of the exponent: "as expected", "not as expected" or "undecided"; None where nothing is expected.

        As expected: within 0.1, by an interval no wider than that. Not: further off, by an interval that excludes what is expected.
        """
        if self.expected is None:
            return None
        if self.exponent is None or self.is_at_edge:
            return "undecided"
        low, high = self.exponent.low - self.rounding, self.exponent.high + self.rounding
        is_near = abs(self.exponent.slope - self.expected) <= TOLERANCE
        if not is_near and not low <= self.expected <= high:
            return "not as expected"
        return "as expected" if is_near and high - low <= 2 * TOLERANCE else "undecided"


def transfer(tried: Tried, expected: Optional[float] = None) -> Transfer:
    """Finds each seed's best rate, and how it grows with the width. expected: the exponent, such as 0 in muP."""
    optimum, points = [], []
    for width, seeds in zip(tried.widths, tried.losses):
        found = [best for best in (best_rate(tried.rates, losses) for losses in seeds) if best is not None]
        if len(found) >= 2:
            rates = [best.rate for best in found]
            points.append(AtWidth(width, rates))
            optimum.append(Optimum(width, _geometric(rates), sum(best.at_edge for best in found)))
    fit = fit_slope(points) if len(points) >= 3 else None
    exponent = fit if isinstance(fit, Slope) else None
    return Transfer(tried, expected, optimum, exponent, cliff_rounding(*tried), _transfers(tried, expected))


def _transfers(tried: Tried, expected: Optional[float]) -> list[Transferred]:
    own = [_lowest(seeds) for seeds in tried.losses]
    first = own[0]
    if first is None:
        return []

    def at(place: int, best: int, rate: float) -> AtRate:
        nearest = min(range(len(tried.rates)), key=lambda other: abs(math.log(tried.rates[other] / rate)))
        here, there = _at(tried.losses[place], nearest), _at(tried.losses[place], best)
        if here is None or there is None:
            return AtRate(tried.rates[nearest], None, None)
        ratio = _geometric([loss / other for loss, other in zip(here, there)])
        return AtRate(tried.rates[nearest], _geometric(here).value, ratio)

    found = []
    for place, (width, best) in enumerate(zip(tried.widths, own)):
        if best is not None:
            kept = tried.rates[first]
            scaled = None if expected is None else at(place, best, kept * (width / tried.widths[0]) ** expected)
            found.append(Transferred(width, at(place, best, tried.rates[best]), at(place, best, kept), scaled))
    return found


def _lowest(seeds: Sequence[Sequence[Optional[float]]]) -> Optional[int]:
    """The place of the rate with the lowest geometric mean over seeds, among rates where no seed diverged."""
    known = {place: _at(seeds, place) for place in range(len(seeds[0]))}
    means = {place: mean([math.log(loss) for loss in losses]) for place, losses in known.items() if losses is not None}
    return min(means, key=lambda place: means[place]) if means else None


def _at(seeds: Sequence[Sequence[Optional[float]]], place: int) -> Optional[list[float]]:
    """The losses at a rate, one per seed; None where one diverged."""
    losses = [losses[place] for losses in seeds]
    finite = [loss for loss in losses if loss is not None]
    return finite if len(finite) == len(losses) else None


def _geometric(values: Sequence[float]) -> Contrast:
    """The geometric mean with a 95 % interval."""
    found = contrast([Group(0.0, [math.log(value) for value in values])], [1.0])
    return Contrast(math.exp(found.value), math.exp(found.low), math.exp(found.high))
