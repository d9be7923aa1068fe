"""What would decide undecided slopes, in words and for programs."""

from __future__ import annotations

from typing import Any, Optional, Sequence

from .plan import Enough, Plan
from .report import Judged
from .shown import plain
from .slope import Slope
from .summary import MOST_SEEDS, MOST_WIDTHS, known_text, law_text


def text_of(judged: Judged, plans: Sequence[Plan], power: float) -> str:
    """A line for each slope, and one for all of them."""
    lines = [f"{judged.file}: {len(plans)} of {_rows_of(judged)} slopes undecided, without those that are free"]
    lines += [f"{one.module}: {law_text(one.step)}{known_text(one.step)}: {_enough_text(one)}" for one in plans]
    seeds, widths = _most([one.seeds for one in plans]), _most([one.widths for one in plans])
    within = [f"{seeds} seeds"] * bool(seeds) + [f"{widths} widths"] * bool(widths)
    if len(plans) > 1 and within:
        lines.append(f"all of them: {' or '.join(within)}, each with a power of {plain(round(100 * power, 1))} %")
    return "\n  ".join(lines)


def _enough_text(one: Plan) -> str:
    within = [f"{one.seeds.least} seeds ({one.seeds.share:.0%})"] if one.seeds else []
    within += [f"{one.widths.least} widths ({one.widths.share:.0%})"] if one.widths else []
    return " or ".join(within) or f"more than {MOST_SEEDS} seeds or {MOST_WIDTHS} widths: change the design"


def _most(all_of: Sequence[Optional[Enough]]) -> Optional[int]:
    """The count that is enough for all; None where none is."""
    counts = [one.least for one in all_of if one is not None]
    return max(counts) if counts and len(counts) == len(all_of) else None


def _rows_of(judged: Judged) -> int:
    return sum(len(module.steps) for module in judged.modules)


def json_of(judged: Judged, plans: Sequence[Plan], power: float) -> dict[str, Any]:
    """The same for programs; null where no number within reach is enough."""
    return {
        "version": 1,
        "file": judged.file,
        "power": power,
        "rows": _rows_of(judged),
        "slopes": [_slope_of(one) for one in plans],
    }


def _slope_of(one: Plan) -> dict[str, Any]:
    fit = one.step.growth.fit
    line = {name: getattr(fit, name) if isinstance(fit, Slope) else None for name in ("slope", "low", "high")}
    enough = {"seeds": one.seeds and one.seeds._asdict(), "widths": one.widths and one.widths._asdict()}
    return {"module": one.module, "quantity": one.step.quantity, "step": one.step.step, **line, **enough}
