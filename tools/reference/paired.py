"""Tests of means, by SciPy's Student's t."""

import numpy
from scipy.stats import t as student


def tested(values, row_variance=0.0):
    """Student's t of a mean whose rows add a variance of their own; without a p-value where nothing varies."""
    values = numpy.asarray(values)
    k = len(values)
    error = float(numpy.sqrt(values.var(ddof=1) / k + row_variance))
    mean = float(values.mean())
    half = student.ppf(0.975, k - 1) * error
    p = float(2 * student.sf(abs(mean) / error, k - 1)) if error > 1e-12 * abs(mean) else None
    return {"estimate": mean, "error": error, "interval": [mean - half, mean + half], "p": p}


def holm(values):
    """Adjusted p-values, in the given order."""
    order = numpy.argsort(values)
    adjusted, most = [0.0] * len(values), 0.0
    for rank, index in enumerate(order):
        most = max(most, (len(values) - rank) * values[index])
        adjusted[index] = min(1.0, most)
    return adjusted
