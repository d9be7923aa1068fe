"""Errors in a file of measurements, in words: the place, and what to do."""

from __future__ import annotations

import errno
from typing import Iterable, NamedTuple, Sequence

from .shown import listed, quoted, shown


class MeasurementError(ValueError):
    """A file of measurements that cannot be judged."""


class Place(NamedTuple):
    """Where something was measured."""

    width: int
    seed: int
    step: int
    module: str

    def __str__(self) -> str:
        return f"module {quoted(self.module)} at width {self.width}, seed {self.seed}, step {self.step}"


class TableError(ValueError):
    """A table of expectations that is not valid."""


class UsageError(ValueError):
    """Arguments that do not go together."""


_README = "The README of singlora-coordinate-check"


def unreadable(file: str, cause: OSError) -> MeasurementError:
    return MeasurementError(f"Cannot read {file}: {reason_of(file, cause)}.")


def reason_of(file: str, cause: OSError) -> str:
    """The reason, in Node's wording."""
    return f"{errno.errorcode.get(cause.errno or 0, '')}: {(cause.strerror or '').lower()}, open '{file}'"


def bad_line(file: str, line: int, problem: str) -> MeasurementError:
    return MeasurementError(f"{shown(file)}, line {line}: {problem}. {_README} lists what a line holds.")


def unparsed(file: str, line: int, problem: str) -> MeasurementError:
    """A line that is not JSON."""
    return MeasurementError(
        f"{file}, line {line}: {problem}. A recording that was cut off ends so: record it anew. {_README} lists what a line holds."
    )


def repeated(file: str, line: int, first: int, place: Place) -> MeasurementError:
    return MeasurementError(
        f"{shown(file)}, line {line} repeats line {first}: {place}. Was the file added to by a second run? "
        "Record it anew, or keep one of them."
    )


def unequal_losses(file: str, line: int, place: Place) -> MeasurementError:
    return MeasurementError(
        f"{shown(file)}, line {line}: the loss is another than that on an earlier line of the same width, seed and step ({place}). "
        "Each pass over the batch has one loss."
    )


def missing(file: str, place: Place, others: str) -> MeasurementError:
    return MeasurementError(
        f"{shown(file)} has nothing of {place}, though {others}. Watch the same modules, seeds and steps at every width; "
        "where training diverged go on watching (null counts as diverged), or leave it out everywhere."
    )


def no_start(file: str) -> MeasurementError:
    return MeasurementError(
        f"{shown(file)} has no line of step 0 or none of a later step. Watch once before the first step of training, and after it."
    )


def unmoved(file: str) -> MeasurementError:
    return MeasurementError(
        f"{shown(file)} has no change: after every step each module puts out what it did before training. Give the optimiser the "
        "parameters of the watched model, and a rate above 0."
    )


def too_few(file: str, what: str, found: Sequence[int], least: int) -> MeasurementError:
    those = f" ({listed([str(each) for each in found])})" if found else ""
    return MeasurementError(
        f"{shown(file)} has {len(found)} {what}{'' if len(found) == 1 else 's'}{those}; a slope with an interval needs at least "
        f"{least}. Train at more, and record them in the same file."
    )


def bad_table(file: str, problem: str, known: Iterable[str] = ()) -> TableError:
    """`known`: the presets, in case the name is a misspelt one."""
    presets = f"Known presets: {', '.join(known)}. " if known else ""
    return TableError(f"--expect: {shown(file)} is no table of expectations: {problem}. {presets}{_README} shows one.")
