"""The coordinate check of muP: records how a model's outputs grow with its width, and judges what was recorded.

Recording in PyTorch needs torch, judging the standard library alone: torch is imported where `Recorder` is first asked for.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .record import Recorder

__all__ = ["Recorder"]


def __getattr__(name: str) -> object:
    if name != "Recorder":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from .record import Recorder

    return Recorder
