"""Student's t distribution."""

from __future__ import annotations

import math
from functools import lru_cache


def student_p(t: float, freedom: float) -> float:
    """The probability that |T| >= |t| under Student's t with the given, possibly fractional, degrees of freedom."""
    return _incomplete_beta(freedom / (freedom + t * t), freedom / 2, 0.5)


@lru_cache(maxsize=4096)
def t_quantile(freedom: float, outside: float) -> float:
    """The |t| that Student's t exceeds with probability `outside`: the half width of an interval in standard errors."""
    half = freedom / 2
    scale = 2 / (math.sqrt(freedom * math.pi) * math.exp(math.lgamma(half) - math.lgamma(half + 0.5)))
    t, step = 2.0, math.inf
    # Newton's method on ln P over ln t, which is concave: from the second step on it converges from one side. Each step
    # about squares the error.
    while abs(step) > 1e-8:
        p = student_p(t, freedom)
        density = scale * (1 + t * t / freedom) ** -(half + 0.5)
        step = math.log(p / outside) * p / (t * density)
        t *= math.exp(step)
    return t


def _incomplete_beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b) for a, b > 0 and x in [0, 1].

    By its continued fraction (Abramowitz and Stegun 26.5.8), in the half in which that converges fast.
    """
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - _incomplete_beta(1 - x, b, a)
    front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    return math.exp(front) * _continued_fraction(x, a, b) / a


def _continued_fraction(x: float, a: float, b: float) -> float:
    """Lentz's evaluation of 1 / (1 + d1 / (1 + d2 / (1 + ...)))."""

    def non_zero(value: float) -> float:
        return 1e-300 if abs(value) < 1e-300 else value

    c = 1.0
    d = 1 / non_zero(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, 10_000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        before = value
        for term in (even, odd):
            d = 1 / non_zero(1 + term * d)
            c = non_zero(1 + term / c)
            value *= d * c
        if abs(value - before) <= 1e-15 * abs(value):
            break
    return value
