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


def _equals_in(units: Sequence[Unit]) -> dict[str, list[str]]:
    """The parameters with their equals, themselves included.

    Those have one name apart from its numbers, and the same of their dimensions grow.
    """
    first, last = units[0].modules, units[-1].modules
    groups: dict[tuple[str, tuple[bool, ...]], list[str]] = {}
    for name in first:
        if name.endswith("@parameter"):
            grows = tuple(most > least for least, most in zip(first[name][0].shape, last[name][0].shape))
            groups.setdefault((re.sub(r"[0-9]+", "#", name), grows), []).append(name)
    return {name: names for names in groups.values() for name in names}


def beside_equals(units: Sequence[Unit]) -> Sequence[Unit]:
    """The measurements with each parameter's change as a multiple of the median over its equals, of that width, seed and step."""
    equals = _equals_in(units)
    return [replace(unit, modules={**unit.modules, **_ratios_of(unit, equals)}) for unit in units] if equals else units


def _ratios_of(unit: Unit, equals: Mapping[str, Sequence[str]]) -> dict[str, Sequence[Watched]]:
    def beside(place: int, name: str, quantity: str) -> Optional[float]:
        own = unit.modules[name][place].quantities[quantity]
        all_known = [unit.modules[each][place].quantities[quantity] for each in equals[name]]
        known = [value for value in all_known if value is not None]
        usual = median(known) if known else 0.0
        return own if own is None or usual == 0 else own / usual

    def ratio(place: int, name: str, own: Watched) -> Watched:
        changes = {quantity: beside(place, name, quantity) for quantity in ("change", "largestChange")}
        return replace(own, quantities={**own.quantities, **changes})

    return {name: [ratio(place, name, own) for place, own in enumerate(unit.modules[name])] for name in equals}


def expected_inside(units: Sequence[Unit]) -> list[Expectation]:
    """What is expected inside modules where no table says it."""
    rows = []
    for name, names in _equals_in(units).items():
        others = [other.split("@")[0] for other in names if other != name]
        equal = (0.0, f"it moves as far as its equals: {', '.join(others[:3])}")
        rows.append(Expectation(name, "change", "any", *(equal if others else ("free", "no other parameter is its equal"))))
    return [*rows, *_ALWAYS]


_ALWAYS = [
    Expectation("*@parameter", "size", "any", "free", "the scale of a weight is a matter of the parametrisation"),
    Expectation("*@scale", "size", "any", {"most": 0.0}, "alpha / r of LoRA does not grow with the width"),
    Expectation("*@epsilon", "size", "any", {"most": 0.0}, "Adam’s ε is no larger part of its denominator at larger widths"),
]
