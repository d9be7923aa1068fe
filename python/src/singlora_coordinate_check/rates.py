"""Reads the losses of trainings at several widths and learning rates."""

from __future__ import annotations

import math
import os
from typing import Any, Mapping, NamedTuple, Optional, Sequence, Union

from . import checks
from .errors import MeasurementError
from .rows import rows_of
from .shown import plain, shown

UNEVENNESS = 0.06
"""How far rates may be from a constant ratio, as a share of a step: 3e-4 may stand for the middle of 1e-4 and 1e-3."""

_HOLDS = 'A line holds width, seed, rate and loss, such as {"width":64,"seed":0,"rate":0.001,"loss":0.42}.'


class Tried(NamedTuple):
    """The losses of a way of training, at every width, rate and seed."""

    widths: Sequence[int]
    """Ascending, three or more."""
    rates: Sequence[float]
    """Ascending at a constant ratio, three or more."""
    losses: Sequence[Sequence[Sequence[Optional[float]]]]
    """[width][seed][rate], None where training diverged; two seeds or more."""


def read_rates(path: Union[str, "os.PathLike[str]"]) -> Tried:
    """Reads lines of losses, in any order.

    Raises MeasurementError naming the line, or what is missing.
    """
    file = os.fspath(path)
    rows: dict[tuple[int, int, float], Optional[float]] = {}
    for number, row in rows_of(file):
        problem = next((f'"{name}": {said}' for name, said in _problems_of(row).items() if said is not None), None)
        if problem is not None:
            raise MeasurementError(f"{shown(file)}, line {number}: {problem}. {_HOLDS}")
        key = int(row["width"]), int(row["seed"]), row["rate"]
        if key in rows:
            raise MeasurementError(f"{shown(file)}, line {number} repeats {_text_of(*key)}: keep one.")
        rows[key] = row["loss"]
    widths = _axis(file, "widths", {width for width, _, _ in rows}, 3)
    seeds = _axis(file, "seeds", {seed for _, seed, _ in rows}, 2)
    rates = _axis(file, "rates", {rate for _, _, rate in rows}, 3)
    _check_even(file, rates)
    for key in ((width, seed, rate) for width in widths for seed in seeds for rate in rates):
        if key not in rows:
            raise MeasurementError(
                f"{shown(file)} has no line of {_text_of(*key)}: train every width with the same seeds and rates; where training "
                "diverged the loss is null."
            )
    return Tried(widths, rates, [[[rows[width, seed, rate] for rate in rates] for seed in seeds] for width in widths])


def _problems_of(row: Mapping[str, Any]) -> dict[str, Optional[str]]:
    """The problem of each field. Other fields are ignored."""

    def at(name: str) -> Any:
        return row.get(name, checks.MISSING)

    loss = None if at("loss") is None else checks.positive(at("loss"))
    counts = {"width": checks.count(at("width"), 1), "seed": checks.count(at("seed"), 0)}
    return {**counts, "rate": checks.positive(at("rate")), "loss": loss}


def _text_of(width: int, seed: int, rate: float) -> str:
    return f"width {width}, seed {seed}, rate {plain(rate)}"


def _axis(file: str, what: str, values: set[Any], least: int) -> list[Any]:
    if len(values) < least:
        raise MeasurementError(
            f"{shown(file)} has {len(values)} {what}; the exponent of a best rate needs {least} or more. {_HOLDS}"
        )
    return sorted(values)


def _check_even(file: str, rates: Sequence[float]) -> None:
    """The parabola through a best rate's neighbours needs rates at a constant ratio."""
    step = math.log(rates[-1] / rates[0]) / (len(rates) - 1)
    for place, rate in enumerate(rates):
        even = rates[0] * math.exp(step * place)
        if abs(math.log(rate / even)) > UNEVENNESS * step:
            raise MeasurementError(
                f"{shown(file)}: its {len(rates)} rates are not each as many times the one before ({plain(rate)} should be about "
                f"{even:.3g}): use such as 1e-4, 3e-4, 1e-3."
            )
