"""The command `singlora-coordinate-check run.jsonl`: a verdict on files of measurements, and an exit code."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from importlib.util import find_spec
from typing import Any, Optional, Sequence

from . import __version__
from .errors import MeasurementError, TableError
from .evidence import ASKABLE, CONTRADICTIONS, open_rows
from .expect import expect_of
from .presets import PRESETS
from .report import Judged, is_counted, judge_file, verdict_on
from .summary import lines_of, open_lines, sentence_of

DONE, FAILED, USAGE, UNMET, INSUFFICIENT = 0, 1, 2, 3, 4
"""Exit codes: as expected; a damaged file; wrong usage or a bad table; not as expected; too little evidence."""


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Judges the files that the arguments name, by default those of the command line; returns the exit code."""
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # so that `| head` ends it without a traceback
    asked = _parser().parse_args(arguments)
    if asked.plot is not None and find_spec("matplotlib") is None:
        print("--plot needs matplotlib: pip install 'singlora-coordinate-check[plot]'", file=sys.stderr)
        return USAGE
    if asked.plot is not None and len(asked.files) > 1:
        print(f"--plot draws one file, not {len(asked.files)}: give it one.", file=sys.stderr)
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

        plot(judged[0].modules).savefig(asked.plot)
    if any(verdict["failed"] for verdict in verdicts):
        return UNMET
    return INSUFFICIENT if any(verdict["verdict"] == "insufficient" for verdict in verdicts) else DONE


def _text_of(judged: Judged, verdict: dict[str, Any]) -> str:
    is_one = is_counted(verdict["failOn"])
    rows = [step for module in judged.modules for step in module.steps]
    silent = open_rows(rows, verdict["failOn"]) if verdict["verdict"] == "insufficient" else None
    said = "FAILED" if verdict["failed"] else "passed" if silent is None else "INSUFFICIENT"
    lines = lines_of(judged.modules, judged.losses, lambda step: step.is_fault or is_one(step))
    why = [] if silent is None else open_lines(judged.modules, silent)
    return "\n  ".join([f"{judged.file}: {said}", *why, *lines, sentence_of(judged.modules, judged.losses)])


def _parser() -> argparse.ArgumentParser:
    def faults(text: str) -> list[str]:
        named = _names_in(text)
        unknown = [fault for fault in named if fault not in ASKABLE]
        if unknown:
            raise argparse.ArgumentTypeError(f"unknown fault {unknown[0]!r}. Known: {', '.join(ASKABLE)}")
        return named

    parser = argparse.ArgumentParser(
        prog="singlora-coordinate-check",
        description="Judges whether what recorders wrote keeps its size as the width grows, module by module.",
        epilog="Exit codes: 0 as expected, 3 not as expected, 4 too little evidence, 1 a damaged file, 2 wrong usage or a bad table.",
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
        "--fail-on",
        type=faults,
        default=CONTRADICTIONS,
        help=f"the faults that count: {', '.join(ASKABLE)}; by default all but bends and undecided",
    )
    parser.add_argument("--quiet", action="store_true", help="print a line of JSON a file and nothing else")
    parser.add_argument("--plot", metavar="FILE", help="also draw sizes and changes against the width; needs matplotlib")
    parser.add_argument("--version", action="version", version=__version__)
    return parser


def _names_in(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]
