"""Records comparisons of pictures that no finding has: subjects with several seeds, and made-up fronts.

    python tools/reference/pictures.py packages/comparison/src/fixtures
    npx prettier --write packages/comparison/src/fixtures/reference.json

reads pictures.jsonl.br in that folder and writes what tests of packages/comparison hold our numbers to. Needs brotli, numpy
and scipy.
"""

import json
import sys
from pathlib import Path

import numpy
from archives import entries
from drawn import DrawnRun, at_best_rate, gap
from paired import tested


def pictures(path):
    """SingLoRA minus LoRA at rank 8 by score: a subject's mean over its seeds is one observation."""
    sides = {"singlora": [], "lora": []}
    for run, files in entries(path):
        config = run["config"]
        own = config["adapter"] or {}
        if config["purpose"] == "result" and own.get("rank") == 8 and own["targets"] == ["to_q", "to_k"]:
            sides[config["method"]].append(DrawnRun(run, files))
    scores = ("fidelity", "prior", "diversity")
    return {score: tested(list(at_best_rate(list(sides.values()), score)[0].values())) for score in scores}


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
    folder = Path(sys.argv[1])
    found = {"pictures": pictures(folder / "pictures.jsonl.br"), "fronts": fronts()}
    (folder / "reference.json").write_text(json.dumps(found, indent=1) + "\n")
