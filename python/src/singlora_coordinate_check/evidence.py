"""Whether undecided rows leave room for what the check was asked to find."""

from __future__ import annotations

import math
from typing import Optional, Sequence

from .judge import FAULTS, Step, is_maximum, range_of
from .slope import Slope

ASKABLE = (*FAULTS, "undecided")
"""What a check can be asked to find: the faults, and rows that stay undecided."""

CONTRADICTIONS = [fault for fault in FAULTS if fault != "bends"]
"""What is asked by default. A bend at these widths has no exponent, and so contradicts none."""

DEPARTURE = 0.5
"""The departure that matters, as a power of n: a wrong start, rate or scale is off by n^1/2 or more."""


def _is_asked(step: Step) -> bool:
    """Whether a row asks anything: a free one does not."""
    return step.expected is None or not step.expected.is_free


def is_undecided(step: Step) -> bool:
    """Whether nothing decides a row that asks something."""
    return _is_asked(step) and step.verdict == "undecided"


def is_open(step: Step, asked: Sequence[str] = CONTRADICTIONS) -> bool:
    """Whether a row is no evidence.

    Nothing decides it, and its 95 % interval leaves room for a departure of an asked kind from its expectation. A maximum
    departs only where it grows too fast. asked: of ASKABLE.
    """
    if not is_undecided(step):
        return False
    fit = step.growth.fit
    low, high = (fit.low, fit.high) if isinstance(fit, Slope) else (-math.inf, math.inf)
    least, most = range_of(step.expected)
    may_explode = most is not None and high >= most + DEPARTURE
    may_vanish = least is not None and low <= least - DEPARTURE
    return ("exploding" in asked and may_explode) or ("vanishing" in asked and may_vanish and not is_maximum(step.quantity))


def open_rows(rows: Sequence[Step], asked: Sequence[str]) -> Optional[list[Step]]:
    """The rows that are no evidence; None where rows suffice: at least one asks something, and none is open."""
    found = [row for row in rows if is_open(row, asked)]
    return found if found or not any(map(_is_asked, rows)) else None
