"""What is watched inside modules: `attn@logits` and `attn@entropy` of a softmax, parameters, Adam's epsilon, LoRA's alpha / r."""

from __future__ import annotations

import re
from dataclasses import replace
from statistics import median
from typing import Mapping, Optional, Sequence

from .expectation import Expectation
from .unit import Unit, Watched


def is_inside(name: str) -> bool:
    """Whether a name is of something inside a module, which is no output of it."""
    return "@" in name


def equals_in(units: Sequence[Unit]) -> list[list[str]]:
    """The parameters in groups of equals: those of one name apart from its numbers, and whose same dimensions grow."""
    first, last = units[0].modules, units[-1].modules
    groups: dict[tuple[str, tuple[bool, ...]], list[str]] = {}
    for name in first:
        if name.endswith("@parameter"):
            grows = tuple(most > least for least, most in zip(first[name][0].shape, last[name][0].shape))
            groups.setdefault((re.sub(r"[0-9]+", "#", name), grows), []).append(name)
    return list(groups.values())


def beside_equals(units: Sequence[Unit], equals: Sequence[Sequence[str]]) -> Sequence[Unit]:
    """The measurements with each parameter's change as a multiple of the median over its equals, of that width, seed and step."""
    return [replace(unit, modules={**unit.modules, **_ratios_of(unit, equals)}) for unit in units] if equals else units


_CHANGES = ("change", "largestChange")


def _ratios_of(unit: Unit, equals: Sequence[Sequence[str]]) -> dict[str, Sequence[Watched]]:
    ratios: dict[str, Sequence[Watched]] = {}
    for names in equals:
        usual = [_usual_of([unit.modules[name][place] for name in names]) for place in range(len(unit.modules[names[0]]))]
        ratios |= {name: [_over(*pair) for pair in zip(unit.modules[name], usual)] for name in names}
    return ratios


def _usual_of(watched: Sequence[Watched]) -> dict[str, float]:
    """The median of each change; 0 where none is known."""
    usual = {}
    for name in _CHANGES:
        known = [value for value in (one.quantities[name] for one in watched) if value is not None]
        usual[name] = median(known) if known else 0.0
    return usual


def _over(own: Watched, usual: Mapping[str, float]) -> Watched:
    def ratio(name: str) -> Optional[float]:
        value = own.quantities[name]
        return value if value is None or usual[name] == 0 else value / usual[name]

    return replace(own, quantities={**own.quantities, **{name: ratio(name) for name in _CHANGES}})


def expected_inside(equals: Sequence[Sequence[str]]) -> list[Expectation]:
    """What is expected inside modules where no table says it."""
    rows = []
    for names in equals:
        for name in names:
            others = [other.split("@")[0] for other in names if other != name]
            equal = (0.0, f"it moves as far as its equals: {', '.join(others[:3])}")
            rows.append(Expectation(name, "change", "any", *(equal if others else ("free", "no other parameter is its equal"))))
    return [*rows, *_ALWAYS]


_ALWAYS = [
    Expectation("*@parameter", "size", "any", "free", "the scale of a weight is a matter of the parametrisation"),
    Expectation("*@scale", "size", "any", {"most": 0.0}, "alpha / r of LoRA does not grow with the width"),
    Expectation("*@epsilon", "size", "any", {"most": 0.0}, "Adam’s ε is no larger part of its denominator at larger widths"),
]
