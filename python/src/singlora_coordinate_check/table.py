"""Tables of expectations, from JSON parsed with floats as numbers."""

from __future__ import annotations

from typing import Any, Iterator, Optional, Sequence

from . import checks
from .expectation import Expectation
from .unit import QUANTITIES


def expectation_of(row: Any) -> Expectation:
    """A row of JSON. Raises ProblemAt for an invalid one.

    Raises ProblemAt where something is wrong with it.
    """
    for path, problem in _problems_of(row):
        raise ProblemAt(path, problem)
    step = row["step"]
    return Expectation(
        row["modules"], row["quantity"], int(step) if isinstance(step, float) else step, row["exponent"], row["reason"]
    )


def table_of(rows: Any) -> list[Expectation]:
    """A list of rows of JSON. Raises ProblemAt for an invalid row.

    Raises ProblemAt where something is wrong with one of them.
    """
    if not isinstance(rows, list):
        raise ProblemAt([], checks.expected("array", rows))
    if not 1 <= len(rows) <= 10_000:
        wrong = "small: expected array to have >=1" if not rows else "big: expected array to have <=10000"
        raise ProblemAt([], f"Too {wrong} items")
    table = []
    for place, row in enumerate(rows):
        try:
            table.append(expectation_of(row))
        except ProblemAt as error:
            raise ProblemAt([str(place), *error.path], error.problem) from error
    return table


class ProblemAt(ValueError):
    """The problem of a value in JSON, and the path to it."""

    def __init__(self, path: Sequence[str], problem: str) -> None:
        super().__init__(problem)
        self.path, self.problem = path, problem


_FIELDS = ("modules", "quantity", "step", "exponent", "reason")
_STEPS = ("first", "last", "any")
_ENDS = ("least", "most")

Problems = Iterator["tuple[Sequence[str], str]"]


def _problems_of(row: Any) -> Problems:
    if not isinstance(row, dict):
        yield [], checks.expected("object", row)
        return

    def at(name: str) -> Any:
        return row.get(name, checks.MISSING)

    found = {
        "modules": checks.text(at("modules"), 200),
        "quantity": checks.option(at("quantity"), QUANTITIES),
        "step": None if at("step") in _STEPS else _step_problem(at("step")),
    }
    yield from (([name], problem) for name, problem in found.items() if problem is not None)
    yield from ((["exponent", *path], problem) for path, problem in _exponent_problems(at("exponent")))
    reason = checks.text(at("reason"), 500)
    if reason is not None:
        yield ["reason"], reason
    others = checks.unrecognized(row, _FIELDS)
    if others is not None:
        yield [], others


def _step_problem(value: Any) -> Optional[str]:
    is_whole = isinstance(value, float) and value.is_integer()
    return checks.count(value, 0) if is_whole else 'it is no whole number, and not "first", "last" or "any"'


def _exponent_problems(value: Any) -> Problems:
    ends = {name: value[name] for name in _ENDS if name in value} if isinstance(value, dict) else {"": value}
    if value != "free" and any(checks.number(end) is not None for end in ends.values()):
        yield [], 'it is no number, no {"least": …, "most": …} and not "free"'
        return
    for name, end in ends.items():
        problem = None if value == "free" else checks.number(end, -10, 10)
        if problem is not None:
            yield [name] if name else [], problem
    if isinstance(value, dict):
        others = checks.unrecognized(value, _ENDS)
        if others is not None:
            yield [], others
        if not ends:
            yield [], "give least, most or both"
        elif ends.get("least", -10) > ends.get("most", 10):
            yield [], "least is above most"
