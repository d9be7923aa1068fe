"""The independent reference of the small networks of lab/scaling (an embedding, convolutions, a readout of many outputs): PyTorch.

    python tools/reference/small_networks.py lab/scaling/src/models/fixtures/small-networks.json

Draws the same weights and batch, and trains every weight by the rates of its parametrisation. Writes the losses before each step and
after the last, and each layer's change since the start as a root mean square. Needs torch and numpy.
"""

import json
import sys

import torch
from torch.nn import functional

from streams import Stream

torch.set_default_dtype(torch.float64)
SAMPLES, VOCABULARY, PICTURES, SIDE, CHANNELS, CLASSES = 64, 64, 16, 8, 3, 10
STEPS, SEED = 2, 0
CASES = [
    {"family": f"{reader}-{kind}", "width": width, "optimiser": optimiser, "rate": rate if kind == "mup" else rate / 20}
    for reader in ("token-network", "cnn")
    for kind, width in (("sp", 16), ("mup", 16), ("mup", 48))
    for optimiser, rate in (("gd", 0.5), ("adam", 0.1))
]


def filters(stream, inputs, width):
    """[width, inputs, 3, 3], drawn in the order of tfjs, [3, 3, inputs, width]."""
    drawn = stream.normals(9 * inputs, width, (9 * inputs) ** -0.5).reshape(3, 3, inputs, width)
    return torch.from_numpy(drawn).permute(3, 2, 0, 1).contiguous()


def network(family, width):
    """Its weights by layer, its batch, and its outputs by layer."""
    reader, kind = family.rsplit("-", 1)
    stream, data = Stream(SEED, "model", family, width), Stream(0, reader, "batch")
    matrix = lambda rows, columns, std: torch.from_numpy(stream.normals(rows, columns, std))
    readout = width ** (-1 if kind == "mup" else -0.5)
    if reader == "cnn":
        weights = {"in": filters(stream, CHANNELS, width), "hidden": filters(stream, width, width)}
        weights["out"] = matrix(CLASSES, width, readout)
        drawn = data.normals(PICTURES, SIDE * SIDE * CHANNELS).reshape(PICTURES, SIDE, SIDE, CHANNELS)
        x, count, classes = torch.from_numpy(drawn).permute(0, 3, 1, 2), PICTURES, CLASSES
    else:
        weights = {"in": matrix(VOCABULARY, width, 1), "hidden": matrix(width, width, width**-0.5)}
        weights["out"] = matrix(VOCABULARY, width, readout)
        x, count, classes = torch.arange(SAMPLES), SAMPLES, VOCABULARY
    labels = torch.tensor([data.integer(classes) for _ in range(count)])

    def forward():
        if reader == "cnn":
            first = functional.conv2d(x, weights["in"], padding=1)
            second = functional.conv2d(first.relu(), weights["hidden"], padding=1)
            rows = second.relu().mean((2, 3))
        else:
            first = weights["in"][x]
            second = first.relu() @ weights["hidden"].T
            rows = second.relu()
        return {"in": first, "hidden": second, "out": rows @ weights["out"].T}

    return {name: weight.requires_grad_() for name, weight in weights.items()}, labels, forward


def rate_of(case, layer):
    """Table 3 of arXiv 2203.03466; the standard parametrisation has one rate."""
    rate, width = case["rate"], case["width"]
    if case["family"].endswith("sp"):
        return rate
    if case["optimiser"] == "adam":
        return rate if layer == "in" else rate / width
    return {"in": rate * width, "hidden": rate, "out": rate / width}[layer]


def train(case):
    weights, labels, forward = network(case["family"], case["width"])
    groups = [{"params": [weight], "lr": rate_of(case, name)} for name, weight in weights.items()]
    kind = {"gd": torch.optim.SGD, "adam": lambda all: torch.optim.Adam(all, eps=1e-16)}[case["optimiser"]]
    optimiser = kind(groups)
    losses, start = [], None
    for step in range(STEPS + 1):
        outputs = forward()
        loss = functional.cross_entropy(outputs["out"], labels)
        losses.append(loss.item())
        start = start or {name: output.detach() for name, output in outputs.items()}
        if step < STEPS:
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    changes = {name: (output - start[name]).square().mean().sqrt().item() for name, output in outputs.items()}
    return {"losses": losses, "changes": changes}


def rounded(values):
    if isinstance(values, dict):
        return {name: rounded(value) for name, value in values.items()}
    return [rounded(value) for value in values] if isinstance(values, list) else float(f"{values:.6g}")


with open(sys.argv[1], "w") as file:
    file.write("[\n" + ",\n".join(json.dumps({**case, **rounded(train(case))}) for case in CASES) + "\n]\n")
