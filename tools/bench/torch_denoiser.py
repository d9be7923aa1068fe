"""One side of the benchmark of denoisers: PyTorch with diffusers and peft.

    python tools/bench/torch_denoiser.py '{"config": {…}, "batch": 1, "side": 64, …}'

Speaks with its driver as denoiser-worker.ts does, in lines of JSON. Needs torch, diffusers and peft.
"""

import json
import resource
import sys
import time

import diffusers
import peft
import torch
from driver import commands
from diffusers import UNet2DConditionModel
from peft import LoraConfig, inject_adapter_in_model

job = json.loads(sys.argv[1])
torch.manual_seed(0)
model = UNet2DConditionModel(**{key: value for key, value in job["config"].items() if not key.startswith("_")})
parameters = sum(parameter.numel() for parameter in model.parameters())
model.requires_grad_(False)
if job["recompute"]:
    model.enable_gradient_checkpointing()
inject_adapter_in_model(LoraConfig(r=job["rank"], lora_alpha=job["rank"], target_modules=job["targets"]), model)
trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
shape = (job["batch"], job["config"]["in_channels"], job["side"], job["side"])
latents, noise = torch.randn(shape), torch.randn(shape)
context = torch.randn(job["batch"], job["tokens"], job["config"]["cross_attention_dim"])
versions = f"torch {torch.__version__}, diffusers {diffusers.__version__}, peft {peft.__version__}"
counts = {"parameters": parameters, "trained": sum(parameter.numel() for parameter in trained)}
print(json.dumps({"ready": versions, **counts}), flush=True)
for command in commands():
    milliseconds = []
    for _ in range(command["steps"]):
        start = time.perf_counter()
        prediction = model(latents, torch.full((job["batch"],), 500), context).sample
        torch.autograd.grad(torch.nn.functional.mse_loss(prediction, noise), trained)
        del prediction
        milliseconds.append((time.perf_counter() - start) * 1000)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"milliseconds": milliseconds, "peakRssBytes": peak}), flush=True)
