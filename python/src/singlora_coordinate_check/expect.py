"""The stated expectations: those of a command, and those in lines of the measured file."""

from __future__ import annotations

import json
from typing import Sequence, Union

from . import errors
from .expectation import Expectation
from .presets import PRESETS, preset
from .table import ProblemAt, table_of
from .unit import Unit

Expect = Union[str, Expectation]
"""A preset by its name, or a row of a table."""


def expect_of(names: Sequence[str]) -> list[Expect]:
    """The presets and rows that `--expect` names. Raises TableError for a name that is neither, and for a file without a table."""
    said: list[Expect] = []
    for name in names:
        said.extend([name] if name in PRESETS else _table_in(name))
    return said


def table_for(units: Sequence[Unit], said: Sequence[Expect]) -> list[Expectation]:
    """The table for the measurements; without stated expectations, LoRA's if peft adapts the model."""
    usual = ["lora"] if any("lora_A" in name or "lora_B" in name for name in units[0].modules) else []
    return [row for one in said or usual for row in (preset(one, units) if isinstance(one, str) else [one])]


def _table_in(file: str) -> list[Expectation]:
    try:
        with open(file, encoding="utf-8") as content:
            return table_of(json.load(content, parse_int=float))
    except OSError as error:
        raise errors.bad_table(file, errors.reason_of(file, error), PRESETS) from error
    except ProblemAt as error:
        raise errors.bad_table(file, f"{'.'.join(error.path)}: {error.problem}") from error
    except ValueError as error:
        raise errors.bad_table(file, "it is not JSON", PRESETS) from error
