"""The coordinate check of muP: records how a model's outputs grow with its width, and judges what was recorded.

    units, expect = read("run.jsonl")
    modules = judge(units, table_for(units, ["mup", *expect]))

Recording in PyTorch needs torch, judging the standard library alone: torch is imported where `Recorder` is first asked for.
"""

from typing import TYPE_CHECKING

__version__ = "0.1.0"

from .cause import FirstCause, first_cause
from .errors import MeasurementError, TableError
from .expect import table_for
from .expectation import Expectation
from .judge import Module, Step, judge
from .loss import LossStep, judge_losses
from .plan import Plan, plan
from .rates import read_rates
from .read import read
from .report import judge_file, verdict_on
from .transfer import Transfer, transfer
from .unit import Unit

if TYPE_CHECKING:
    from .record import Recorder

__all__ = [
    "Expectation",
    "FirstCause",
    "LossStep",
    "MeasurementError",
    "Module",
    "Plan",
    "Recorder",
    "Step",
    "TableError",
    "Transfer",
    "Unit",
    "first_cause",
    "judge",
    "judge_file",
    "judge_losses",
    "plan",
    "read",
    "read_rates",
    "table_for",
    "transfer",
    "verdict_on",
]


def __getattr__(name: str) -> object:
    if name != "Recorder":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from .record import Recorder

    return Recorder
