"""Checks of values parsed from JSON with floats as numbers; each returns the problem, or None."""

from __future__ import annotations

import math
from typing import Any, Iterable, Mapping, Optional, Sequence

MISSING = object()
"""The value of a field that is not there."""

_KINDS = {bool: "boolean", float: "number", str: "string", list: "array", dict: "object", type(None): "null"}
_LARGEST_INTEGER = 2**53 - 1


def expected(what: str, value: Any) -> str:
    """The problem of a value of another kind."""
    is_infinite = isinstance(value, float) and math.isinf(value)
    received = "undefined" if value is MISSING else "Infinity" if is_infinite else _KINDS[type(value)]
    return f"Invalid input: expected {what}, received {received}"


def number(value: Any, least: float = -math.inf, most: float = math.inf) -> Optional[str]:
    """A finite number between two others."""
    if not isinstance(value, float) or math.isinf(value):
        return expected("number", value)
    if value < least:
        return f"Too small: expected number to be >={least:.0f}"
    return f"Too big: expected number to be <={most:.0f}" if value > most else None


def positive(value: Any) -> Optional[str]:
    """A finite number above 0."""
    problem = number(value)
    return "Too small: expected number to be >0" if problem is None and value <= 0 else problem


def count(value: Any, least: int) -> Optional[str]:
    """A whole number up to 1e12."""
    problem = number(value)
    if problem is not None:
        return problem
    if not value.is_integer():
        return "Invalid input: expected int, received number"
    if abs(value) > _LARGEST_INTEGER:
        few = value < 0
        return f"Too {'small' if few else 'big'}: expected int to be {'>=-' if few else '<='}{_LARGEST_INTEGER}"
    return number(value, least, 1e12)


def text(value: Any, most: int) -> Optional[str]:
    """A non-empty text."""
    if not isinstance(value, str):
        return expected("string", value)
    if value == "":
        return "Too small: expected string to have >=1 characters"
    length = len(value.encode("utf-16-le", "surrogatepass")) // 2
    return f"Too big: expected string to have <={most} characters" if length > most else None


def option(value: Any, names: Iterable[str]) -> Optional[str]:
    """One of the given names."""
    known = "|".join(f'"{name}"' for name in names)
    return None if isinstance(value, str) and value in names else f"Invalid option: expected one of {known}"


def unrecognized(row: Mapping[str, Any], known: Sequence[str]) -> Optional[str]:
    """The problem of unknown fields."""
    others = [f'"{name}"' for name in row if name not in known]
    return f"Unrecognized key{'' if len(others) == 1 else 's'}: {', '.join(others)}" if others else None
