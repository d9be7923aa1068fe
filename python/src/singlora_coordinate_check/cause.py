"""The first module that departs from its expectation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, Optional, Sequence

from .judge import Module, Step


@dataclass(frozen=True)
class FirstCause:
    """The first module that departs from its expectation, and what may follow from it."""

    module: str
    faults: Sequence[Step]
    """Those of the earliest step first."""
    after: Sequence[str]
    """The names of the other modules with faults: later in the data flow, or at a later step."""


def first_cause(modules: Sequence[Module], counts: Callable[[Step], bool] = lambda step: step.is_fault) -> Optional[FirstCause]:
    """The first module in data-flow order among those that depart from their expectation at the earliest step.

    Modules stand in that order: in which their outputs came first. None where none leaves it.
    """
    faults = {module.name: sorted(filter(counts, module.steps), key=lambda step: step.step) for module in modules}
    faulty = {name: own for name, own in faults.items() if own}
    if not faulty:
        return None
    earliest = min(own[0].step for own in faulty.values())
    cause = next(name for name, own in faulty.items() if own[0].step == earliest)
    return FirstCause(cause, faulty[cause], [name for name in faulty if name != cause])
