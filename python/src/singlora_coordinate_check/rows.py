"""The rows of a file of JSON lines."""

from __future__ import annotations

import json
import re
from typing import Any, Iterator, Mapping

from . import errors

_DEEPEST = 100
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"?')


def rows_of(file: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The objects of a file of JSON lines, one per line, with their line numbers from 1. Empty lines are skipped."""
    try:
        with open(file, "rb") as content:
            for number, own in enumerate(content, 1):
                text = _text_of(file, number, own[3:] if number == 1 and own.startswith(b"\xef\xbb\xbf") else own)
                if text.strip():
                    yield number, _object_of(file, number, text)
    except OSError as error:
        raise errors.unreadable(file, error) from error


def _text_of(file: str, number: int, line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise errors.unparsed(file, number, "it is not UTF-8") from error


def _object_of(file: str, number: int, text: str) -> Mapping[str, Any]:
    """Parses numbers as floats; NaN and infinities, as Python writes them, as None."""
    if _depth_of(text) > _DEEPEST:
        raise errors.unparsed(file, number, f"it is not JSON of at most {_DEEPEST} levels")
    try:
        value = json.loads(text, parse_int=float, parse_constant=lambda _: None)
    except ValueError as error:
        raise errors.unparsed(file, number, "it is not JSON") from error
    if not isinstance(value, dict):
        raise errors.unparsed(file, number, "it is not a JSON object")
    return value


def _depth_of(text: str) -> int:
    depth = deepest = 0
    if text.count("{") + text.count("[") <= _DEEPEST:
        return 0
    for char in _STRING.sub("", text):
        depth += (char in "[{") - (char in "]}")
        deepest = max(deepest, depth)
    return deepest
