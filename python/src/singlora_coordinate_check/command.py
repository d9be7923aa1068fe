"""The command `singlora-coordinate-check`: verdicts on files of measurements, and an exit code."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from typing import Any, Optional, Sequence, Tuple

from . import plan_report, transfer_report
from .errors import MeasurementError, TableError, UsageError
from .evidence import open_rows
from .expect import expect_of
from .parsers import check_parser, plan_parser, transfer_parser
from .plan import plan
from .rates import read_rates
from .report import Judged, is_counted, judge_file, verdict_on
from .summary import lines_of, open_lines, sentence_of
from .transfer import transfer

DONE, FAILED, USAGE, UNMET, INSUFFICIENT = 0, 1, 2, 3, 4
"""Exit codes: as expected; a damaged file; wrong usage or a bad table; not as expected; too little evidence."""


Printed = Tuple[str, "dict[str, Any]"]
"""A file's answer in words, and for programs."""


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Does what the arguments ask, by default those of the command line; returns the exit code."""
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # so that `| head` ends it without a traceback
    given = list(sys.argv[1:] if arguments is None else arguments)
    parser, own = _COMMANDS.get(given[0] if given else "", (check_parser, _check))
    asked = parser().parse_args(given if own is _check else given[1:])
    try:
        printed, code = own(asked)
    except (MeasurementError, TableError, UsageError) as error:
        print(error, file=sys.stderr)
        return FAILED if isinstance(error, MeasurementError) else USAGE
    for text, answer in printed:
        print(json.dumps(answer, ensure_ascii=False, separators=(",", ":")) if asked.quiet else text)
    return code


def _check(asked: argparse.Namespace) -> tuple[list[Printed], int]:
    if asked.plot is not None and len(asked.files) > 1:
        raise UsageError(f"--plot draws one file, not {len(asked.files)}: give it one.")
    said = expect_of(asked.expect)
    judged = [judge_file(file, said) for file in asked.files]
    verdicts = [verdict_on(each, asked.fail_on) for each in judged]
    if asked.plot is not None:
        from .plot import plot

        plot(judged[0].modules).savefig(asked.plot)
    printed = [(_text_of(each, verdict), verdict) for each, verdict in zip(judged, verdicts)]
    is_failed = any(verdict["failed"] for verdict in verdicts)
    return printed, _code_of(is_failed, any(verdict["verdict"] == "insufficient" for verdict in verdicts))


def _transfer(asked: argparse.Namespace) -> tuple[list[Printed], int]:
    found = [(file, transfer(read_rates(file), asked.expected)) for file in asked.files]
    verdicts = [one.verdict for _, one in found]
    printed = [(transfer_report.text_of(*each), transfer_report.json_of(*each)) for each in found]
    return printed, _code_of("not as expected" in verdicts, "undecided" in verdicts)


def _plan(asked: argparse.Namespace) -> tuple[list[Printed], int]:
    said = expect_of(asked.expect)
    judged = [judge_file(file, said) for file in asked.files]
    found = [(each, plan(each.modules, asked.power), asked.power) for each in judged]
    return [(plan_report.text_of(*each), plan_report.json_of(*each)) for each in found], DONE


_COMMANDS = {"transfer": (transfer_parser, _transfer), "plan": (plan_parser, _plan)}
"""By their first argument; without one of these, files are checked."""


def _code_of(is_failed: bool, is_insufficient: bool) -> int:
    return UNMET if is_failed else INSUFFICIENT if is_insufficient else DONE


def _text_of(judged: Judged, verdict: dict[str, Any]) -> str:
    is_one = is_counted(verdict["failOn"])
    rows = [step for module in judged.modules for step in module.steps]
    silent = open_rows(rows, verdict["failOn"]) if verdict["verdict"] == "insufficient" else None
    said = "FAILED" if verdict["failed"] else "passed" if silent is None else "INSUFFICIENT"
    lines = lines_of(judged.modules, judged.losses, lambda step: step.is_fault or is_one(step))
    why = [] if silent is None else open_lines(judged.modules, silent)
    return "\n  ".join([f"{judged.file}: {said}", *why, *lines, sentence_of(judged.modules, judged.losses)])
