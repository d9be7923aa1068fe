"""Records comparisons of pictures that no finding has: subjects with several seeds.

    python tools/reference/pictures.py lab/comparison/src/fixtures
    npx prettier --write lab/comparison/src/fixtures/reference.json

reads pictures.jsonl.br in that folder and writes what tests of lab/comparison hold our numbers to. Needs brotli, numpy
and scipy.
"""

import json
import sys
from pathlib import Path

import numpy
from archives import entries
from drawn import DrawnRun, differences
from paired import tested


def pictures(path):
    """SingLoRA minus LoRA at rank 8 by score: a subject's mean over its seeds is one observation."""
    sides = {"singlora": [], "lora": []}
    for run, files in entries(path):
        config = run["config"]
        own = config["adapter"] or {}
        if config["purpose"] == "result" and own.get("r") == 8 and own["target_modules"] == ["to_q", "to_k"]:
            sides[own["method"]].append(DrawnRun(run, files))
    scores = ("fidelity", "prior", "diversity")
    return {score: tested(list(differences(list(sides.values()), score).values())) for score in scores}


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    found = {"pictures": pictures(folder / "pictures.jsonl.br")}
    (folder / "reference.json").write_text(json.dumps(found, indent=1) + "\n")
