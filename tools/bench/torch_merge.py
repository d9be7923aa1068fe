"""One side of the benchmark of merges: PyTorch and safetensors, with the whole checkpoint in memory.

    python tools/bench/torch_merge.py '{"base": …, "adapter": …, "out": …, "scale": 2}'

Speaks with its driver as merge-worker.ts does, in lines of JSON. Needs torch and safetensors.
"""

import json
import os
import resource
import sys
import time

import safetensors
import torch
from driver import commands
from safetensors.torch import load_file, save_file

job = json.loads(sys.argv[1])


def merge():
    tensors = load_file(job["base"])
    factors = load_file(os.path.join(job["adapter"], "adapter_model.safetensors"))
    for key, a in factors.items():
        if not key.endswith("lora_A.weight"):
            continue
        b = factors[key.replace("lora_A", "lora_B")]
        name = key.removeprefix("base_model.model.").replace("lora_A.weight", "weight")
        weight = tensors[name]
        tensors[name] = (weight.float() + job["scale"] * (b @ a)).to(weight.dtype)
    save_file(tensors, job["out"], metadata={"format": "pt"})
    with open(job["out"], "rb+") as file:
        os.fsync(file.fileno())


print(json.dumps({"ready": f"torch {torch.__version__}, safetensors {safetensors.__version__}"}), flush=True)
for command in commands():
    start = time.perf_counter()
    merge()
    milliseconds = [(time.perf_counter() - start) * 1000]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"milliseconds": milliseconds, "peakRssBytes": peak}), flush=True)
