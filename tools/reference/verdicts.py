"""What records decide, recomputed by NumPy and SciPy: GLUE's plans with Holm, clustered intervals and fronts of pictures.

    python tools/reference/verdicts.py results packages/comparison/src/fixtures/reference.json
    npx prettier --write packages/comparison/src/fixtures/reference.json

reads archives of `runs export` and writes what packages/comparison/src/reference.test.ts holds our numbers to. Needs brotli, numpy
and scipy. It shares nothing with the package: rows are jackknifed one by one, fronts are cut at every point of either.
"""

import json
import sys
from pathlib import Path

import brotli
import numpy
from scipy.stats import t as student

SPLITS = {
    "cola": "spare",
    "sst2": "spare",
    "mrpc": "spare",
    "stsb": "validation",
    "qnli": "validation",
    "mnli": "validation_matched",
}
METRICS = {"cola": "matthews", "stsb": "pearson"}
PRIMARY = (("singlora", 8), ("lora", 8))
EQUALLY_LARGE = (("singlora", 16), ("lora", 8))
LARGE = ("singlora", 12)
SMALL_PAIRS = [(LARGE, ("lora", 8)), (LARGE, ("lora+", 8)), (LARGE, ("dora", 8)), (("singlora", 8), ("lora", 8))]
PLANS = {
    "top-two": ("glue", [EQUALLY_LARGE, (("singlora", 8), ("lora+", 8)), (("singlora", 8), ("dora", 8))]),
    "all-layers": ("glue-all-layers", [EQUALLY_LARGE]),
    "mpnet": ("glue-mpnet", []),
    "longer-trials": ("glue-longer-trials", []),
}


def archive(path):
    """Each run of an archive with its files."""
    for line in brotli.decompress(path.read_bytes()).decode().splitlines():
        entry = json.loads(line)
        yield entry["run"], entry["artifacts"]


def tested(values, row_variance=0.0):
    """Student's t of a mean whose rows add a variance of their own."""
    values = numpy.asarray(values)
    k = len(values)
    error = float(numpy.sqrt(values.var(ddof=1) / k + row_variance))
    mean = float(values.mean())
    half = student.ppf(0.975, k - 1) * error
    p = float(2 * student.sf(abs(mean) / error, k - 1))
    return {"mean": mean, "error": error, "interval": [mean - half, mean + half], "p": p}


def holm(values):
    """Adjusted p-values, in the given order."""
    order = numpy.argsort(values)
    adjusted, most = [0.0] * len(values), 0.0
    for rank, index in enumerate(order):
        most = max(most, (len(values) - rank) * values[index])
        adjusted[index] = min(1.0, most)
    return adjusted


def correlations(x, y, left_out):
    """Pearson's correlation, also without each row; for two classes as 0 and 1 it is Matthews'."""
    n = len(x) - left_out
    sums = [values.sum() - left_out * values for values in (x, y, x * x, y * y, x * y)]
    sx, sy, sxx, syy, sxy = sums
    spread = numpy.sqrt(numpy.maximum(0, (n * sxx - sx**2) * (n * syy - sy**2)))
    # 0 where one side is constant, as the package has it
    return numpy.divide(n * sxy - sx * sy, spread, out=numpy.zeros_like(spread), where=spread > 0)


def influences(metric, predicted, labels):
    """For each row, n - 1 times the metric's drop when the row is left out."""
    n = len(labels)
    if metric == "accuracy":
        right = (predicted == labels).astype(float)
        return (n - 1) * (right.mean() - (right.sum() - right) / (n - 1))
    return (n - 1) * (correlations(predicted, labels, 0) - correlations(predicted, labels, 1))


def scored(run, files, task):
    split = SPLITS[task]
    [own] = [one for one in files if one["name"] == f"predictions.{split}.jsonl"]
    rows = [json.loads(line) for line in own["content"]["text"].splitlines()]
    rows.sort(key=lambda row: row["index"])
    names = sorted({str(row["label"]) for row in rows})
    number = lambda value: value if isinstance(value, (int, float)) else names.index(value)
    columns = [numpy.array([number(row[key]) for row in rows], float) for key in ("predicted", "label")]
    metric = METRICS.get(task, "accuracy")
    # rows of one group, such as a premise, are one draw
    _, draws = numpy.unique([row.get("group", row["index"]) for row in rows], return_inverse=True)
    return run["summary"][f"{split}/{metric}"], numpy.bincount(draws, influences(metric, *columns)), len(rows)


def glue(folder):
    found = {}
    for name, (file, secondary) in PLANS.items():
        runs = {}
        for run, files in archive(folder / f"{file}.jsonl.br"):
            config = run["config"]
            if config["purpose"] == "result" and config["preset"] == name:
                own = config if "method" in config else config["adapter"]
                place = (config["task"], own["method"], own.get("rank") or own["r"], config["seed"])
                assert place not in runs
                runs[place] = scored(run, files, config["task"])
        seeds = sorted({place[3] for place in runs})

        def compared(pair, tasks):
            by_task, row_variance = [], 0.0
            for task in tasks:
                both = [[runs[task, *side, seed] for side in pair] for seed in seeds]
                by_task.append([one[0] - other[0] for one, other in both])
                rows = numpy.array([one[1] - other[1] for one, other in both])
                k, n = len(both), both[0][0][2]
                shared = (rows.sum(0) ** 2 - (rows**2).sum(0)).sum() / (k * (k - 1)) / n**2
                row_variance += max(0.0, float(shared)) / len(tasks) ** 2
            return tested(numpy.mean(by_task, axis=0), row_variance)

        tasks = list(SPLITS)
        family = [compared(pair, tasks) for pair in secondary] + [compared(PRIMARY, [task]) for task in tasks]
        for one, corrected in zip(family, holm([one["p"] for one in family])):
            one["corrected"] = corrected
        found[name] = {"primary": compared(PRIMARY, tasks), "family": family}
    return found


def pictures(path):
    """SingLoRA minus LoRA at rank 8 by score: a subject's mean over its seeds is one observation."""
    scores = {}
    for run, _ in archive(path):
        config = run["config"]
        own = config["adapter"] or {}
        if config["purpose"] == "result" and own.get("rank") == 8 and own["targets"] == ["to_q", "to_k"]:
            scores[config["method"], config["subject"], config["seed"]] = run["summary"]
    places = sorted({place[1:] for place in scores if place[0] == "singlora"})
    found = {}
    for name in ("fidelity", "prior", "diversity"):
        by_subject = {}
        for subject, seed in places:
            difference = scores["singlora", subject, seed][name] - scores["lora", subject, seed][name]
            by_subject.setdefault(subject, []).append(difference)
        found[name] = tested([numpy.mean(own) for own in by_subject.values()])
    return found


def best(points, drift):
    """The highest fidelity at a drift, by linear interpolation between the points on the front."""
    front = [p for p in points if not any(q != p and q[0] <= p[0] and q[1] >= p[1] for q in points)]
    front.sort()
    return numpy.interp(drift, [p[0] for p in front], [p[1] for p in front]), front


def gap(sides):
    """The mean difference in fidelity of two sets of points over the drifts that both fronts reach; None without any."""
    own, others = [best(side, 0)[1] for side in sides]
    low, high = max(own[0][0], others[0][0]), min(own[-1][0], others[-1][0])
    if low >= high:
        return None
    knots = sorted({low, high, *(p[0] for p in own + others if low < p[0] < high)})
    apart = best(sides[0], knots)[0] - best(sides[1], knots)[0]
    return float(numpy.trapezoid(apart, knots) / (high - low))


def front(path):
    """The plan of the small model's front: each comparison over subjects, the secondary ones corrected together."""
    points = {}
    for run, _ in archive(path):
        config, summary = run["config"], run["summary"]
        if config["preset"] != "front" or not config["adapter"]:
            continue
        side = points.setdefault((config["adapter"]["method"], config["adapter"]["r"]), {})
        side.setdefault(config["subject"], []).append([summary["prior"], summary["fidelity"]])
    found = []
    for one, other in SMALL_PAIRS:
        assert len(points[one]) == 12 and all(len(own) == 16 for own in points[one].values())
        gaps = {name: gap([points[one][name], points[other][name]]) for name in points[one]}
        apart = [name for name, value in gaps.items() if value is None]
        found.append({**tested([value for value in gaps.values() if value is not None]), "apart": apart})
    return with_corrected(found)


def best_rate(folder, preset):
    """A plan of the small model's best rates: the difference of each subject's fidelity."""
    fidelity = {}
    for run, _ in archive(folder / f"{preset}.jsonl.br"):
        config = run["config"]
        if config["preset"] == preset and config["purpose"] == "result" and config["adapter"]:
            own = fidelity.setdefault((config["adapter"]["method"], config["adapter"]["r"]), {})
            assert config["subject"] not in own
            own[config["subject"]] = run["summary"]["fidelity"]
    assert all(len(own) == 36 for own in fidelity.values())
    pairs = ([fidelity[one][name] - fidelity[other][name] for name in fidelity[one]] for one, other in SMALL_PAIRS)
    return with_corrected([tested(differences) for differences in pairs])


def with_corrected(found):
    """The primary comparison first, the others corrected together; one that may not be judged counts as no difference."""
    for one, corrected in zip(found[1:], holm([1.0 if one.get("apart") else one["p"] for one in found[1:]])):
        one["corrected"] = corrected
    return found


def fronts(seed=1):
    """Made-up points of two adapters on some subjects, and their mean difference at equal drift."""
    random = numpy.random.default_rng(seed)
    subjects = []
    for _ in range(6):
        sides = []
        for gain in (0.03, 0.0):
            drift = numpy.sort(random.uniform(0.2, 0.8, 5))
            fidelity = 0.3 + 0.6 * numpy.sqrt(drift) + gain + random.normal(0, 0.02, 5)
            sides.append([[round(float(d), 4), round(float(f), 4)] for d, f in zip(drift, fidelity)])
        subjects.append({"sides": sides, "difference": gap(sides)})
    return {"subjects": subjects, **tested([one["difference"] for one in subjects])}


if __name__ == "__main__":
    folder, out = map(Path, sys.argv[1:])
    found = {
        "glue": glue(folder),
        "pictures": pictures(out.parent / "pictures.jsonl.br"),
        "front": front(folder / "dreambooth.jsonl.br"),
        **{preset: best_rate(folder, preset) for preset in ("best-rate", "best-rate-q-k")},
        "fronts": fronts(),
    }
    out.write_text(json.dumps(found, indent=1) + "\n")
