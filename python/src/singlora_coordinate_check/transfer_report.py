"""How the best learning rate moves with the width, in words and for programs."""

from __future__ import annotations

import argparse
import math
from typing import Any, Optional, Sequence

from .fit import Contrast
from .rates import read_rates
from .shown import fixed, plain, significant
from .slope import Slope
from .transfer import AtRate, Transfer, transfer
from .verdict import TOLERANCE

_SAID = {"as expected": "passed", "not as expected": "FAILED", "undecided": "INSUFFICIENT", None: "judged"}


def text_of(file: str, found: Transfer) -> str:
    """The exponent, what keeping the rate costs, and what would show more."""
    lines = [f"{file}: {_SAID[found.verdict]}", *_exponent_lines(found)]
    if found.exponent is None:
        lines.append("no exponent: at fewer than three widths two seeds have a best rate")
    elif found.is_at_edge:
        lines.append(
            f"{found.at_edge} of {found.all_rates} best rates are an end of those tried, so that better ones may lie beyond: train "
            "with lower or higher rates, too"
        )
    else:
        lines.append(_power_line(found, found.exponent))
    return "\n  ".join(lines)


def _exponent_lines(found: Transfer) -> list[str]:
    fit, lines = found.exponent, []
    if fit is not None:
        known = "" if found.expected is None else f", expected: n^{plain(found.expected)}"
        lines.append(f"best rate n^{fixed(fit.slope)} ({fixed(fit.low)} to {fixed(fit.high)}){known}")
    if found.transferred:
        first, last = found.tried.widths[0], found.transferred[-1]
        cost = (
            "training diverges"
            if last.kept.ratio is None
            else f"the loss is {significant(last.kept.ratio.value)} times its own best"
        )
        lines.append(f"at width {last.width} with the best rate of width {first} {cost}")
    return lines


def _power_line(found: Transfer, fit: Slope) -> str:
    half = (fit.high - fit.low) / 2 + found.rounding
    interval = f"the interval is ±{fixed(half)}"
    if found.rounding > 0:
        beside = f", ±{fixed(found.rounding)} of it since best rates lie beside rates that diverged"
        return f"{interval}{beside}: try rates closer together"
    if half <= TOLERANCE:
        return interval
    seeds = math.ceil(len(found.tried.losses[0]) * (half / TOLERANCE) ** 2)
    return f"{interval}; about {seeds} seeds would bring it to ±{plain(TOLERANCE)}"


def json_of(file: str, found: Transfer) -> dict[str, Any]:
    """The same for programs."""
    fit = found.exponent
    return {
        "version": 1,
        "file": file,
        "verdict": found.verdict,
        "failed": found.verdict == "not as expected",
        "expected": found.expected,
        "exponent": fit and {"slope": fit.slope, "low": fit.low, "high": fit.high},
        "rounding": found.rounding,
        "widths": found.tried.widths,
        "seeds": len(found.tried.losses[0]),
        "rates": found.tried.rates,
        "atEdge": found.at_edge,
        "optimum": [
            {"width": one.width, "rate": one.rate.value, "low": one.rate.low, "high": one.rate.high, "atEdge": one.at_edge}
            for one in found.optimum
        ],
        "transferred": [
            {
                "width": one.width,
                "own": _rate_of(one.own),
                "kept": _rate_of(one.kept),
                "scaled": one.scaled and _rate_of(one.scaled),
            }
            for one in found.transferred
        ],
    }


def _rate_of(at: AtRate) -> dict[str, Any]:
    return {"rate": at.rate, "loss": at.loss, "ratio": at.ratio and _interval_of(at.ratio)}


def _interval_of(found: Contrast) -> dict[str, float]:
    return {"value": found.value, "low": found.low, "high": found.high}
