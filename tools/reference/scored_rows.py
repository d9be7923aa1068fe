"""A run of a language task: its predictions by row, their score, and what the score owes to each row."""

from functools import cached_property

import numpy
from archives import Missing, rows_of

# Classes are numbered as they come: their order means nothing.
NUMBERS = {}
# Runs on the same rows share the columns of these.
PLACES = {}


def column(values):
    return numpy.array([NUMBERS.setdefault(one, len(NUMBERS)) if isinstance(one, str) else one for one in values], float)


class ScoredRun:
    """Predictions on the split that counts: spare rows where the run has some, else the first dev split."""

    def __init__(self, run, files):
        config, self.summary = run["config"], run["summary"]
        self.id, self.task, self.seed = run["id"], config["task"], config["seed"]
        self.rate, self.metric = config["learningRate"], config["metrics"][0]
        self.diverged = self.summary.get("diverged") == 1
        if not self.diverged:
            self.read(files)

    def read(self, files):
        ending = f"/{self.metric}"
        splits = sorted(name.removesuffix(ending) for name in self.summary if name.endswith(ending))
        scored = [split for split in splits if split != "holdout" and files.get(f"predictions.{split}.jsonl")]
        if not scored:
            raise Missing(f"run {self.id} has no predictions")
        self.split = "spare" if "spare" in scored else scored[0]
        rows = sorted(rows_of(files[f"predictions.{self.split}.jsonl"]), key=lambda row: row["index"])
        place = (
            numpy.array([row["index"] for row in rows]),
            column(row["label"] for row in rows),
            # rows of one group, such as a premise, are one draw
            numpy.array([row.get("group", row["index"]) for row in rows]),
        )
        self.place = PLACES.setdefault(tuple(part.tobytes() for part in place), place)
        self.predicted = column(row["predicted"] for row in rows)

    def at_floor(self, like):
        """A diverged run counts as always giving the most frequent answer to the rows of another."""
        values, counts = numpy.unique(like.place[1], return_counts=True)
        self.place, self.split = like.place, like.split
        self.predicted = numpy.full(len(like.place[0]), values[counts.argmax()])

    @cached_property
    def score(self):
        return score(self.metric, self.predicted, self.place[1])

    @cached_property
    def drops(self):
        """For each row, n - 1 times the score's drop when the row is left out."""
        everything, without = left_out(self.metric, self.predicted, self.place[1])
        return (len(self.predicted) - 1) * (everything - without)

    def on(self, parity):
        """The score on the rows of even (0) or odd (1) index, or place where indices are texts."""
        index = self.place[0] if self.place[0].dtype.kind == "i" else numpy.arange(len(self.predicted))
        own = index % 2 == parity
        return score(self.metric, self.predicted[own], self.place[1][own])

    @property
    def contradiction(self):
        """Where the recorded score is not that of the predictions, of which records keep eight digits."""
        recorded = self.summary.get(f"{self.split}/{self.metric}")
        if self.diverged or abs(self.score - recorded) < 1e-5:
            return []
        return [f"run {self.id} recorded a {self.metric} of {recorded}, and its predictions have {self.score}"]


def score(metric, predicted, labels):
    return float(left_out(metric, predicted, labels)[0])


def left_out(metric, x, y):
    """The metric on all rows, and without each of them."""
    if metric == "accuracy":
        right = (x == y).astype(float)
        return right.mean(), (right.sum() - right) / (len(right) - 1)
    if metric == "matthews":
        # for two classes, whatever their numbers, it is Pearson's correlation
        if len(numpy.unique([x, y])) > 2:
            raise Missing("Matthews' correlation of more than two classes is not recomputed")
    elif metric != "pearson":
        raise Missing(f"the metric {metric} is not recomputed")
    # centred first, so that little is lost in the sums
    x, y = x - x.mean(), y - y.mean()
    return correlations(x, y, 0)[0], correlations(x, y, 1)


def correlations(x, y, rows):
    """Pearson's correlation with this number of rows left out, each in turn; 0 where one side is constant."""
    n = len(x) - rows
    sx, sy, sxx, syy, sxy = [values.sum() - rows * values for values in (x, y, x * x, y * y, x * y)]
    spread = numpy.sqrt(numpy.maximum(0, (n * sxx - sx**2) * (n * syy - sy**2)))
    return numpy.divide(n * sxy - sx * sy, spread, out=numpy.zeros_like(spread), where=spread > 1e-12)
