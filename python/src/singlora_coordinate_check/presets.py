"""The expectations for usual models, by name.

`presets.json` is the harness's own table; lab/scaling/src/coordinate-check/expectation-presets.ts of SingLoRA Lab derives it:

- sp: the standard parametrisation, under Adam at one rate for all widths
- mup: muP (Yang et al., Tensor Programs V, arXiv 2203.03466, table 3)
- lora, lora+: LoRA and LoRA+ under Adam (Hayou et al., arXiv 2402.12354)
"""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files
from typing import Callable, Mapping, Sequence

from .expectation import Expectation
from .inside import is_inside
from .table import expectation_of
from .unit import Unit


def _is_inner(name: str) -> bool:
    """Whether this is peft's name for the factor A of LoRA, which outputs the inner feature A x."""
    return "lora_A" in name


Role = Callable[[int, str, bool], bool]
"""Of a module's place in the data flow, its name, and whether it puts out more numbers at larger widths."""

_ROLES: Mapping[str, Role] = {
    "{input}": lambda place, name, grows: place == 0,
    "{inner}": lambda place, name, grows: _is_inner(name),
    "{outputs}": lambda place, name, grows: not grows and not _is_inner(name),
}
"""Modules that rows of presets name by what they are, where they give no pattern."""

_text = files(__package__).joinpath("presets.json").read_text("utf-8")
PRESETS: Mapping[str, Sequence[Expectation]] = {
    name: [expectation_of(row) for row in rows] for name, rows in json.loads(_text, parse_int=float).items()
}


def preset(name: str, units: Sequence[Unit]) -> list[Expectation]:
    """The table of a preset for the recorded modules."""
    first, last = units[0].modules, units[-1].modules
    names = [name for name in first if not is_inside(name)]
    modules = [(place, name, last[name][0].entries > first[name][0].entries) for place, name in enumerate(names)]

    def named(pattern: str) -> list[str]:
        has = _ROLES.get(pattern)
        return [pattern] if has is None else [each[1] for each in modules if has(*each)]

    return [replace(row, modules=module) for row in PRESETS[name] for module in named(row.modules)]
