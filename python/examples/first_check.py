import torch
from torch import nn
from singlora_coordinate_check import Recorder

torch.manual_seed(0)
x, y = torch.randn(32, 64), torch.randn(32, 1)  # one batch, the same for all models


def build(width):
    return nn.Sequential(nn.Linear(64, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 1))


with Recorder("run.jsonl") as recorder:
    for width in (64, 128, 256, 512):
        for seed in range(5):
            torch.manual_seed(seed)
            model = build(width)
            optimiser = torch.optim.Adam(model.parameters(), lr=0.001)
            loss = lambda: nn.functional.mse_loss(model(x), y)
            watch = recorder.watch(model, width=width, seed=seed, probe=loss)
            watch(0)
            for step in (1, 2, 3):
                optimiser.zero_grad()
                loss().backward()
                optimiser.step()
                watch(step)
