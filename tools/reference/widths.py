"""Exponents: the slope of the logarithm of the largest change against log n, and what grows, stays or vanishes."""

import json

import numpy
from archives import Missing
from designs import side_of
from scipy.stats import t as student
from tolerances import EXACT

# What is called flat.
FLAT = 0.1


class WidthRun:
    """A sweep over widths: its measured values at each rate."""

    def __init__(self, run, files):
        self.id, self.result = run["id"], json.loads(files["result.json"])


def exponent(finding, design, runs):
    label = f"{finding['method']}, {finding['optimiser']}" + (f", ramp {finding['ramp']}" if finding["ramp"] else "")
    [run] = [runs[id] for id in side_of(design, label)["runs"]]
    cells = [cell for cell in run.result["cells"] if cell["rateExponent"] == finding["rateExponent"]]
    if len(cells) != 1:
        raise Missing(f"run {run.id} has {len(cells)} cells at this rate")
    [cell] = cells
    peaks = {peak["width"]: peak["values"] for peak in cell["peaks"]}
    lost = {width: sum(value is None for value in values) for width, values in peaks.items()}
    n = {"seeds": len(next(iter(peaks.values()))), "widths": len(peaks)}
    overflows = [{"width": width, "seeds": count} for width, count in lost.items() if count > 0]
    found = {"n": n, "overflows": overflows, "tolerance": EXACT, "problems": []}
    if any(lost.values()):
        return {**found, "estimate": None, "interval": None, "verdict": "diverged"}
    widths = numpy.array(sorted(peaks), float)
    values = numpy.array([peaks[int(width)] for width in widths])
    if (values <= 0).any():
        kind = "vanishing" if (values == 0).all() else "undecided"
        return {**found, "estimate": None, "interval": None, "verdict": kind}
    slope = contrast(lines(widths), numpy.log(values), 1)
    return {**found, "estimate": slope(0.05)[0], "interval": slope(0.05)[1], "verdict": judge(cell, widths, values)}


def lines(widths):
    return numpy.stack([numpy.ones_like(widths), numpy.log(widths)], axis=1)


def contrast(basis, values, coefficient):
    """
    One coefficient of the least-squares fit to groups whose noise may differ: a weighted sum of their means. Degrees of
    freedom are the harmonic mean of Welch and Satterthwaite's and those of one group.
    """
    seeds = values.shape[1]
    weights = numpy.linalg.pinv(basis)[coefficient]
    estimate = float(weights @ values.mean(axis=1))
    parts = weights**2 * values.var(axis=1, ddof=1) / seeds
    welch = ((parts / parts.sum()) ** 2).sum() / (seeds - 1)
    freedom = 2 / (welch + 1 / (seeds - 1))

    def within(outside):
        half = student.ppf(1 - outside / 2, freedom) * numpy.sqrt(parts.sum())
        return estimate, [estimate - half, estimate + half]

    return within


def judge(cell, widths, values):
    """By the power law and by the fit with a correction in n^(-1/2); a stable change must also keep its largest entry, and learn."""
    kind = growth(widths, values)
    if kind != "stable":
        return kind
    wide = widths[-max(3, -(-len(widths) // 2)) :]
    if cell["largest"] is None:
        return "diverged"
    # a maximum over more entries is larger
    count = numpy.log(numpy.maximum(wide[[0, -1]], 3))
    allowed = numpy.log(count[1] / count[0]) / numpy.log(wide[-1] / wide[0])
    if cell["largest"]["low"] > FLAT + allowed:
        return "exploding"
    last = max(point["step"] for point in cell["loss"]["points"])
    ends = [point["values"] for point in cell["loss"]["points"] if point["step"] == last and point["width"] in wide]
    learns = all(None not in losses and numpy.median(losses) < 1 for losses in ends)
    return "stable" if learns else "hollow"


def growth(widths, values):
    logs = numpy.log(values)
    law = contrast(lines(widths), logs, 1)
    corrected = contrast(numpy.column_stack([lines(widths), widths**-0.5]), logs, 1)
    is_flat = lambda ends: ends[0] >= -FLAT and ends[1] <= FLAT
    low, high = corrected(0.05)[1]
    if is_flat((low, high)):
        return "stable"
    if is_flat(law(0.07)[1]):
        wide = corrected(0.02)[1]
        return "bends" if wide[0] > FLAT or wide[1] < -FLAT else "stable"
    ends = law(0.05)[1]
    if ends[0] > FLAT:
        if low > FLAT:
            return "undecided" if is_line(numpy.log(widths), values) else "exploding"
        return "bends" if high <= FLAT else "undecided"
    if ends[1] < -FLAT:
        if high < -FLAT:
            slow = is_line(numpy.log(widths), 1 / values)
            return "undecided" if slow or may_end_above_0(widths**-0.5, values) else "vanishing"
        return "bends" if low >= -FLAT else "undecided"
    return "undecided"


def is_line(x, values):
    """Whether a line leaves no significant bend."""
    low, high = contrast(numpy.stack([numpy.ones_like(x), x, x**2], axis=1), values, 2)(0.05)[1]
    return low <= 0 <= high


def may_end_above_0(x, values):
    """Whether values on a line in x may have a limit above 0 where x is 0."""
    return is_line(x, values) and contrast(numpy.stack([numpy.ones_like(x), x], axis=1), values, 0)(0.05)[1][0] > 0
