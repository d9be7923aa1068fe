"""Ratios of speed: their median time over ours, with a bootstrap over rounds of its own."""

import itertools
import json
import re

import numpy
from archives import Missing

DRAWS = 20_000
# Quantiles of our draws between which an end lies that was found by the 2.5 % and 97.5 % of 2,000 draws: four errors of these.
NEAR = 0.014


def slug(label):
    for sign, word in (("+", "-plus"), ("%", "-percent"), ("−", "-")):
        label = label.lower().replace(sign, word)
    return re.sub(r"^-|-$", "", re.sub(r"[^a-z0-9.]+", "-", label))


def measured(folder):
    """Each comparison of two sides by the id of its finding, the newest measurement of each."""
    found = {}
    records = [json.loads(path.read_text()) for path in sorted((folder / "bench").glob("*.json"))]
    timed = [one for one in records if "sides" in one]
    for record in sorted(timed, key=lambda one: one["measuredAt"]):
        cpu = slug(re.sub(r"\((R|TM)\)", "", record["machine"]["cpu"]).split(",")[0])
        for case in record["cases"]:
            sides = list(zip(record["sides"], case["measured"]))
            own = [side for side in sides if side[0]["name"] == sides[0][0]["name"]]
            for ours, theirs in itertools.product(own, [side for side in sides if side not in own]):
                if ours[0]["precision"] != theirs[0]["precision"]:
                    continue
                several = [case["case"], *([case["pass"]] if case.get("pass") else [])]
                parts = [*(several if len(record["cases"]) > 1 else []), ours[0]["precision"]]
                against = " ".join(filter(None, [theirs[0]["name"], theirs[0].get("padding")]))
                name = "/".join(["speed", cpu, record["case"], *map(slug, [*parts, against])])
                found[name] = [ours[1]["milliseconds"], theirs[1]["milliseconds"]]
    return found


def ratio(ours, theirs):
    rounds = min(len(ours), len(theirs))
    estimate = float(numpy.median(sum(theirs[:rounds], [])) / numpy.median(sum(ours[:rounds], [])))
    found = {"estimate": estimate, "interval": None, "n": {"rounds": rounds}, "problems": []}
    if rounds == 1:
        return found
    drawn = [medians(side, draws_of(rounds)) for side in (ours, theirs)]
    places = numpy.array([0.025, 0.975])
    quantiles = lambda at: [float(one) for one in numpy.quantile(drawn[1] / drawn[0], at)]
    near = list(zip(quantiles(places - NEAR), quantiles(places + NEAR)))
    return {**found, "interval": quantiles(places), "near": near}


def draws_of(rounds):
    """All draws of the rounds with replacement where they are few, else many."""
    if rounds**rounds <= DRAWS:
        return numpy.array(list(itertools.product(range(rounds), repeat=rounds)))
    return numpy.random.default_rng(0).integers(rounds, size=(DRAWS, rounds))


def medians(side, draws):
    lengths = {len(times) for times in side}
    if len(lengths) > 1:
        raise Missing("rounds of different lengths are not resampled here")
    return numpy.median(numpy.array(side[: draws.shape[1]])[draws].reshape(len(draws), -1), axis=1)
