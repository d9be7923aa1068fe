"""Text and numbers as messages have them."""

from __future__ import annotations

import unicodedata
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Optional, Sequence

_UNPRINTABLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_MOST_NAMES = 5
_exact = Context(prec=2000)


def shown(text: str, most: int = 80) -> str:
    """Text from outside on one line, control characters escaped, cut where it is long."""
    units = text.encode("utf-16-le", "surrogatepass")
    length = len(units) // 2
    kept = text if length <= most else units[: 2 * most].decode("utf-16-le", "ignore")
    safe = "".join(f"\\u{{{ord(char):x}}}" if unicodedata.category(char) in _UNPRINTABLE else char for char in kept)
    return safe if length <= most else f"{safe}… ({length} characters)"


def quoted(text: str) -> str:
    """The same in quotation marks."""
    return f'"{shown(text)}"'


def listed(names: Sequence[str], most: int = _MOST_NAMES) -> str:
    """The first names; how many more there are."""
    return ", ".join(shown(name) for name in names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def fixed(value: Optional[float]) -> str:
    """With two digits, and no sign where they are 0."""
    text = str(Decimal(value or 0.0).quantize(Decimal("0.01"), ROUND_HALF_UP, _exact))
    return text[1:] if text == "-0.00" else text
