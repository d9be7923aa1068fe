"""Text and numbers in the form of messages."""

from __future__ import annotations

import unicodedata
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Optional, Sequence

_UNPRINTABLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_MOST_NAMES = 5
_exact = Context(prec=2000)


def shown(text: str, most: int = 80) -> str:
    """External text on one line, with control characters escaped, and cut if it is long."""
    units = text.encode("utf-16-le", "surrogatepass")
    length = len(units) // 2
    kept = text if length <= most else units[: 2 * most].decode("utf-16-le", "ignore")
    safe = "".join(f"\\u{{{ord(char):x}}}" if unicodedata.category(char) in _UNPRINTABLE else char for char in kept)
    return safe if length <= most else f"{safe}… ({length} characters)"


def quoted(text: str) -> str:
    """The same in quotation marks."""
    return f'"{shown(text)}"'


def listed(names: Sequence[str], most: int = _MOST_NAMES) -> str:
    """The first names, and the number of further ones."""
    return ", ".join(shown(name) for name in names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def fixed(value: Optional[float]) -> str:
    """With two decimals, and without a sign where these are 0."""
    text = str(Decimal(value or 0.0).quantize(Decimal("0.01"), ROUND_HALF_UP, _exact))
    return text[1:] if text == "-0.00" else text


def plain(value: float) -> str:
    """A number with all its digits: 0.5, and 1 for 1.0."""
    return str(int(value)) if value == int(value) else repr(float(value))


def significant(value: float, digits: int = 3) -> str:
    """A number with this many digits, and commas between thousands: 2,020."""
    exact = Decimal(repr(float(value)))
    places = digits - 1 - exact.adjusted()
    rounded = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _exact) if exact else exact
    text = f"{rounded:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
