"""The content of a file of measurements, in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, Mapping, Optional, Sequence, TypeVar

from .slope import AtWidth

QUANTITIES = ("size", "change", "largest", "largestChange")
"""What is judged of a module's output: its root mean square, that of its change since step 0, and the largest entry of both."""


@dataclass(frozen=True)
class Watched:
    """A module's output after some steps: statistics of its entries, None where not finite."""

    step: int
    entries: int
    """The number of the output's entries."""
    quantities: Mapping[str, Optional[float]]
    """By the names of `QUANTITIES`."""
    shape: Sequence[int] = ()
    """Of a parameter: its dimensions."""


@dataclass(frozen=True)
class Unit:
    """The measurements of one width and seed."""

    width: int
    seed: int
    modules: Mapping[str, Sequence[Watched]]
    """By name in the order of the file, step by step from step 0."""
    losses: Mapping[int, Optional[float]]
    """By step, None where not finite; empty where the loss is unknown."""
    frozen_loss: Optional[float]
    """The loss without the trained part, such as an adapter; None where it is unknown."""


Value = TypeVar("Value")


def by_width(units: Sequence[Unit], value_of: Callable[[Unit], Value]) -> list[tuple[int, list[Value]]]:
    """A value of each unit, grouped into a list per width, in order."""
    widths = dict.fromkeys(unit.width for unit in units)
    return [(width, [value_of(unit) for unit in units if unit.width == width]) for width in widths]


def points_of(units: Sequence[Unit], value_of: Callable[[Unit], Optional[float]]) -> list[AtWidth]:
    """The same for numbers, for a fit."""
    return [AtWidth(width, values) for width, values in by_width(units, value_of)]
