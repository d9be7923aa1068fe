"""What deviates between a finding and the same as recomputed."""

from scipy.stats import t as student
from tolerances import EXACT


def deviations(finding, found):
    """How far the estimate and the ends are off, relative to half the interval, of a ratio to itself; and what is too far."""
    is_ratio, interval = finding["kind"] == "ratio", finding["interval"]
    problems = [*found["problems"], *absent(finding, found), *counted(finding, found)]
    half = (interval[1] - interval[0]) / 2 if interval and not is_ratio else 0
    off = ends_off = 0.0
    if None not in (finding["estimate"], found["estimate"]):
        off = abs(finding["estimate"] - found["estimate"]) / (half or abs(found["estimate"]) or 1)
        if not off <= EXACT:
            problems.append(apart("estimate", finding["estimate"], found["estimate"]))
    if None not in (interval, found["interval"]):
        ends_off = max(abs(own - other) / (half or abs(other) or 1) for own, other in zip(interval, found["interval"]))
        is_near = ends_off <= found["tolerance"] if "tolerance" in found else are_among(interval, found["near"])
        if not is_near:
            problems.append(apart("interval", interval, found["interval"]))
    return off, ends_off, problems + (errors_apart(finding, found) if finding["kind"] == "difference" else [])


def are_among(interval, near):
    """Whether each end lies in its range of draws, but for rounding."""
    return all(low * (1 - 1e-9) <= end <= high * (1 + 1e-9) for end, (low, high) in zip(interval, near))


def apart(name, own, other):
    return f"its {name} is {own}, and {other} here"


def absent(finding, found):
    """What only one of the two has."""
    names = [name for name in ("estimate", "interval") if (finding[name] is None) != (found[name] is None)]
    return [apart(name, finding[name], found[name]) for name in names]


def counted(finding, found):
    fields = [field for field in ("n", "covers", "overflows") if field in found and finding[field] != found[field]]
    return [apart(field, finding[field], found[field]) for field in fields]


def errors_apart(finding, found):
    """The standard error, and the p-value as its t: both are as sure as the ends."""
    freedom = (finding["n"]["subjects"] or finding["n"]["seeds"]) - 1
    own_p, p = finding["given"]["pValue"], found["p"]
    if (own_p is None) != (p is None):
        return [apart("p-value", own_p, p)]
    pairs = [("standard error", finding["standardError"], found["error"])]
    if p is not None:
        pairs.append(("t by its p-value", *(float(student.isf(value / 2, freedom)) for value in (own_p, p))))
    is_off = lambda own, other: own is None or not abs(own - other) <= max(found["tolerance"] * abs(other), 1e-7)
    return [apart(*pair) for pair in pairs if is_off(*pair[1:])]
