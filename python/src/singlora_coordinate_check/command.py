"""The command `singlora-coordinate-check run.jsonl`: a verdict on files of measurements, and an exit code."""

from __future__ import annotations

import argparse
import json
import sys
from importlib.util import find_spec
from typing import Any, Mapping, NamedTuple, Optional, Sequence

from . import __version__
from .cause import first_cause
from .errors import MeasurementError, TableError
from .expect import Expect, expect_of, table_for
from .expectation import Exponent
from .judge import FAULTS, Module, Step, judge
from .loss import LossStep, judge_losses
from .presets import PRESETS
from .read import read
from .slope import Slope
from .summary import lines_of, sentence_of

DONE, FAILED, USAGE, UNMET = 0, 1, 2, 3
"""Exit codes: as expected; a damaged file; wrong usage or a bad table; not as expected."""

CONTRADICTIONS = [fault for fault in FAULTS if fault != "bends"]
"""The faults that count by default. What bends at these widths has no exponent, and so contradicts none."""


class Judged(NamedTuple):
    """What a file says, judged."""

    file: str
    widths: Sequence[int]
    seeds: Sequence[int]
    modules: Sequence[Module]
    losses: Sequence[LossStep]


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Judges the files that the arguments name, by default those of the command line; the exit code."""
    asked = _parser().parse_args(arguments)
    if asked.plot is not None and find_spec("matplotlib") is None:
        print("--plot needs matplotlib: pip install 'singlora-coordinate-check[plot]'", file=sys.stderr)
        return USAGE
    try:
        said = expect_of(asked.expect)
        judged = [judge_file(file, said) for file in asked.files]
    except (MeasurementError, TableError) as error:
        print(error, file=sys.stderr)
        return FAILED if isinstance(error, MeasurementError) else USAGE
    verdicts = [verdict_on(each, asked.fail_on) for each in judged]
    for each, verdict in zip(judged, verdicts):
        print(json.dumps(verdict, ensure_ascii=False, separators=(",", ":")) if asked.quiet else _text_of(each, verdict))
    if asked.plot is not None:
        from .plot import plot

        plot([module for each in judged for module in each.modules]).savefig(asked.plot)
    return UNMET if any(verdict["failed"] for verdict in verdicts) else DONE


def judge_file(file: str, said: Sequence[Expect] = ()) -> Judged:
    """Judges a file. `said`: what is expected, before what the file says itself. Raises MeasurementError as `read`."""
    units, expect = read(file)
    widths, seeds = dict.fromkeys(unit.width for unit in units), dict.fromkeys(unit.seed for unit in units)
    modules = judge(units, table_for(units, [*said, *expect]))
    return Judged(file, list(widths), list(seeds), modules, judge_losses(units))


def verdict_on(judged: Judged, counted: Sequence[str] = CONTRADICTIONS) -> dict[str, Any]:
    """The verdict in the faults that count, as JSON has it.

    `verdict` is that of the first row that leaves what is expected, `first` where that is, `counts` those of rows by verdict.
    """
    rows = [step for module in judged.modules for step in module.steps]
    counts: dict[str, int] = {}
    for row in rows:
        counts[_verdict_of(row)] = counts.get(_verdict_of(row), 0) + 1
    cause = first_cause(judged.modules, lambda step: step.is_fault and step.verdict in counted)
    return {
        "version": 1,
        "file": judged.file,
        "verdict": "as expected" if cause is None else cause.faults[0].verdict,
        "failed": cause is not None,
        "failOn": list(counted),
        **{"widths": judged.widths, "seeds": judged.seeds, "rows": len(rows), "counts": counts},
        "first": cause and {"module": cause.module, **_reason_of(cause.faults[0]), "after": cause.after},
    }


def _verdict_of(step: Step) -> str:
    """What is free, and a maximum that does not grow, is no fault, whatever else it does."""
    return "no fault" if step.verdict in FAULTS and not step.is_fault else step.verdict


def _reason_of(step: Step) -> dict[str, Any]:
    fit = step.growth.fit
    line = {name: getattr(fit, name) if isinstance(fit, Slope) else None for name in ("slope", "low", "high")}
    known = step.expected
    expected = 0 if known is None else _short(known.exponent)
    reason = "it should keep its size" if known is None else known.reason
    return {"quantity": step.quantity, "step": step.step, "verdict": step.verdict, **line, "expected": expected, "reason": reason}


def _short(exponent: Exponent) -> Any:
    """Whole numbers without a point."""
    if isinstance(exponent, Mapping):
        return {end: _short(value) for end, value in exponent.items()}
    return int(exponent) if isinstance(exponent, float) and exponent.is_integer() else exponent


def _text_of(judged: Judged, verdict: dict[str, Any]) -> str:
    lines = [*lines_of(judged.modules, judged.losses), sentence_of(judged.modules, judged.losses)]
    return "\n  ".join([f"{judged.file}: {'FAILED' if verdict['failed'] else 'passed'}", *lines])


def _parser() -> argparse.ArgumentParser:
    def faults(text: str) -> list[str]:
        named = _names_in(text)
        unknown = [fault for fault in named if fault not in FAULTS]
        if unknown:
            raise argparse.ArgumentTypeError(f"unknown fault {unknown[0]!r}. Known: {', '.join(FAULTS)}")
        return named

    parser = argparse.ArgumentParser(
        prog="singlora-coordinate-check",
        description="Judges whether what recorders wrote keeps its size as the width grows, module by module.",
        epilog="Exit codes: 0 as expected, 3 not as expected, 1 a damaged file, 2 wrong usage or a bad table.",
    )
    parser.add_argument("files", nargs="+", metavar="run.jsonl", help="what recorders wrote")
    parser.add_argument(
        "--expect",
        type=_names_in,
        default=[],
        help=f"what is expected of the models: {', '.join(PRESETS)}, or files of JSON, comma separated, the first that says something "
        "of a row first; by default lora with peft's LoRA, else that all keeps its size",
    )
    parser.add_argument(
        "--fail-on", type=faults, default=CONTRADICTIONS, help=f"the faults that count: {', '.join(FAULTS)}; by default all but bends"
    )
    parser.add_argument("--quiet", action="store_true", help="print a line of JSON a file and nothing else")
    parser.add_argument("--plot", metavar="FILE", help="also draw sizes and changes against the width; needs matplotlib")
    parser.add_argument("--version", action="version", version=__version__)
    return parser


def _names_in(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]
