"""Differences of scores and of spreads over learning rates, from predictions by row."""

import numpy
from archives import Missing
from designs import runs_of, side_of
from paired import tested
from tolerances import BY_ROWS, EXACT

# With more pairs than these, the error over rows is left out.
PAIRS_WITH_ROWS = 30


def sides_of(finding, design, runs):
    """The runs of both sides by task and seed; runs that diverged are scored like another of the design."""
    floored([runs[id] for id in runs_of(design)])
    both = [[runs[id] for id in side_of(design, finding[name])["runs"]] for name in ("one", "other")]
    return [{(run.task, run.seed): run for run in side} for side in both]


def floored(every):
    for run in every:
        if run.diverged and not hasattr(run, "place"):
            like = [one for one in every if one.task == run.task and not one.diverged]
            if not like:
                raise Missing(f"run {run.id} diverged, and no other has its rows")
            run.at_floor(like[0])


def difference(finding, design, runs):
    """The mean over tasks, pair by pair, with the error over seeds and over rows."""
    one, other = sides_of(finding, design, runs)
    row_variance, with_rows, by_task, problems = 0.0, True, [], []
    for task in finding["tasks"]:
        seeds = sorted(seed for own, seed in one if own == task and (task, seed) in other)
        pairs = [(one[task, seed], other[task, seed]) for seed in seeds]
        problems += [text for pair in pairs for run in pair for text in run.contradiction]
        by_task.append({seed: a.score - b.score for seed, (a, b) in zip(seeds, pairs)})
        with_rows = with_rows and 1 < len(pairs) <= PAIRS_WITH_ROWS
        if with_rows:
            row_variance += variance_by_rows(pairs) / len(finding["tasks"]) ** 2
    shared = sorted(set.intersection(*map(set, by_task)))
    if len(shared) < 2:
        raise Missing("one pair alone is resampled by its rows, which is not recomputed")
    values = [numpy.mean([own[seed] for own in by_task]) for seed in shared]
    covers = "seeds and rows" if with_rows else "seeds"
    tolerance = BY_ROWS if with_rows else EXACT
    counts = {"covers": covers, "n": {"seeds": len(shared), "subjects": None}}
    return {**tested(values, row_variance if with_rows else 0.0), **counts, "tolerance": tolerance, "problems": problems}


def variance_by_rows(pairs):
    """The mean covariance of two pairs' differences when rows are drawn anew, which all pairs share."""
    places = {id(run.place[1]): run.place for pair in pairs for run in pair}
    first = next(iter(places.values()))
    if not all(numpy.array_equal(a, b) for place in places.values() for a, b in zip(place[:2], first[:2])):
        raise Missing("the pairs were scored on different rows")
    _, draws = numpy.unique(first[2], return_inverse=True)
    units = numpy.array([numpy.bincount(draws, one.drops - other.drops) for one, other in pairs])
    k, n = len(pairs), len(draws)
    return max(0.0, float((units.sum(0) ** 2 - (units**2).sum(0)).sum()) / (k * (k - 1)) / n**2)


def spread(finding, design, runs):
    """The largest less the smallest score over a range of rates, of SingLoRA less of LoRA, seed by seed."""
    every = [runs[id] for id in runs_of(design)]
    floored(every)
    spreads = []
    for name in ("one", "other"):
        method = side_of(design, finding[name])["method"]
        own = [runs[id] for side in design["sides"] if side["method"] == method for id in side["runs"]]
        spreads.append(spreads_by_seed(finding["id"], Sweep(own)))
    shared = sorted(set(spreads[0]) & set(spreads[1]))
    values = [spreads[0][seed] - spreads[1][seed] for seed in shared]
    problems = [text for run in every for text in run.contradiction]
    counts = {"covers": "seeds", "n": {"seeds": len(shared), "subjects": None}}
    return {**tested(values), **counts, "tolerance": EXACT, "problems": problems}


class Sweep:
    """Runs of one method by rate and seed, of the seeds that have every rate."""

    def __init__(self, runs):
        self.rates = sorted({run.rate for run in runs})
        self.at = {(run.rate, run.seed): run for run in runs}
        seeds = {run.seed for run in runs}
        self.seeds = sorted(seed for seed in seeds if all((rate, seed) in self.at for rate in self.rates))

    def over(self, seed, low, high, score):
        """The spread between two rates: scores lie on straight lines over the logarithm of the rate."""
        scores = [score(self.at[rate, seed]) for rate in self.rates]
        ends = numpy.interp(numpy.log([low, high]), numpy.log(self.rates), scores)
        inside = [score for rate, score in zip(self.rates, scores) if low < rate < high]
        return max(*ends, *inside) - min(*ends, *inside)

    def best(self, seeds):
        """The rate with the highest mean on even rows; of equal ones the lower."""
        means = [numpy.mean([self.at[rate, seed].on(0) for seed in seeds]) for rate in self.rates]
        return self.rates[int(numpy.argmax(means))]

    def around(self, rate, factor=2.0):
        """From rate/√factor to rate·√factor, shifted inwards at the ends of the tried rates."""
        low = max(self.rates[0], min(rate / factor**0.5, self.rates[-1] / factor))
        return low, min(self.rates[-1], low * factor)


def spreads_by_seed(id, sweep):
    recorded = lambda run: run.score
    if "spread-over-the-paper-s-rates" in id:
        return {seed: sweep.over(seed, 5e-5, 1e-4, recorded) for seed in sweep.seeds}
    if "spread-over-all-rates" in id:
        return {seed: sweep.over(seed, sweep.rates[0], sweep.rates[-1], recorded) for seed in sweep.seeds}
    if "spread-over-a-factor-of-two" in id:
        # chosen by the other seeds on even rows, scored on odd ones
        ranges = {seed: sweep.around(sweep.best([s for s in sweep.seeds if s != seed])) for seed in sweep.seeds}
        return {seed: sweep.over(seed, *ranges[seed], lambda run: run.on(1)) for seed in sweep.seeds}
    raise Missing("its range of rates is not known here")
