"""The file that recorders write: one line of JSON for each module's output at one width, seed and step."""

from __future__ import annotations

import json
import math
import os
from typing import Any, NamedTuple, Optional, SupportsFloat, TypeVar

Own = TypeVar("Own", bound="MeasurementFile")


class Subject(NamedTuple):
    """The recorded model."""

    width: int
    seed: int
    frozen_loss: Optional[float]
    """Its loss without the trained part, such as an adapter; None: the loss at step 0 is used."""


class Output(NamedTuple):
    """A module's output after some steps: statistics of its entries, None where not finite."""

    step: int
    module: str
    entries: int
    size: Optional[float]
    """The root mean square."""
    largest: Optional[float]
    """The largest absolute value of an entry."""
    change: Optional[float]
    """The root mean square of the change since step 0."""
    largest_change: Optional[float]
    shape: tuple[int, ...] = ()
    """Of a parameter: its dimensions."""


class MeasurementFile:
    """A file of measurements. Replaces an existing one, or with `append` extends it, such as by one process per width."""

    def __init__(self, path: str | os.PathLike[str], append: bool = False) -> None:
        self._file = open(path, "a" if append else "w", encoding="utf-8")

    def write(self, subject: Subject, output: Output, loss: Optional[float]) -> None:
        """Writes a line, with five digits of each number."""
        sizes = {"size": output.size, "change": output.change, "largest": output.largest}
        line = {
            **{"width": subject.width, "seed": subject.seed, "step": int(output.step), "module": output.module},
            **{"entries": output.entries, **{name: number(size) for name, size in sizes.items()}},
            **{"largestChange": number(output.largest_change), "loss": loss, "frozenLoss": subject.frozen_loss},
            **({"shape": output.shape} if output.shape else {}),
        }
        self._file.write(json.dumps(line, allow_nan=False, separators=(",", ":")) + "\n")

    def flush(self) -> None:
        """Leaves nothing unwritten, in case the process is killed."""
        self._file.flush()

    def close(self) -> None:
        """Closes the file, as does leaving `with`."""
        self._file.close()

    def __enter__(self: Own) -> Own:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def number(value: Optional[SupportsFloat]) -> Optional[float]:
    """A number with five digits, for JSON: null where it is missing or not finite."""
    if value is None or not math.isfinite(float(value)):
        return None
    return float(f"{float(value):.5g}")


def size_of(entries: Any) -> tuple[Optional[float], Optional[float]]:
    """The root mean square and the largest absolute value of a flat tensor; None where not finite.

    Scaled, so that squares do not overflow.
    """
    largest = float(abs(entries).max()) if len(entries) else 0.0
    if not math.isfinite(largest):
        return None, None
    return (largest * math.sqrt(float(((entries / largest) ** 2).mean())) if largest > 0 else 0.0), largest
