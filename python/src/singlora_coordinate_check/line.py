"""The content of a line in a file of measurements: one module's output at one width, seed and step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Iterator, Mapping, Optional, Union

from . import checks
from .errors import Place
from .unit import QUANTITIES, Watched


@dataclass(frozen=True)
class Line:
    """A line, with its number from 1 in the file."""

    number: int
    place: Place
    watched: Watched
    has_loss: bool
    loss: Optional[float]
    """Of the fixed batch; None where it was not finite."""
    frozen_loss: Optional[float]


Row = Mapping[str, Any]


def line_of(row: Row, number: int) -> Union[Line, str]:
    """A line of JSON, or its problem. Other fields are ignored."""
    problem = next((f'"{name}": {said}' for name, said in _problems_of(row)), None)
    if problem is not None:
        return problem
    place = Place(int(row["width"]), int(row["seed"]), int(row["step"]), row["module"])
    watched = Watched(place.step, int(row["entries"]), {name: row[name] for name in QUANTITIES}, tuple(map(int, row.get("shape", ()))))
    return Line(number, place, watched, "loss" in row, row.get("loss"), row.get("frozenLoss"))


def _problems_of(row: Row) -> Iterator[tuple[str, str]]:
    """The fields with a problem, and the problem."""

    def at(name: str) -> Any:
        return row.get(name, checks.MISSING)

    found = {
        **{name: checks.count(at(name), least) for name, least in {"width": 1, "seed": 0, "step": 0}.items()},
        **{"module": checks.text(at("module"), 200), "entries": checks.count(at("entries"), 1)},
        **{name: None if at(name) is None else checks.number(at(name), 0) for name in QUANTITIES},
        **{name: None if row.get(name) is None else checks.number(at(name)) for name in ("loss", "frozenLoss")},
        "shape": _shape_problem(row.get("shape", [])),
    }
    yield from ((name, problem) for name, problem in found.items() if problem is not None)
    for mean, most, what in (("size", "largest", "largest entry"), ("change", "largestChange", "largest change")):
        if not _is_larger(row[mean], row[most]):
            yield most, f"the {what} is below the root mean square of all"


def _shape_problem(value: Any) -> Optional[str]:
    """A parameter's dimensions."""
    if not isinstance(value, list):
        return checks.expected("array", value)
    if len(value) > 16:
        return "Too big: expected array to have <=16 items"
    return next(filter(None, (checks.count(each, 1) for each in value)), None)


def _is_larger(mean: Optional[float], most: Optional[float]) -> bool:
    """Whether it is larger, allowing for rounding to three digits."""
    return mean is None or most is None or most >= mean * (1 - 2e-3)
