"""Differences of scores of pictures: over subjects at each adapter's best rate, or at equal drift of the class."""

import numpy
from archives import Missing, rows_of
from designs import side_of
from paired import tested
from tolerances import EXACT


class DrawnRun:
    """A run's scores, each a mean over its pictures."""

    def __init__(self, run, files):
        config, self.summary = run["config"], run["summary"]
        self.id, self.subject, self.seed = run["id"], config["subject"], config["seed"]
        training = config.get("training") or config
        self.point = (training["learningRate"], training["steps"])
        self.pictures = rows_of(files["scores.jsonl"]) if files.get("scores.jsonl") else []

    @property
    def diverged(self):
        return self.summary.get("diverged") == 1

    def contradiction(self, score):
        """Where a recorded score is not the mean over pictures, which are recorded to four digits."""
        values = [picture[score] for picture in self.pictures if score in picture and picture["of"] == "subject"]
        recorded = self.summary[score]
        if values and abs(numpy.mean(values) - recorded) < 1e-4:
            return []
        found = numpy.mean(values) if values else "none"
        return [f"run {self.id} recorded a {score} of {recorded}, and its pictures have {found}"]


def difference(finding, design, runs):
    sides = [[runs[id] for id in side_of(design, finding[name])["runs"]] for name in ("one", "other")]
    compared = at_equal_drift if design["plan"] == "front" else at_best_rate
    by_subject, apart = compared(sides, finding["score"])
    problems = [
        text
        for side in sides
        for run in side
        if not run.diverged
        for score in {"fidelity", finding["score"]}
        for text in run.contradiction(score)
    ]
    reservation = finding["given"]["reservation"] or ""
    problems += [f"{name} is not named, whose fronts share no drift" for name in apart if name not in reservation]
    seeds = {run.seed for side in sides for run in side}
    counts = {"covers": "subjects", "n": {"seeds": len(seeds), "subjects": len(by_subject)}}
    return {**tested(list(by_subject.values())), **counts, "tolerance": EXACT, "problems": problems}


def at_best_rate(sides, score):
    """A subject's mean over its seeds is one observation."""
    one, other = [{(run.subject, run.seed): run.summary[score] for run in side} for side in sides]
    by_subject = {}
    for place in sorted(set(one) & set(other)):
        by_subject.setdefault(place[0], []).append(one[place] - other[place])
    if not by_subject:
        raise Missing("the two have no subject in common")
    return {name: float(numpy.mean(values)) for name, values in by_subject.items()}, []


def at_equal_drift(sides, score):
    """The mean difference over the drifts that both fronts reach, by subject; and the subjects without any."""
    found, apart = {}, []
    for subject in sorted({run.subject for run in sides[0]}):
        value = gap([points_of(side, subject, score) for side in sides])
        if value is None:
            apart.append(subject)
        else:
            found[subject] = value
    return found, apart


def points_of(side, subject, score):
    """Drift, fidelity and the score at each rate and number of steps, means over seeds; without those that diverged."""
    lost = {run.point for run in side if run.diverged}
    by_point = {}
    for run in side:
        if run.subject == subject and run.point not in lost:
            values = [run.summary[name] for name in ("prior", "fidelity", score)]
            by_point.setdefault(run.point, []).append(values)
    return [list(numpy.mean(values, axis=0)) for values in by_point.values()]


def front_of(points):
    """The points that no other equals or excels in both drift and fidelity, by drift."""
    return sorted(p for p in points if not any(q != p and q[0] <= p[0] and q[1] >= p[1] for q in points))


def gap(sides):
    """The mean difference of the last column over the drifts that both fronts reach; None without any."""
    own, others = map(front_of, sides)
    low, high = max(own[0][0], others[0][0]), min(own[-1][0], others[-1][0])
    if low >= high:
        return None
    knots = sorted({low, high, *(p[0] for p in own + others if low < p[0] < high)})
    at = lambda front: numpy.interp(knots, [p[0] for p in front], [p[-1] for p in front])
    return float(numpy.trapezoid(at(own) - at(others), knots) / (high - low))
