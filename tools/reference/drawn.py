"""Differences of scores of pictures over subjects, each adapter at one rate."""

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
    by_subject = differences(sides, finding["score"])
    problems = [
        text
        for side in sides
        for run in side
        if not run.diverged
        for score in {"fidelity", finding["score"]}
        for text in run.contradiction(score)
    ]
    seeds = {run.seed for side in sides for run in side}
    counts = {"covers": "subjects", "n": {"seeds": len(seeds), "subjects": len(by_subject)}}
    return {**tested(list(by_subject.values())), **counts, "tolerance": EXACT, "problems": problems}


def differences(sides, score):
    """A subject's mean over its seeds is one observation."""
    one, other = [{(run.subject, run.seed): run.summary[score] for run in side} for side in sides]
    by_subject = {}
    for place in sorted(set(one) & set(other)):
        by_subject.setdefault(place[0], []).append(one[place] - other[place])
    if not by_subject:
        raise Missing("the two have no subject in common")
    return {name: float(numpy.mean(values)) for name, values in by_subject.items()}
