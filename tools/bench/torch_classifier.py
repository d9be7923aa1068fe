"""Classifiers in PyTorch + transformers + peft, in float32, or what `torch.autocast` makes of bfloat16; a `compiled` job by
`torch.compile`, which needs a C++ compiler.

Answers each `{"steps": n}` with the milliseconds of n steps, and each `{"epoch": PADDING}` with those of an epoch over the
rows in the job's `tokens` file.
"""

import json
import os
import random

import torch
import transformers
from peft import LoraConfig, get_peft_model
from torch_side import milliseconds_of, with_peak
from transformers import AutoConfig, AutoModelForSequenceClassification

torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
transformers.logging.set_verbosity_error()


class SingLoRA(torch.nn.Module):
    """W0 x + (alpha/r) A (Aᵀ x): SingLoRA as its authors write it, through the factor."""

    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base, self.scale = base, alpha / rank
        self.A = torch.nn.Parameter(torch.randn(base.in_features, rank) * base.in_features**-0.5)

    def forward(self, x):
        return self.base(x) + self.scale * ((x @ self.A) @ self.A.T)


def adapted(model, job):
    rank, alpha, method, targets = job["rank"], job["alpha"], job["method"], job["targets"]
    if method == "singlora":
        model.requires_grad_(False)
        for name, module in list(model.named_modules()):
            if name.endswith(tuple(f".{target}" for target in targets)):
                parent, own = name.rsplit(".", 1)
                setattr(model.get_submodule(parent), own, SingLoRA(module, rank, alpha))
        for module in job["head"]:
            model.get_submodule(module).requires_grad_(True)
        return model
    common = dict(r=rank, lora_alpha=alpha, target_modules=targets, task_type="SEQ_CLS")
    if method == "peft-singlora":
        from peft_singlora import SingLoRAConfig

        return get_peft_model(model, SingLoRAConfig(ramp_up_steps=1, **common))
    return get_peft_model(model, LoraConfig(use_dora=method == "dora", **common))


def random_batch(job, vocabulary, generator):
    ids = torch.randint(10, vocabulary, (job["batch"], job["length"]), generator=generator)
    labels = torch.randint(0, 3, (job["batch"],), generator=generator)
    return {"input_ids": ids, "attention_mask": torch.ones_like(ids), "labels": labels}


def batches(rows, size, padding):
    """Batches of one epoch, each a list of rows, in random order; grouped as transformers' group_by_length."""
    order, grouped = random.sample(range(len(rows)), len(rows)), padding == "length-grouped"
    if grouped:
        mega = size * min(len(rows) // (size * 4) or 1, 50)
        parts = [order[i : i + mega] for i in range(0, len(order), mega)]
        order = [i for part in parts for i in sorted(part, key=lambda i: -len(rows[i][0]))]
    cut = [[rows[i] for i in order[start : start + size]] for start in range(0, len(order), size)]
    return random.sample(cut, len(cut)) if grouped else cut


def collate(rows, length):
    pad = lambda values: values + [0] * (length - len(values))
    return {
        "input_ids": torch.tensor([pad(ids) for ids, _, _ in rows]),
        "token_type_ids": torch.tensor([pad(types) for _, types, _ in rows]),
        "attention_mask": torch.tensor([pad([1] * len(ids)) for ids, _, _ in rows]),
        "labels": torch.tensor([label for _, _, label in rows]),
    }


# What makes the adapters, beside torch and transformers.
MAKERS = {"singlora": [], "peft-singlora": ["peft", "peft-singlora"]}


def prepare(job):
    config = AutoConfig.from_pretrained(job["checkpoint"], num_labels=3)
    if job["dropout"] == "off":
        config.hidden_dropout_prob = config.attention_probs_dropout_prob = 0.0
    model = adapted(AutoModelForSequenceClassification.from_pretrained(job["checkpoint"], config=config), job)
    training = job["pass"] == "train"
    model.train(training)
    trainable = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(trainable, lr=job["rate"], weight_decay=0.0, fused=True)
    generator = torch.Generator().manual_seed(0)

    def loss_of(batch):
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=job["precision"] == "bfloat16"):
            return model(**batch).loss

    if job["compiled"]:
        loss_of = torch.compile(loss_of)

    def train(batch):
        loss = loss_of(batch)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trainable, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        return loss.item()

    @torch.no_grad()
    def forward(batch):
        return loss_of(batch).item()

    def step():
        batch = random_batch(job, config.vocab_size, generator)
        return milliseconds_of(lambda: (train if training else forward)(batch))

    def epoch(rows, padding):
        counts = {"steps": 0, "tokens": 0}

        def run():
            for chosen in batches(rows, job["batch"], padding):
                longest = max(len(ids) for ids, _, _ in chosen)
                batch = collate(chosen, job["maxLength"] if padding.startswith("padded") else longest)
                train(batch)
                counts["tokens"] += batch["input_ids"].numel()
                counts["steps"] += 1

        return with_peak([milliseconds_of(run)]) | counts

    def answer(command):
        if "steps" in command:
            return with_peak([step() for _ in range(command["steps"])])
        with open(job["tokens"]) as file:
            return epoch(json.load(file), command["epoch"])

    return ["torch", "transformers", *MAKERS.get(job["method"], ["peft"])], {}, answer
