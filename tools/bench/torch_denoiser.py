"""One side of the benchmark of denoisers: PyTorch with diffusers and peft.

    python tools/bench/torch_denoiser.py '{"config": {…}, "batch": 1, "side": 64, …}'

Prints one JSON line, as denoiser-worker.ts does.
"""

import json
import resource
import sys
import time

import torch
from diffusers import UNet2DConditionModel
from peft import LoraConfig, inject_adapter_in_model

job = json.loads(sys.argv[1])
torch.manual_seed(0)
model = UNet2DConditionModel(**{key: value for key, value in job["config"].items() if not key.startswith("_")})
parameters = sum(parameter.numel() for parameter in model.parameters())
model.requires_grad_(False)
inject_adapter_in_model(LoraConfig(r=8, lora_alpha=8, target_modules=["to_q", "to_k"]), model)
trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
shape = (job["batch"], job["config"]["in_channels"], job["side"], job["side"])
latents, noise = torch.randn(shape), torch.randn(shape)
context = torch.randn(job["batch"], job["tokens"], job["config"]["cross_attention_dim"])
times = {"parameters": parameters, "trained": sum(p.numel() for p in trained), "processor": [], "seconds": []}
for i in range(-job["warmup"], job["steps"]):
    cpu, start = time.process_time(), time.perf_counter()
    prediction = model(latents, torch.full((job["batch"],), 500), context).sample
    torch.autograd.grad(torch.nn.functional.mse_loss(prediction, noise), trained)
    del prediction
    if i >= 0:
        times["processor"].append(time.process_time() - cpu)
        times["seconds"].append(time.perf_counter() - start)
times["peakBytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(json.dumps(times))
