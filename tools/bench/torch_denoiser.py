"""The gradients of adapters on a denoiser, in PyTorch with diffusers and peft. Answers each `{"steps": n}`."""

import torch
from diffusers import UNet2DConditionModel
from peft import LoraConfig, inject_adapter_in_model
from torch_side import milliseconds_of, with_peak


def prepare(job):
    torch.manual_seed(0)
    config = job["config"]
    model = UNet2DConditionModel(**{key: value for key, value in config.items() if not key.startswith("_")})
    parameters = sum(parameter.numel() for parameter in model.parameters())
    model.requires_grad_(False)
    if job["recompute"]:
        model.enable_gradient_checkpointing()
    inject_adapter_in_model(LoraConfig(r=job["rank"], lora_alpha=job["rank"], target_modules=job["targets"]), model)
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    shape = (job["batch"], config["in_channels"], job["side"], job["side"])
    latents, noise = torch.randn(shape), torch.randn(shape)
    context = torch.randn(job["batch"], job["tokens"], config["cross_attention_dim"])

    def step():
        prediction = model(latents, torch.full((job["batch"],), 500), context).sample
        torch.autograd.grad(torch.nn.functional.mse_loss(prediction, noise), trained)

    counts = {"parameters": parameters, "trained": sum(parameter.numel() for parameter in trained)}
    answer = lambda command: with_peak([milliseconds_of(step) for _ in range(command["steps"])])
    return ["torch", "diffusers", "peft"], counts, answer
