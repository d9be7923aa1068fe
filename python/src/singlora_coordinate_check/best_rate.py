"""The best learning rate, among those tried."""

from __future__ import annotations

import math
from typing import NamedTuple, Optional, Sequence

from .fit import total

MOST_ELSEWHERE = 1 / 10
"""The share of best rates up to which it does not matter that they lie at an end of those tried, or beside one that diverged."""

Losses = Sequence[Optional[float]]
"""By rate, None where training diverged."""


class BestRate(NamedTuple):
    """The rate of the lowest loss."""

    rate: float
    at_edge: bool
    """Whether it is the smallest or largest of those tried, so that a better one may lie beyond."""


def best_rate(rates: Sequence[float], losses: Losses) -> Optional[BestRate]:
    """The vertex of the parabola through the lowest loss and its neighbours, in logarithms of losses and rates.

    A neighbour that diverged counts as infinite, half a step away. None where every rate diverged.
    """
    logs = [math.inf if loss is None else math.log(loss) for loss in losses]
    best = logs.index(min(logs))
    if logs[best] == math.inf:
        return None
    if best in (0, len(rates) - 1):
        return BestRate(rates[best], True)
    ratio = rates[best + 1] / rates[best]
    return BestRate(rates[best] * ratio ** _vertex(logs[best - 1] - logs[best], logs[best + 1] - logs[best]), False)


def _vertex(before: float, after: float) -> float:
    """The vertex of a parabola through (-1, before), (0, 0) and (1, after), both >= 0: from -1/2 to 1/2."""
    if before == after:
        return 0.0
    if math.inf in (before, after):
        return 0.5 if before == math.inf else -0.5
    return (before - after) / (before + after) / 2


def cliff_rounding(widths: Sequence[int], rates: Sequence[float], losses: Sequence[Sequence[Losses]]) -> float:
    """The largest possible change of the best rate's exponent because best rates lie beside one that diverged.

    Or beside one at which the loss has jumped, such as to that of chance. Each is then known to half a step of the rates alone,
    however well seeds agree. 0 where no more than a tenth of them are. losses: [width][seed][rate].
    """
    cells = [cell for of_width in losses for cell in of_width]
    if sum(map(_is_at_cliff, cells)) <= MOST_ELSEWHERE * len(cells):
        return 0.0
    return math.log(rates[1] / rates[0]) / 2 * _leverage([math.log(width) for width in widths])


def _is_at_cliff(losses: Losses) -> bool:
    """Whether the loss behind the best rate is infinite, or a jump.

    Of a jump the loss more than doubles, by over four times the rise before the best rate in logarithms, and the rate before that
    one has less than half the rise of a parabola through the three others.
    """
    logs = [math.inf if loss is None else math.log(loss) for loss in losses]
    best = logs.index(min(logs))

    def rise(place: int) -> float:
        """NaN, for which no comparison holds, beyond the rates tried and where every rate diverged."""
        return logs[place] - logs[best] if 0 <= place < len(logs) else math.nan

    after, before, earlier = rise(best + 1), rise(best - 1), rise(best - 2)
    if after == math.inf:
        return True
    return after > math.log(2) and after > 4 * before and not earlier >= (after + 3 * before) / 2


def _leverage(x: Sequence[float]) -> float:
    """The largest change of a line's slope over these x where every y moves by up to 1."""
    centre = total(x) / len(x)
    off = [abs(one - centre) for one in x]
    return total(off) / total(one**2 for one in off)
