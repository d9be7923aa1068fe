"""Reads a file of measurements."""

from __future__ import annotations

import os
from typing import Any, Mapping, NamedTuple, Optional, Sequence, Union

from . import checks, errors
from .errors import Place
from .expect import Expect
from .line import Line, line_of
from .presets import PRESETS
from .rows import rows_of
from .table import ProblemAt, expectation_of
from .unit import Unit


class Measured(NamedTuple):
    """The content of a file of JSON lines."""

    units: Sequence[Unit]
    """One a width and seed, widths ascending. Each has the same modules and steps, from step 0."""
    expect: Sequence[Expect]
    """What its lines expect."""


def read(path: Union[str, "os.PathLike[str]"]) -> Measured:
    """Reads measurements.

    Raises MeasurementError naming the line, or what is missing.
    """
    file = os.fspath(path)
    expect: list[Expect] = []
    lines: dict[Place, Line] = {}
    losses: dict[tuple[int, int, int], Optional[float]] = {}
    for number, row in rows_of(file):
        if "expect" in row:
            expect.append(_expect_of(file, number, row))
            continue
        line = line_of(row, number)
        if isinstance(line, str):
            raise errors.bad_line(file, number, line)
        if line.place in lines:
            raise errors.repeated(file, number, lines[line.place].number, line.place)
        if line.has_loss and losses.setdefault(line.place[:3], line.loss) != line.loss:
            raise errors.unequal_losses(file, number, line.place)
        lines[line.place] = line
    axes = _axes_of(lines)
    if len(axes.widths) < 3:
        raise errors.too_few(file, "width", axes.widths, 3)
    if len(axes.seeds) < 2:
        raise errors.too_few(file, "seed", axes.seeds, 2)
    if axes.steps[0] != 0 or len(axes.steps) < 2:
        raise errors.no_start(file)
    units = [_unit_of(file, width, seed, axes, lines) for width in axes.widths for seed in axes.seeds]
    # Zero is no fault of a module before all that is trained; of all modules it is no training.
    if all(place.step == 0 or line.watched.quantities["change"] == 0 for place, line in lines.items()):
        raise errors.unmoved(file)
    return Measured(units, expect)


def _expect_of(file: str, number: int, row: Mapping[str, Any]) -> Expect:
    """A line with expectations: a preset, or some of its rows."""
    said = row["expect"]
    try:
        problem = checks.option(said, PRESETS) if isinstance(said, str) else None
        if problem is not None:
            raise ProblemAt([], problem)
        expect = said if isinstance(said, str) else expectation_of(said)
    except ProblemAt as error:
        raise errors.bad_line(file, number, f'"{".".join(["expect", *error.path])}": {error.problem}') from error
    others = checks.unrecognized(row, ("expect",))
    if others is not None:
        raise errors.bad_line(file, number, f"the line: {others}")
    return expect


class _Axes(NamedTuple):
    """All values that occur; modules in the order of the file."""

    widths: Sequence[int]
    seeds: Sequence[int]
    steps: Sequence[int]
    modules: Sequence[str]


def _axes_of(places: Mapping[Place, Line]) -> _Axes:
    return _Axes(
        sorted({place.width for place in places}),
        sorted({place.seed for place in places}),
        sorted({place.step for place in places}),
        list(dict.fromkeys(place.module for place in places)),
    )


def _unit_of(file: str, width: int, seed: int, axes: _Axes, lines: Mapping[Place, Line]) -> Unit:
    def at(step: int, module: str) -> Line:
        place = Place(width, seed, step, module)
        if place in lines:
            return lines[place]
        other = next((line for line in lines.values() if (line.place.module, line.place.step) == (module, step)), None)
        others = "other lines have that module, and others that step"
        if other is not None:
            others = f"line {other.number} has it at width {other.place.width}, seed {other.place.seed}"
        raise errors.missing(file, place, others)

    modules = {module: [at(step, module).watched for step in axes.steps] for module in axes.modules}
    first = [at(step, axes.modules[0]) for step in axes.steps]
    is_watched = all(line.has_loss for line in first) and first[0].loss is not None
    losses = {line.place.step: line.loss for line in first} if is_watched else {}
    return Unit(width, seed, modules, losses, first[0].frozen_loss)
