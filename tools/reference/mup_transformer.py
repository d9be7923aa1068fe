"""The independent reference of the families `transformer` and `transformer-mup` of lab/scaling: the same networks in PyTorch.

    python tools/reference/mup_transformer.py lab/scaling/src/models/fixtures/transformers.json

Draws the same weights and tokens, and trains every linear weight by the rates of its parametrisation. Writes the losses before each
step and after the last, and each module's change since the start as a root mean square. Needs torch, transformers and numpy.
"""

import json
import sys

import torch
from transformers import BertConfig, BertForSequenceClassification

from streams import Stream

torch.set_default_dtype(torch.float64)
VOCABULARY, TOKENS, SEQUENCES, LABELS = 64, 8, 8, 2
STEPS, SEED = 2, 0
CASES = [
    {"family": family, "width": width, "optimiser": optimiser, "rate": rate}
    for family, width in (("transformer", 32), ("transformer-mup", 32), ("transformer-mup", 128))
    for optimiser, rate in (("gd", 0.5), ("adam", 0.2 if family == "transformer-mup" else 0.002))
]


def network(family, width):
    mup = family == "transformer-mup"
    heads = 4 if mup else width // 16
    config = BertConfig(
        vocab_size=VOCABULARY,
        hidden_size=width,
        num_hidden_layers=2,
        num_attention_heads=heads,
        intermediate_size=4 * width,
        hidden_dropout_prob=0,
        attention_probs_dropout_prob=0,
        max_position_embeddings=TOKENS,
        num_labels=LABELS,
        attn_implementation="eager",
    )
    model = BertForSequenceClassification(config).eval()
    stream = Stream(SEED, "model", family, width)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if parameter.ndim == 1:
                parameter.fill_(0.0 if name.endswith("bias") else 1.0)
                continue
            std = 1 if "embeddings" in name else parameter.shape[1] ** -0.5
            if mup and name.startswith("classifier"):
                std = 8 / width
            parameter.copy_(torch.from_numpy(stream.normals(*parameter.shape, std)))
    if mup:
        for layer in model.bert.encoder.layer:
            layer.attention.self.scaling = 4 / (width / heads)  # 1/d, and 1/√d for heads of 16
    return model


def rate_of(case, name):
    """Table 3 of arXiv 2203.03466; the standard parametrisation has one rate."""
    if case["family"] == "transformer":
        return case["rate"]
    falls = case["optimiser"] == "adam" or name == "classifier"
    return case["rate"] / case["width"] if falls else case["rate"]


def used(name, y):
    """Of the last layer, only what the first token's output needs."""
    is_last = "layer.1." in name and not name.endswith(("key", "value"))
    return (y[:, :1] if is_last else y).detach()


def train(case):
    model = network(case["family"], case["width"])
    data = Stream(0, "transformer batch")
    ids = torch.tensor([[data.integer(VOCABULARY) for _ in range(TOKENS)] for _ in range(SEQUENCES)])
    labels = torch.tensor([data.integer(LABELS) for _ in range(SEQUENCES)])
    outputs = {}
    layers = {name: module for name, module in model.named_modules() if isinstance(module, torch.nn.Linear)}
    for name, module in layers.items():
        module.register_forward_hook(lambda _, __, y, name=name: outputs.__setitem__(name, used(name, y)))
    groups = [{"params": [layers[name].weight], "lr": rate_of(case, name)} for name in layers]
    kind = {"gd": torch.optim.SGD, "adam": lambda all: torch.optim.Adam(all, eps=1e-16)}[case["optimiser"]]
    optimiser = kind(groups)
    losses, start = [], None
    for step in range(STEPS + 1):
        loss = torch.nn.functional.cross_entropy(model(input_ids=ids).logits, labels)
        losses.append(loss.item())
        start = start or dict(outputs)
        if step < STEPS:
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    changes = {name: (outputs[name] - start[name]).square().mean().sqrt().item() for name in layers}
    return {"losses": losses, "changes": changes}


def rounded(values):
    if isinstance(values, dict):
        return {name: rounded(value) for name, value in values.items()}
    return [rounded(value) for value in values] if isinstance(values, list) else float(f"{values:.6g}")


with open(sys.argv[1], "w") as file:
    file.write("[\n" + ",\n".join(json.dumps({**case, **rounded(train(case))}) for case in CASES) + "\n]\n")
