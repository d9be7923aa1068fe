"""Optuna searches for a learning rate. Trials are scored on training rows that are set apart, and never on the dev rows.

    pip install optuna
    python examples/optuna_search.py mnli 20 --methods=singlora
    npx nx run experiments:mnli --methods=singlora --lr=RATE --seeds=0..4   # what it scores
"""

import json
import subprocess
import sys
from pathlib import Path

import optuna

LAB = Path(__file__).resolve().parent.parent


def lab(experiment, *flags, line=None):
    """The lines of JSON that a command prints; with `line`, it makes that planned run alone."""
    command = ["node", "tools/launch.mjs", f"experiments/{experiment}.experiment.ts", *flags]
    done = subprocess.run(
        command, cwd=LAB, input=line, stdout=subprocess.PIPE, text=True, check=True
    )
    return [json.loads(text) for text in done.stdout.splitlines()]


experiment, count, *flags = sys.argv[1:]
# One trial, which stands for all: they differ in the rate.
(planned,) = lab(experiment, *flags, "--lr=search", "--search.rates=1e-3", "--dry-run=json")
config = planned["config"]


def score(trial):
    rate = float(f"{trial.suggest_float('lr', 1e-4, 1e-2, log=True):.3g}")
    own = {**config, "learningRate": rate, "search": {**config["search"], "rates": [rate]}}
    line = json.dumps({**planned, "config": own})
    events = lab(experiment, "--config=-", "--json", line=line)
    summary = next(event["summary"] for event in events if event["event"] == "end")
    if "diverged" in summary:
        raise optuna.TrialPruned
    return summary[f"holdout/{config['metrics'][0]}"]


study = optuna.create_study(direction="maximize")
study.optimize(score, n_trials=int(count))
print(json.dumps({**study.best_params, "score": study.best_value}))
