"""The coordinate check of muP: records how a model's outputs grow with its width, and judges what was recorded.

Recording in PyTorch needs torch, judging the standard library alone: torch is imported where `Recorder` is first asked for.
"""

from typing import TYPE_CHECKING

from .errors import MeasurementError
from .judge import Module, Step, judge
from .loss import LossStep, judge_losses
from .read import read
from .unit import Unit

if TYPE_CHECKING:
    from .record import Recorder

__all__ = ["LossStep", "MeasurementError", "Module", "Recorder", "Step", "Unit", "judge", "judge_losses", "read"]


def __getattr__(name: str) -> object:
    if name != "Recorder":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from .record import Recorder

    return Recorder
