import torch
from torch import nn
from singlora_coordinate_check import Recorder
from singlora_coordinate_check.loop import watched_steps

mup = False
torch.manual_seed(0)
x, y = torch.randn(32, 64), torch.randn(32, 1)  # one batch, the same for all models


def build(width):
    model = nn.Sequential(nn.Linear(64, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 1))
    ratio = 64 / width if mup else 1
    model[4].weight.data *= ratio**0.5
    wide = [model[2].weight, model[4].weight]  # μP: weights that sum over the width get a rate of 1/width
    others = [parameter for parameter in model.parameters() if all(parameter is not one for one in wide)]
    return model, torch.optim.Adam([{"params": others, "lr": 0.001}, {"params": wide, "lr": 0.001 * ratio}])


with Recorder("run.jsonl") as recorder:
    for width in (64, 128, 256, 512):
        for seed in range(5):
            torch.manual_seed(seed)
            model, optimiser = build(width)
            loss = lambda: nn.functional.mse_loss(model(x), y)
            watch = recorder.watch(model, width=width, seed=seed, probe=loss)
            for step in watched_steps(watch, 3):
                optimiser.zero_grad()
                loss().backward()
                optimiser.step()
