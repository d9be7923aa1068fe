"""The findings, in words."""

from __future__ import annotations

from typing import Callable, Optional, Sequence

from .cause import FirstCause, first_cause
from .evidence import DEPARTURE, is_open
from .expectation import Expectation
from .growth import Growth
from .inside import is_inside
from .judge import Module, Step
from .loss import LossStep
from .shown import fixed, plain, significant
from .slope import Slope

MOST_SEEDS, MOST_WIDTHS = 100, 12
"""More seeds, or more doubled widths, than anybody should be told to measure."""

_NAMES = {"size": "size", "change": "change", "largest": "largest entry", "largestChange": "largest change"}


def lines_of(
    modules: Sequence[Module], losses: Sequence[LossStep], counts: Callable[[Step], bool] = lambda step: step.is_fault
) -> list[str]:
    """The first module that departs from its expectation, and how many follow it; else one line per module. Then the loss.

    What is inside modules has no line of its own. counts: whether a row is a departure; by default any fault.
    """
    cause = first_cause(modules, counts)
    own = [_change_line(module) for module in modules if not is_inside(module.name)] if cause is None else _cause_lines(cause)
    return [*own, *(_loss_text(loss) for loss in losses if loss.verdict != "learns")]


def sentence_of(modules: Sequence[Module], losses: Sequence[LossStep]) -> str:
    """The number of slopes by verdict."""
    steps = [step for module in modules for step in module.steps]

    def number(is_one: Callable[[Step], bool]) -> int:
        return sum(map(is_one, steps))

    def part(text: str, *counts: int) -> str:
        return text.format(*counts) if counts[-1] > 0 else ""

    flagged = number(lambda step: step.is_fault)
    exploding = number(lambda step: step.is_fault and step.verdict in ("exploding", "diverged"))
    known = number(_is_known)
    return "".join(
        [
            f"{len(steps)} slopes: {number(lambda step: step.verdict == 'stable')} stable",
            f", {flagged} flagged, {exploding} of them exploding" if flagged else "",
            part(", {} undecided", number(lambda step: step.verdict == "undecided")),
            part(", {} of them for low power", number(lambda step: step.verdict == "undecided" and step.growth.low_power)),
            part(", {} of them no evidence", number(is_open)),
            part(", {} no power law", number(lambda step: step.verdict == "bends")),
            part("; the loss far above the untrained model’s at {} steps", sum(loss.is_high for loss in losses)),
            part("; {} of {} expected slopes found", number(lambda step: _is_known(step) and step.verdict == "stable"), known),
        ]
    )


def open_lines(modules: Sequence[Module], silent: Sequence[Step]) -> list[str]:
    """Why rows are too few or too wide for an answer, and what to do."""
    if not silent:
        return ["no slope asks anything: all are free, or 0"]
    name = next(module.name for module in modules if any(step is silent[0] for step in module.steps))
    slopes = f"{len(silent)} slope{'s' if len(silent) > 1 else ''}"
    return [
        f"no evidence on {slopes}: undecided, with room for n^{plain(DEPARTURE)} beside what is expected; "
        f"first {name}: {_step_text(silent[0])}",
        "record more seeds at more widths (six doubled ones with 20 seeds leave few slopes undecided), or a larger batch",
    ]


def _is_known(step: Step) -> bool:
    return step.expected is not None and not step.expected.is_free


def _cause_lines(cause: FirstCause) -> list[str]:
    firsts = {step.quantity: step for step in reversed(cause.faults)}
    shown = [step for step in cause.faults if firsts[step.quantity] is step]
    texts = [_step_text(step) + (_reason_text(step.expected) if place == 0 else "") for place, step in enumerate(shown)]
    names = [*cause.after[:3], "…"] if len(cause.after) > 3 else cause.after
    modules = f"module{'s' if len(cause.after) > 1 else ''}"
    after = [f"and {len(cause.after)} {modules} after it: {', '.join(names)}"] if cause.after else []
    return [f"{cause.module}: {'; '.join(texts)}", *after]


def _change_line(module: Module) -> str:
    changes = [step for step in module.steps if step.quantity == "change"][-1:]
    known = [step for step in module.steps if _is_known(step) and step not in changes][:1]
    return f"{module.name}: {'; '.join(_step_text(step) for step in [*known, *changes])}"


def law_text(step: Step) -> str:
    """ "change after 3 n^0.12 (0.02 to 0.22)"."""
    fit = step.growth.fit
    law = f" n^{fixed(fit.slope)} ({fixed(fit.low)} to {fixed(fit.high)})" if isinstance(fit, Slope) else ""
    return f"{_NAMES[step.quantity]} after {step.step}{law}"


def known_text(step: Step) -> str:
    """ ", expected: n^0.5", where something is."""
    return f", expected: {_range_text(step.expected)}" if step.expected is not None and _is_known(step) else ""


def _step_text(step: Step) -> str:
    correction = step.growth.correction
    judged = step.verdict.upper() if step.is_fault else step.verdict
    bent = f" to n^{fixed(correction.value)} without what dies out" if correction and step.verdict == "bends" else ""
    asked = _decided_text(step.growth) if step.verdict == "undecided" else ""
    return f"{law_text(step)} {judged}{bent}{asked}{known_text(step)}"


def _reason_text(expected: Optional[Expectation]) -> str:
    return "" if expected is None else f" ({expected.reason})"


def _range_text(expected: Expectation) -> str:
    """ "n^0.5", "n^-0.5 to n^0", "n^0 or less"."""
    exponent = expected.exponent
    if isinstance(exponent, (int, float, str)):
        return f"n^{plain(float(exponent))}"
    least, most = exponent.get("least"), exponent.get("most")
    ends = [f"n^{plain(end)}" for end in (least, most) if end is not None]
    return f"{ends[0]} or less" if least is None else f"{ends[0]} or more" if most is None else " to ".join(ends)


def _decided_text(growth: Growth) -> str:
    """The measurements that would decide, if more of the same would."""
    more = growth.decided_by
    parts = ["low power"] if growth.low_power else []
    if more is not None:
        within = [f"{more.seeds} seeds"] if more.seeds <= MOST_SEEDS else []
        within += [f"{more.widths} widths"] if more.widths <= MOST_WIDTHS else []
        enough = f"about {' or '.join(within)} would decide"
        parts.append(enough if within else f"more than {MOST_SEEDS} seeds: change the design")
    return f" ({': '.join(parts)})" if parts else ""


def _loss_text(loss: LossStep) -> str:
    times = "" if loss.most is None else f": up to {significant(loss.most)} times the untrained model's"
    return f"loss after {loss.step} {loss.verdict if loss.verdict == 'no better' else loss.verdict.upper()}{times}"
