"""Ray makes the runs of a grid on its workers, each by one command, on one store that all of them reach.

    pip install ray
    python examples/ray_sweep.py mnli --methods=singlora --lr=1e-4..4e-3:log5 --seeds=0..4

Every machine has this repository at the same path. A run whose worker dies is tried again and goes on from its checkpoint.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import ray

LAB = Path(__file__).resolve().parent.parent
CPUS = int(os.environ.get("SINGLORA_CORES", 2))  # of one run


def lab(experiment, *flags, line=None):
    """The lines of JSON that a command prints; with `line`, it makes that planned run alone."""
    command = ["node", "tools/launch.mjs", f"experiments/{experiment}.experiment.ts", *flags]
    done = subprocess.run(
        command, cwd=LAB, input=line, stdout=subprocess.PIPE, text=True, check=True
    )
    return [json.loads(text) for text in done.stdout.splitlines()]


@ray.remote(num_cpus=CPUS)
def make(experiment, run):
    events = lab(experiment, "--config=-", "--json", line=json.dumps(run))
    return next(event for event in events if event["event"] == "end")


experiment, *flags = sys.argv[1:]
planned = lab(experiment, *flags, "--dry-run=json")
own = {name: value for name, value in os.environ.items() if name.startswith(("SINGLORA_", "HF_"))}
ray.init(runtime_env={"env_vars": {**own, "SINGLORA_CORES": str(CPUS)}})
left = [make.remote(experiment, run) for run in planned if run["status"] != "finished"]
while left:
    (ended,), left = ray.wait(left)
    end = ray.get(ended)
    print(end["label"], end["status"], end["summary"])
