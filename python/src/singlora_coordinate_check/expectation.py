"""The expectations of a model: how quantities of its modules should grow with the width."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Mapping, Optional, Sequence, Union

Exponent = Union[float, str, Mapping[str, float]]
"""The g of n^g: a number; a range `{"least": ..., "most": ...}`, open where it has one end; or "free", which is never a fault."""


@dataclass(frozen=True)
class Expectation:
    """How a quantity of some modules should grow with the width. The first entry of a table that matches a row applies.

    Of a table of them the first that fits a row counts; a row that none fits should keep its size. Largest entries should grow as
    the root mean square does, unless the table names them.
    """

    modules: str
    """A module's name; `*` matches any characters but @, including none."""
    quantity: str
    step: Union[int, str]
    """The number of training steps; or "first", "last" or "any" of the recorded ones."""
    exponent: Exponent
    reason: str
    """Why, in words."""

    @property
    def is_free(self) -> bool:
        """Whether the quantity never has a fault."""
        return self.exponent == "free"


def expected_at(
    module: str, quantity: str, step: int, steps: Sequence[int], table: Sequence[Expectation]
) -> Optional[Expectation]:
    """A table's expectation for a row; None without one. `steps` are the recorded steps of the quantity, ascending."""

    def first_of(own: str) -> Optional[Expectation]:
        return next((each for each in table if each.quantity == own and is_then(each) and _fits(each.modules, module)), None)

    def is_then(each: Expectation) -> bool:
        return each.step in {step, "any", *(["first"] if step == steps[0] else []), *(["last"] if step == steps[-1] else [])}

    return first_of(quantity) or first_of(_MEAN_OF[quantity])


_MEAN_OF = {"size": "size", "change": "change", "largest": "size", "largestChange": "change"}
"""The root mean square of what a quantity is the largest of."""


def _fits(pattern: str, module: str) -> bool:
    if "*" not in pattern:
        return pattern == module
    return re.fullmatch("[^@]*".join(re.escape(part) for part in pattern.split("*")), module, re.DOTALL) is not None
