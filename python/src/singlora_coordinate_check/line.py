"""What a line of a file of measurements holds: one module's output at one width, seed and step."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Mapping, Optional, Union

from .errors import Place
from .unit import QUANTITIES, Watched

_MOST = 1e12
_LARGEST_INTEGER = 2**53 - 1


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
    """A line of JSON whose numbers are all floats, or what is wrong with it. Other fields are ignored."""
    problem = _problem_of(row)
    if problem is not None:
        return f'"{problem[0]}": {problem[1]}'
    place = Place(int(row["width"]), int(row["seed"]), int(row["step"]), row["module"])
    watched = Watched(place.step, int(row["entries"]), {name: row[name] for name in QUANTITIES})
    return Line(number, place, watched, "loss" in row, row.get("loss"), row.get("frozenLoss"))


def _problem_of(row: Row) -> Optional[tuple[str, str]]:
    """The first field with a problem, and what it is."""
    checks = {
        **{"width": _count(row, "width", 1), "seed": _count(row, "seed", 0), "step": _count(row, "step", 0)},
        **{"module": _name(row, "module"), "entries": _count(row, "entries", 1)},
        **{name: _magnitude(row, name) for name in QUANTITIES},
        **{name: _number(row, name) if row.get(name) is not None else None for name in ("loss", "frozenLoss")},
    }
    wrong = next(((name, problem) for name, problem in checks.items() if problem is not None), None)
    if wrong is not None:
        return wrong
    if not _is_larger(row["size"], row["largest"]):
        return "largest", "the largest entry is below the root mean square of all"
    if not _is_larger(row["change"], row["largestChange"]):
        return "largestChange", "the largest change is below the root mean square of all"
    return None


def _number(row: Row, name: str) -> Optional[str]:
    value = row.get(name)
    if isinstance(value, float) and math.isfinite(value):
        return None
    return f"Invalid input: expected number, received {_kind_of(row, name)}"


def _magnitude(row: Row, name: str) -> Optional[str]:
    if name in row and row[name] is None:
        return None
    return _number(row, name) or ("Too small: expected number to be >=0" if row[name] < 0 else None)


def _count(row: Row, name: str, least: int) -> Optional[str]:
    problem = _number(row, name)
    if problem is not None:
        return problem
    value = row[name]
    if not value.is_integer():
        return "Invalid input: expected int, received number"
    if value > _LARGEST_INTEGER:
        return f"Too big: expected int to be <={_LARGEST_INTEGER}"
    if value < -_LARGEST_INTEGER:
        return f"Too small: expected int to be >={-_LARGEST_INTEGER}"
    if value < least:
        return f"Too small: expected number to be >={least}"
    return f"Too big: expected number to be <={_MOST:.0f}" if value > _MOST else None


def _name(row: Row, name: str) -> Optional[str]:
    value = row.get(name)
    if not isinstance(value, str):
        return f"Invalid input: expected string, received {_kind_of(row, name)}"
    if value == "":
        return "Too small: expected string to have >=1 characters"
    length = len(value.encode("utf-16-le", "surrogatepass")) // 2
    return "Too big: expected string to have <=200 characters" if length > 200 else None


_KINDS = {bool: "boolean", float: "number", str: "string", list: "array", dict: "object"}


def _kind_of(row: Row, name: str) -> str:
    if name not in row:
        return "undefined"
    value = row[name]
    if value is None:
        return "null"
    return "Infinity" if isinstance(value, float) and math.isinf(value) else _KINDS[type(value)]


def _is_larger(mean: Optional[float], most: Optional[float]) -> bool:
    """Give or take what rounding to three digits does."""
    return mean is None or most is None or most >= mean * (1 - 2e-3)
