"""One side of the step benchmark: PyTorch + transformers + peft.

    python tools/bench/torch_worker.py '{"model": FOLDER, "method": "lora", "batch": 32, "length": 48, ...}'

Computes in the case's `precision`: float32, or what `torch.autocast` makes of bfloat16; a `compiled` case by
`torch.compile`, which needs a C++ compiler.
Speaks with its driver in lines of JSON: says `{"ready": …}`, then answers each `{"steps": n}` with the
milliseconds of n steps, each `{"epoch": PADDING}` with the milliseconds of an epoch over the rows in the case's
`tokens` file, and both with the peak of its resident memory. The model's folder holds config.json and
model.safetensors. Needs torch, transformers and peft (and peft-singlora for the method of that name).
"""

import json
import os
import random
import resource
import sys
import time
from importlib.metadata import version

from driver import commands

case = json.loads(sys.argv[1])
os.environ["OMP_NUM_THREADS"] = str(case["threads"])

import torch  # noqa: E402
import transformers  # noqa: E402
from peft import LoraConfig, get_peft_model  # noqa: E402
from transformers import AutoConfig, AutoModelForSequenceClassification  # noqa: E402

torch.set_num_threads(case["threads"])
transformers.logging.set_verbosity_error()


class SingLoRA(torch.nn.Module):
    """W0 x + (alpha/r) A (Aᵀ x): SingLoRA as its authors write it, through the factor."""

    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base, alpha / rank
        self.A = torch.nn.Parameter(torch.randn(base.in_features, rank) * base.in_features**-0.5)

    def forward(self, x):
        return self.base(x) + self.scale * ((x @ self.A) @ self.A.T)


def adapted(model):
    rank, alpha, method = case["rank"], case["alpha"], case["method"]
    if method == "singlora":
        for parameter in model.parameters():
            parameter.requires_grad = False
        for name, module in list(model.named_modules()):
            if name.endswith(tuple(f".{target}" for target in case["targets"])):
                parent, own = name.rsplit(".", 1)
                setattr(model.get_submodule(parent), own, SingLoRA(module, rank, alpha))
        for module in case["head"]:
            model.get_submodule(module).requires_grad_(True)
        return model
    common = dict(r=rank, lora_alpha=alpha, target_modules=case["targets"], task_type="SEQ_CLS")
    if method == "peft-singlora":
        from peft_singlora import SingLoRAConfig

        return get_peft_model(model, SingLoRAConfig(ramp_up_steps=1, **common))
    return get_peft_model(model, LoraConfig(use_dora=method == "dora", **common))


def precisely():
    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=case["precision"] == "bfloat16")


def random_batch(vocabulary, generator):
    shape = (case["batch"], case["length"])
    ids = torch.randint(10, vocabulary, shape, generator=generator)
    labels = torch.randint(0, 3, (case["batch"],), generator=generator)
    return {"input_ids": ids, "attention_mask": torch.ones_like(ids), "labels": labels}


def batches(rows, padding):
    """Batches of one epoch, each a list of rows, in random order; grouped as transformers' group_by_length."""
    order, size = random.sample(range(len(rows)), len(rows)), case["batch"]
    if padding == "grouped":
        mega = size * min(len(rows) // (size * 4) or 1, 50)
        parts = [order[i : i + mega] for i in range(0, len(order), mega)]
        order = [i for part in parts for i in sorted(part, key=lambda i: -len(rows[i][0]))]
    cut = [[rows[i] for i in order[start : start + size]] for start in range(0, len(order), size)]
    return random.sample(cut, len(cut)) if padding == "grouped" else cut


def collate(rows, padding):
    length = case["maxLength"] if padding == "padded" else max(len(ids) for ids, _, _ in rows)
    pad = lambda values: values + [0] * (length - len(values))
    return {
        "input_ids": torch.tensor([pad(ids) for ids, _, _ in rows]),
        "token_type_ids": torch.tensor([pad(types) for _, types, _ in rows]),
        "attention_mask": torch.tensor([pad([1] * len(ids)) for ids, _, _ in rows]),
        "labels": torch.tensor([label for _, _, label in rows]),
    }


def epoch(model, trainable, optimizer, padding):
    with open(case["tokens"]) as file:
        rows = json.load(file)
    tokens = steps = 0
    started = time.perf_counter()
    for chosen in batches(rows, padding):
        batch = collate(chosen, padding)
        with precisely():
            loss = model(**batch).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trainable, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        tokens += batch["input_ids"].numel()
        steps += 1
    return {"milliseconds": [1000 * (time.perf_counter() - started)], "steps": steps, "tokens": tokens}


# What makes the adapters, beside torch and transformers.
package = {"singlora": [], "peft-singlora": ["peft", "peft-singlora"]}.get(case["method"], ["peft"])


def main():
    config = AutoConfig.from_pretrained(case["model"], num_labels=3)
    if case["dropout"] == "off":
        config.hidden_dropout_prob = config.attention_probs_dropout_prob = 0.0
    model = AutoModelForSequenceClassification.from_pretrained(case["model"], config=config)
    model = adapted(model)
    forward_only = case["pass"] == "forward"
    model.train(not forward_only)
    trainable = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(trainable, lr=1e-3, weight_decay=0.0, fused=True)
    generator = torch.Generator().manual_seed(0)

    def loss_of(batch):
        with precisely():
            return model(**batch).loss

    if case.get("compiled"):
        loss_of = torch.compile(loss_of)

    def step():
        batch = random_batch(config.vocab_size, generator)
        started = time.perf_counter()
        if forward_only:
            with torch.no_grad():
                loss_of(batch).item()
        else:
            loss = loss_of(batch)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(trainable, 1.0)
            optimizer.step()
            optimizer.zero_grad()
            loss.item()
        return (time.perf_counter() - started) * 1000

    versions = ", ".join(f"{name} {version(name)}" for name in ["torch", "transformers", *package])
    print(json.dumps({"ready": versions}), flush=True)
    for command in commands():
        if "epoch" in command:
            answer = epoch(model, trainable, optimizer, command["epoch"])
        else:
            answer = {"milliseconds": [step() for _ in range(command["steps"])]}
        answer["peakRssBytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        print(json.dumps(answer), flush=True)


main()
