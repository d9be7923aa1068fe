"""The flags of the commands."""

from __future__ import annotations

import argparse
from importlib.util import find_spec

from . import __version__
from .evidence import ASKABLE, CONTRADICTIONS
from .presets import PRESETS

_NAME = "singlora-coordinate-check"
_CODES = "Exit codes: 0 as expected, 3 not as expected, 4 too little evidence, 1 a damaged file, 2 wrong usage or a bad table."


def check_parser() -> argparse.ArgumentParser:
    """`singlora-coordinate-check run.jsonl`."""
    others = f"'{_NAME} transfer --help' and '{_NAME} plan --help' show what else there is."
    parser = argparse.ArgumentParser(
        prog=_NAME,
        description="Judges whether what recorders wrote keeps its size as the width grows, module by module.",
        epilog=f"{_CODES} {others}",
    )
    _add_files(parser, "run.jsonl", "what recorders wrote")
    _add_expect(parser)
    parser.add_argument(
        "--fail-on",
        type=_faults,
        default=CONTRADICTIONS,
        help=f"the faults that count: {', '.join(ASKABLE)}; by default all but bends and undecided",
    )
    parser.add_argument(
        "--plot", type=_drawable, metavar="FILE", help="also draw sizes and changes against the width; needs matplotlib"
    )
    return parser


def transfer_parser() -> argparse.ArgumentParser:
    """`singlora-coordinate-check transfer losses.jsonl`."""
    parser = argparse.ArgumentParser(
        prog=f"{_NAME} transfer",
        description="Finds how the best learning rate moves with the width, from losses at several widths and rates, and what keeping "
        "the first width's rate costs.",
        epilog=_CODES,
    )
    _add_files(parser, "losses.jsonl", "lines of width, seed, rate and loss")
    parser.add_argument(
        "--expected",
        type=float,
        metavar="EXPONENT",
        help="the exponent that the best rate should have as a power of the width, such as 0 in muP; without it there is no verdict",
    )
    return parser


def plan_parser() -> argparse.ArgumentParser:
    """`singlora-coordinate-check plan run.jsonl`."""
    parser = argparse.ArgumentParser(
        prog=f"{_NAME} plan",
        description="Says how many seeds, or widths, would decide each slope that is undecided.",
        epilog="Exit codes: 0 done, 1 a damaged file, 2 wrong usage or a bad table.",
    )
    _add_files(parser, "run.jsonl", "what recorders wrote")
    _add_expect(parser)
    parser.add_argument("--power", type=_share, default=0.9, help="the share of made-up records to judge rightly; by default 0.9")
    return parser


def _add_files(parser: argparse.ArgumentParser, name: str, what: str) -> None:
    parser.add_argument("files", nargs="+", metavar=name, help=what)
    parser.add_argument("--quiet", action="store_true", help="print a line of JSON a file and nothing else")
    parser.add_argument("--version", action="version", version=__version__)


def _add_expect(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--expect",
        type=_names_in,
        default=[],
        help=f"what is expected of the models: {', '.join(PRESETS)}, or files of JSON, comma separated, the first that says something "
        "of a row first; by default lora with peft's LoRA, else that all keeps its size",
    )


def _names_in(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _faults(text: str) -> list[str]:
    named = _names_in(text)
    unknown = [fault for fault in named if fault not in ASKABLE]
    if unknown:
        raise argparse.ArgumentTypeError(f"unknown fault {unknown[0]!r}. Known: {', '.join(ASKABLE)}")
    return named


def _drawable(text: str) -> str:
    if find_spec("matplotlib") is None:
        raise argparse.ArgumentTypeError("it needs matplotlib: pip install 'singlora-coordinate-check[plot]'")
    return text


def _share(text: str) -> float:
    share = float(text)
    if not 0 < share < 1:
        raise argparse.ArgumentTypeError("it is a share between 0 and 1")
    return share
