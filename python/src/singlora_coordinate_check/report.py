"""The verdict on a file of measurements, in a form for programs."""

from __future__ import annotations

from typing import Any, Callable, Mapping, NamedTuple, Sequence

from .cause import first_cause
from .evidence import CONTRADICTIONS, is_undecided, open_rows
from .expect import Expect, table_for
from .expectation import Exponent
from .judge import FAULTS, Module, Step, judge
from .loss import LossStep, judge_losses
from .read import read
from .slope import Slope


class Judged(NamedTuple):
    """A file with its judgement."""

    file: str
    widths: Sequence[int]
    seeds: Sequence[int]
    modules: Sequence[Module]
    losses: Sequence[LossStep]


def judge_file(file: str, said: Sequence[Expect] = ()) -> Judged:
    """Judges a file. `said`: expectations that take precedence over the file's own. Raises MeasurementError as `read`."""
    units, expect = read(file)
    widths, seeds = dict.fromkeys(unit.width for unit in units), dict.fromkeys(unit.seed for unit in units)
    modules = judge(units, table_for(units, [*said, *expect]))
    return Judged(file, list(widths), list(seeds), modules, judge_losses(units))


def is_counted(counted: Sequence[str]) -> Callable[[Step], bool]:
    """Whether a row departs from its expectation in a counted way."""
    return lambda step: step.verdict in counted and (step.is_fault or is_undecided(step))


def verdict_on(judged: Judged, counted: Sequence[str] = CONTRADICTIONS) -> dict[str, Any]:
    """The verdict by the counted faults, for JSON.

    `verdict` is that of the first row that departs from its expectation, `first` its place; or "insufficient" where none does and
    some are no evidence, `open` their number; else "as expected". `counts` has the rows by verdict.
    """
    rows = [step for module in judged.modules for step in module.steps]
    counts: dict[str, int] = {}
    for row in rows:
        counts[_verdict_of(row)] = counts.get(_verdict_of(row), 0) + 1
    cause = first_cause(judged.modules, is_counted(counted))
    silent = open_rows(rows, counted)
    return {
        "version": 2,
        "file": judged.file,
        "verdict": cause.faults[0].verdict if cause is not None else "as expected" if silent is None else "insufficient",
        "failed": cause is not None,
        "failOn": list(counted),
        **{"widths": judged.widths, "seeds": judged.seeds, "rows": len(rows), "counts": counts, "open": len(silent or [])},
        "first": cause and {"module": cause.module, **_reason_of(cause.faults[0]), "after": cause.after},
    }


def _verdict_of(step: Step) -> str:
    """A free quantity, and a maximum that does not grow, never has a fault."""
    return "no fault" if step.verdict in FAULTS and not step.is_fault else step.verdict


def _reason_of(step: Step) -> dict[str, Any]:
    fit = step.growth.fit
    line = {name: getattr(fit, name) if isinstance(fit, Slope) else None for name in ("slope", "low", "high")}
    known = step.expected
    expected = 0 if known is None else _short(known.exponent)
    reason = "it should keep its size" if known is None else known.reason
    return {"quantity": step.quantity, "step": step.step, "verdict": step.verdict, **line, "expected": expected, "reason": reason}


def _short(exponent: Exponent) -> Any:
    """Integers without a decimal point."""
    if isinstance(exponent, Mapping):
        return {end: _short(value) for end, value in exponent.items()}
    return int(exponent) if isinstance(exponent, float) and exponent.is_integer() else exponent
