"""Networks of the kind that mup's examples train (an MLP, a Transformer), in PyTorch's standard parametrisation and in muP.

    pip install torch mup
    python mup_examples.py --model=mlp --parametrisation=standard out.jsonl

Adam at one rate for all widths: in the standard parametrisation changes explode with the width, in muP they keep their size.
"""

import argparse

import torch
from torch import nn
from torch.nn import functional as F

from singlora_coordinate_check import Recorder
from singlora_coordinate_check.loop import watched_steps


class Mlp(nn.Module):
    """Two hidden layers without biases on 64 inputs, ten classes."""

    def __init__(self, width, readout):
        super().__init__()
        self.first = nn.Linear(64, width, bias=False)
        self.second = nn.Linear(width, width, bias=False)
        self.readout = readout(width, 10, bias=False)

    def forward(self, x):
        return self.readout(torch.tanh(self.second(torch.tanh(self.first(x)))))


class Block(nn.Module):
    """Attention with four heads and a feed-forward layer, each after a norm and with a residual connection."""

    def __init__(self, width, power):
        super().__init__()
        self.power = power
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(2))
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.mix = nn.Linear(width, width, bias=False)
        self.up, self.down = nn.Linear(width, 2 * width), nn.Linear(2 * width, width)

    def forward(self, x):
        batch, tokens, width = x.shape
        q, k, v = self.qkv(self.norms[0](x)).view(batch, tokens, 3, 4, width // 4).unbind(2)
        scale = 4 / (width / 4) if self.power == 1 else (width / 4) ** -0.5  # muP: 1/d, the same as 1/sqrt(d) at d = 16
        scores = torch.einsum("bthd,bshd->bhts", q, k) * scale
        seen = torch.ones(tokens, tokens, dtype=torch.bool).tril()
        weights = scores.masked_fill(~seen, float("-inf")).softmax(-1)
        x = x + self.mix(torch.einsum("bhts,bshd->bthd", weights, v).reshape(batch, tokens, width))
        return x + self.down(F.relu(self.up(self.norms[1](x))))


class Transformer(nn.Module):
    """A causal language model of two blocks over 64 tokens."""

    def __init__(self, width, readout, power):
        super().__init__()
        self.embedding = nn.Embedding(64, width)
        self.blocks = nn.ModuleList(Block(width, power) for _ in range(2))
        self.norm = nn.LayerNorm(width)
        self.readout = readout(width, 64)

    def forward(self, ids):
        x = self.embedding(ids)
        for block in self.blocks:
            x = block(x)
        return self.readout(self.norm(x))


def build(kind, width, parametrisation):
    """A model with the class of its optimiser."""
    if parametrisation == "standard":
        return (Mlp(width, nn.Linear) if kind == "mlp" else Transformer(width, nn.Linear, 0.5)), torch.optim.Adam
    from mup import MuAdam, MuReadout, set_base_shapes

    make = {"mlp": lambda n: Mlp(n, MuReadout), "transformer": lambda n: Transformer(n, MuReadout, 1)}[kind]
    model = make(width)
    set_base_shapes(model, make(64), delta=make(128))
    return model, MuAdam


def batch(kind):
    """The same at every width and seed."""
    random = torch.Generator().manual_seed(0)
    if kind == "mlp":
        return torch.randn(32, 64, generator=random), torch.randint(10, (32,), generator=random)
    ids = torch.randint(64, (8, 17), generator=random)
    return ids[:, :-1], ids[:, 1:]


parser = argparse.ArgumentParser()
parser.add_argument("file")
parser.add_argument("--model", choices=["mlp", "transformer"], default="mlp")
parser.add_argument("--parametrisation", choices=["standard", "mup"], default="standard")
parser.add_argument("--rate", type=float, default=0.001)
parser.add_argument("--widths", default="64,128,256,512")
parser.add_argument("--seeds", type=int, default=5)
parser.add_argument("--steps", type=int, default=3)
args = parser.parse_args()

x, y = batch(args.model)
named = {
    "mlp": ["first", "second", "readout"],
    "transformer": ["embedding", "blocks.1.qkv", "blocks.1.mix", "blocks.1.up", "blocks.1.down", "readout"],
}[args.model]
with Recorder(args.file) as recorder:
    for width in map(int, args.widths.split(",")):
        for seed in range(args.seeds):
            torch.manual_seed(seed)
            model, adam = build(args.model, width, args.parametrisation)
            optimiser = adam(model.parameters(), lr=args.rate)
            loss = lambda: F.cross_entropy(model(x).flatten(0, -2), y.flatten())
            watch = recorder.watch(model, width=width, seed=seed, probe=loss, modules=named)
            for _ in watched_steps(watch, args.steps):
                optimiser.zero_grad()
                loss().backward()
                optimiser.step()
