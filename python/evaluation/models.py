"""Trains and records the models of README.md, and counts what was said of them.

    python models.py FOLDER [--only=NAME] [--smoke]                # a file of measurements for each model
    python models.py --table verdicts.jsonl                        # what was found, from the verdicts on them
"""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path

BASE = 64
SHAPES = ("mlp", "cnn", "gpt", "bert", "resnet", "mixer")
SETTINGS = ("sp", "mup", "lora")
# start: hidden weights, or LoRA's A, start n^1/2 times as large.
ERRORS = ("start", "rate", "output", "coordinate")
RATES = {"sp": 1e-3, "mup": 2e-3, "lora": 1e-2}
RIGHT, BATCHES, SEEDS = 3, 100, range(100, 120)
# The first hidden layer, and the layer with the error of one coordinate.
FIRST = {
    "mlp": "hidden.0", "cnn": "hidden.0", "gpt": "transformer.h.0.attn.c_attn", "bert": "bert.encoder.layer.0.attention.self.query",
    "resnet": "blocks.0.up", "mixer": "blocks.0.up",
}  # fmt: skip
SECOND = {
    "mlp": "hidden.1", "cnn": "hidden.1", "gpt": "transformer.h.0.mlp.c_fc", "bert": "bert.encoder.layer.0.intermediate.dense",
    "resnet": "blocks.0.down", "mixer": "blocks.0.down",
}  # fmt: skip
OUTPUT = {"gpt": "lm_head", "bert": "classifier"}


def widths_of(shape):
    """Six, each twice the previous. A convolution sums over nine positions, so that half as many channels are as wide."""
    least = 8 if shape in ("cnn", "resnet") else 16
    return [least * 2**step for step in range(6)]


def planned():
    """The names of all models: shape, setting, and "right" with a batch's number, or an error."""
    for shape in SHAPES:
        for setting in SETTINGS:
            yield from (f"{shape}-{setting}-right{batch}" for batch in range(RIGHT))
            yield from (f"{shape}-{setting}-{error}" for error in ERRORS)


def network(shape, width):
    """The shape at a width, with PyTorch's own starts, and the function that calls it: from a batch's inputs to its logits.
    """
    import torch
    from torch import nn
    from torch.nn import functional as F

    if shape in ("mlp", "cnn"):
        convolves = shape == "cnn"

        class Network(nn.Module):
            def __init__(self):
                super().__init__()
                layer = (lambda a, b: nn.Conv2d(a, b, 3, padding=1)) if convolves else nn.Linear
                self.input = layer(3 if convolves else 16, width)
                self.hidden = nn.ModuleList(layer(width, width) for _ in range(3))
                self.output = nn.Linear(width, 10)

            def forward(self, x):
                act = F.gelu if convolves else torch.relu
                x = act(self.input(x))
                for layer in self.hidden:
                    x = act(layer(x))
                return self.output(x.mean((2, 3)) if convolves else x)

        return Network(), lambda model, x: model(x)

    if shape == "resnet":

        class Block(nn.Module):
            def __init__(self):
                super().__init__()
                self.norm = nn.GroupNorm(1, width)
                self.up, self.down = (nn.Conv2d(width, width, 3, padding=1) for _ in range(2))

            def forward(self, x):
                return x + self.down(F.relu(self.up(self.norm(x))))

        class Residual(nn.Module):
            def __init__(self):
                super().__init__()
                self.input = nn.Conv2d(3, width, 3, padding=1)
                self.blocks = nn.ModuleList(Block() for _ in range(2))
                self.norm = nn.GroupNorm(1, width)
                self.output = nn.Linear(width, 10)

            def forward(self, x):
                x = self.input(x)
                for block in self.blocks:
                    x = block(x)
                return self.output(F.relu(self.norm(x)).mean((2, 3)))

        return Residual(), lambda model, x: model(x)

    if shape == "mixer":

        class Mix(nn.Module):
            def __init__(self):
                super().__init__()
                self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(2))
                self.mix, self.mixed = nn.Linear(8, 16), nn.Linear(16, 8)
                self.up, self.down = nn.Linear(width, 2 * width), nn.Linear(2 * width, width)

            def forward(self, x):
                x = x + self.mixed(F.gelu(self.mix(self.norms[0](x).transpose(1, 2)))).transpose(1, 2)
                return x + self.down(F.gelu(self.up(self.norms[1](x))))

        class Mixer(nn.Module):
            def __init__(self):
                super().__init__()
                self.input = nn.Linear(12, width)
                self.blocks = nn.ModuleList(Mix() for _ in range(2))
                self.norm = nn.LayerNorm(width)
                self.output = nn.Linear(width, 10)

            def forward(self, x):
                x = self.input(x)
                for block in self.blocks:
                    x = block(x)
                return self.output(self.norm(x).mean(1))

        return Mixer(), lambda model, x: model(x)

    from transformers import BertConfig, BertForSequenceClassification, GPT2Config, GPT2LMHeadModel

    if shape == "gpt":
        config = GPT2Config(
            vocab_size=64, n_positions=8, n_embd=width, n_layer=2, n_head=width // 8, n_inner=2 * width, tie_word_embeddings=False,
            resid_pdrop=0.0, embd_pdrop=0.0, attn_pdrop=0.0, bos_token_id=0, eos_token_id=0,
        )  # fmt: skip
        return GPT2LMHeadModel(config), lambda model, x: model(input_ids=x).logits
    config = BertConfig(
        vocab_size=64, hidden_size=width, num_hidden_layers=2, num_attention_heads=width // 8, intermediate_size=2 * width,
        max_position_embeddings=8, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0, num_labels=4,
    )  # fmt: skip
    return BertForSequenceClassification(config), lambda model, x: model(input_ids=x).logits


def batch_of(shape, number):
    import torch

    random = torch.Generator().manual_seed(1000 + number)
    labels = lambda classes, *size: torch.randint(classes, size, generator=random)
    if shape == "mlp":
        return torch.randn(32, 16, generator=random), labels(10, 32)
    if shape == "mixer":
        return torch.randn(8, 8, 12, generator=random), labels(10, 8)
    if shape in ("cnn", "resnet"):
        return torch.randn(8, 3, 4, 4, generator=random), labels(10, 8)
    ids = torch.randint(64, (8, 9), generator=random)
    return ids[:, :8], ids[:, 1:] if shape == "gpt" else labels(4, 8)


def layers(shape, model):
    """For each module with a weight, except norms: its name, itself, its fan-in, and its role (input, hidden or output).

    A layer over tokens, whose sizes are fixed, is an input layer by its scaling.
    """
    from torch import nn
    from transformers.pytorch_utils import Conv1D

    for name, module in model.named_modules():
        is_fixed = name == "input" or ".mix" in name
        role = "output" if name == OUTPUT.get(shape, "output") else "input" if is_fixed else "hidden"
        if isinstance(module, nn.Embedding):
            yield name, module, 1, "input"
        elif isinstance(module, Conv1D):
            yield name, module, module.weight.shape[0], role
        elif isinstance(module, (nn.Linear, nn.Conv2d)):
            yield name, module, module.weight[0].numel(), role


def start(shape, setting, error, model, width):
    """Initialises all weights; returns each parameter's rate as a multiple of the setting's."""
    import torch
    from torch import nn
    from transformers.pytorch_utils import Conv1D

    grown = width / BASE
    gain = math.sqrt(2) if shape in ("mlp", "cnn") else 1
    rates = {parameter: 1.0 for parameter in model.parameters()}
    for name, module, into, role in layers(shape, model):
        std = 0.5 if isinstance(module, nn.Embedding) else gain / math.sqrt(into)
        if role == "output":
            std = 1 / math.sqrt(into)
            if setting == "mup":
                std /= math.sqrt(grown)
            if error == "output" and setting != "lora":
                std *= grown**0.5 if setting == "mup" else grown**-0.5
        if error == "start" and setting != "lora" and role == "hidden":
            std *= grown**0.5
        with torch.no_grad():
            nn.init.normal_(module.weight, std=std)
            if name == SECOND[shape] and error == "coordinate" and setting != "lora":
                row = module.weight[:, 0] if isinstance(module, Conv1D) else module.weight[0]
                row *= 4 * grown**0.5
            if getattr(module, "bias", None) is not None:
                nn.init.zeros_(module.bias)
        if setting == "mup" and role != "input" and error != "rate":
            rates[module.weight] = 1 / grown
    return rates


def adapted(shape, error, model, width):
    """The model with peft's LoRA on its hidden layers."""
    import torch
    from peft import LoraConfig, get_peft_model

    names = [name for name, _, _, role in layers(shape, model) if role == "hidden"]
    scale = (width / BASE) ** 0.5
    config = LoraConfig(r=8, lora_alpha=8 * (scale if error == "output" else 1), target_modules=names, fan_in_fan_out=shape == "gpt")
    model = get_peft_model(model, config)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if error == "start" and "lora_A" in name:
                parameter *= scale
            if error == "coordinate" and f"{SECOND[shape]}.lora_A" in name:
                parameter[0] *= 4 * scale
    return model


def record(path, name, widths, seeds, batches):
    import torch
    from singlora_coordinate_check import Recorder
    from singlora_coordinate_check.loop import watched_steps

    shape, setting, kind = name.split("-")
    error = None if kind.startswith("right") else kind
    x, y = batch_of(shape, batches + (int(kind[5:]) if error is None else 0))
    if setting != "lora":
        path.write_text(json.dumps({"expect": setting}) + "\n")
    else:
        path.unlink(missing_ok=True)
    with Recorder(path, append=True) as recorder:
        for width in widths:
            for seed in seeds:
                torch.manual_seed(seed)
                model, logits = network(shape, width)
                rates = start(shape, setting, error, model, width)
                rate = RATES[setting]
                if setting == "lora":
                    model = adapted(shape, error, model, width)
                    rate *= 1 if error == "rate" else (width / BASE) ** -0.5
                elif setting == "sp" and error == "rate":
                    rate *= BASE / width
                groups = [
                    {"params": [parameter], "lr": rate * rates.get(parameter, 1.0)}
                    for parameter in model.parameters()
                    if parameter.requires_grad
                ]
                optimiser = torch.optim.Adam(groups, fused=True)
                loss = lambda: torch.nn.functional.cross_entropy(logits(model, x).flatten(0, -2), y.flatten())
                for _ in watched_steps(recorder.watch(model, width=width, seed=seed, probe=loss), 3):
                    optimiser.zero_grad()
                    loss().backward()
                    optimiser.step()


def is_named(verdict, shape, setting, error):
    """Whether the module reported first is the first changed one, or contains it."""
    module = verdict["first"]["module"].removeprefix("base_model.model.")
    changed = (FIRST if error == "start" else SECOND)[shape]
    return changed == module or module.startswith(f"{changed}.") or changed.startswith(f"{module}.")


def table(path):
    """Counts as Markdown: one line per setting, followed by misses and false alarms."""
    verdicts = [json.loads(line) for line in Path(path).read_text().splitlines()]
    rows = [(*Path(verdict["file"]).stem.split("-"), verdict) for verdict in verdicts]
    share = lambda some: f"{sum(some)} of {len(some)}"
    print("| Setting | False alarms | " + " | ".join(ERRORS) + " | Found |\n| --- | --: |" + " --: |" * 5)
    for settings in [(one,) for one in SETTINGS] + [SETTINGS]:
        own = [row for row in rows if row[1] in settings]
        found = lambda errors: share([row[3]["failed"] for row in own if row[2] in errors])
        cells = [share([row[3]["failed"] for row in own if row[2].startswith("right")])]
        cells += [found((error,)) for error in ERRORS] + [found(ERRORS)]
        print(f"| {' + '.join(settings)} | " + " | ".join(cells) + " |")
    named = [is_named(row[3], *row[:3]) for row in rows if row[2] in ("start", "coordinate") and row[3]["failed"]]
    print(f"\nNamed the changed module: {share(named)}\n")
    for shape, setting, kind, verdict in rows:
        if verdict["failed"] == kind.startswith("right"):
            first = verdict["first"]
            said = f"{first['module']} {first['quantity']} after {first['step']} {first['verdict']}" if first else "not found"
            print(f"- {shape} {setting} {kind}: {said}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", nargs="?")
    parser.add_argument("--only", default="", help="a part of the names of the models to train")
    parser.add_argument("--smoke", action="store_true", help="small, to see that it runs")
    parser.add_argument("--table", help="count the verdicts in this file")
    args = parser.parse_args()
    if args.table:
        table(args.table)
    else:
        for name in planned():
            if args.only in name:
                widths, seeds = ((16, 32, 48), range(2)) if args.smoke else (widths_of(name.split("-")[0]), SEEDS)
                record(Path(args.folder) / f"{name}.jsonl", name, widths, seeds, BATCHES)
