"""The independent reference: the same GLUE fine-tuning in PyTorch with transformers and peft.

    python tools/reference/glue_peft.py --model FOLDER --rows FOLDER --lr 1e-3 --seeds 0 1 2 [--train-rows N] [--out FILE]

FOLDER of the model holds config.json, model.safetensors and tokenizer.json; FOLDER of the rows holds
the Hub's parquet files of one task (train-*.parquet, validation_matched-*.parquet). Protocol as in our
`laptop` preset: AdamW, linear decay, no warm-up, length-grouped batches, adapters on query and value.
`--method singlora` trains the same step with the square update (alpha/r)·u·A·Aᵀ written directly.
Needs torch, transformers, peft, pandas and pyarrow.
"""

import argparse
import glob
import json
import math
import time

import pandas
import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoConfig, AutoModelForSequenceClassification, AutoTokenizer


class SingLoRALinear(torch.nn.Module):
    """W0 x + (alpha/r)·u·A·Aᵀ x for a square frozen linear layer."""

    def __init__(self, base, rank, alpha, ramp):
        super().__init__()
        self.base, self.scale, self.ramp = base, alpha / rank, ramp
        width = base.in_features
        self.A = torch.nn.Parameter(torch.empty(width, rank).normal_(0, width**-0.5))

    def forward(self, x):
        return self.base(x) + self.scale * self.ramp["u"] * (x @ self.A) @ self.A.T


def wrap_singlora(model, rank, alpha, ramp):
    for parameter in model.parameters():
        parameter.requires_grad = False
    for name, module in list(model.named_modules()):
        if name.endswith(("attention.self.query", "attention.self.value")):
            parent = model.get_submodule(name.rsplit(".", 1)[0])
            setattr(parent, name.rsplit(".", 1)[1], SingLoRALinear(module, rank, alpha, ramp))
    for parameter in model.classifier.parameters():
        parameter.requires_grad = True
    return model


def read_rows(folder, split):
    files = sorted(glob.glob(f"{folder}/{split}-*.parquet"))
    assert files, f"no {split}-*.parquet in {folder}"
    return pandas.concat([pandas.read_parquet(f) for f in files])


def encode(tokenizer, rows, max_length):
    encoded = tokenizer(
        list(rows.premise), list(rows.hypothesis), truncation="longest_first", max_length=max_length, padding=False, return_token_type_ids=True
    )
    return list(zip(encoded["input_ids"], encoded["token_type_ids"], list(rows.label)))


def collate(examples):
    length = math.ceil(max(len(ids) for ids, _, _ in examples) / 8) * 8
    pad = lambda xs: list(xs) + [0] * (length - len(xs))
    return {
        "input_ids": torch.tensor([pad(ids) for ids, _, _ in examples]),
        "token_type_ids": torch.tensor([pad(types) for _, types, _ in examples]),
        "attention_mask": torch.tensor([pad([1] * len(ids)) for ids, _, _ in examples]),
        "labels": torch.tensor([label for _, _, label in examples]),
    }


def length_grouped(examples, batch, generator):
    order = torch.randperm(len(examples), generator=generator).tolist()
    mega = batch * 50
    sorted_order = []
    for start in range(0, len(order), mega):
        sorted_order += sorted(order[start : start + mega], key=lambda i: -len(examples[i][0]))
    batches = [sorted_order[i : i + batch] for i in range(0, len(sorted_order), batch)]
    return [batches[i] for i in torch.randperm(len(batches), generator=generator).tolist()]


def train_one(arguments, seed, train, dev):
    torch.manual_seed(seed)
    config = AutoConfig.from_pretrained(arguments.model, num_labels=3)
    config.hidden_dropout_prob = config.attention_probs_dropout_prob = arguments.dropout
    model = AutoModelForSequenceClassification.from_pretrained(arguments.model, config=config)
    ramp = {"u": 1.0}
    if arguments.method == "lora":
        lora = LoraConfig(
            r=arguments.rank, lora_alpha=arguments.alpha, target_modules=["query", "value"], task_type="SEQ_CLS"
        )
        model = get_peft_model(model, lora)
    else:
        model = wrap_singlora(model, arguments.rank, arguments.alpha, ramp)
    trainable = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(
        trainable, lr=arguments.lr, betas=tuple(arguments.betas), eps=arguments.eps, weight_decay=0
    )
    generator = torch.Generator().manual_seed(seed)
    steps = arguments.epochs * math.ceil(len(train) / arguments.batch)
    ramp_steps = max(1, round(arguments.ramp * steps))
    step, started = 0, time.time()
    model.train()
    for _ in range(arguments.epochs):
        for indices in length_grouped(train, arguments.batch, generator):
            ramp["u"] = min(step / ramp_steps, 1.0)
            for group in optimizer.param_groups:
                group["lr"] = arguments.lr * (1 - step / steps)
            loss = model(**collate([train[i] for i in indices])).loss
            loss.backward()
            torch.nn.utils.clip_grad_norm_(trainable, arguments.clip)
            optimizer.step()
            optimizer.zero_grad()
            step += 1
            if step % 50 == 0:
                print(f"seed {seed} step {step}/{steps} loss {loss.item():.4f} {time.time() - started:.0f} s", flush=True)
    ramp["u"] = 1.0
    seconds = time.time() - started
    model.eval()
    correct = 0
    by_length = sorted(dev, key=lambda e: len(e[0]))
    with torch.no_grad():
        for start in range(0, len(by_length), 64):
            batch = collate(by_length[start : start + 64])
            labels = batch.pop("labels")
            correct += (model(**batch).logits.argmax(-1) == labels).sum().item()
    return {
        "seed": seed,
        "accuracy": correct / len(dev),
        "steps": steps,
        "trainRows": len(train),
        "evalRows": len(dev),
        "trainable": sum(p.numel() for p in trainable),
        "trainSeconds": round(seconds, 1),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--model", required=True)
    parser.add_argument("--rows", required=True)
    parser.add_argument("--method", choices=["lora", "singlora"], default="lora")
    parser.add_argument("--lr", type=float, default=1e-3)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--train-rows", type=int)
    parser.add_argument("--eval-rows", type=int)
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--rank", type=int, default=8)
    parser.add_argument("--alpha", type=float, default=8)
    parser.add_argument("--max-length", type=int, default=128)
    parser.add_argument("--dropout", type=float, default=0.0)
    parser.add_argument("--betas", type=float, nargs=2, default=[0.9, 0.99])
    parser.add_argument("--eps", type=float, default=1e-8)
    parser.add_argument("--clip", type=float, default=1.0)
    parser.add_argument("--ramp", type=float, default=0.01, help="ramp length as a fraction of the steps (singlora)")
    parser.add_argument("--out", help="append one JSON line per seed to this file")
    arguments = parser.parse_args()
    tokenizer = AutoTokenizer.from_pretrained(arguments.model)
    train = encode(tokenizer, read_rows(arguments.rows, "train")[: arguments.train_rows], arguments.max_length)
    dev = encode(tokenizer, read_rows(arguments.rows, "validation_matched")[: arguments.eval_rows], arguments.max_length)
    for seed in arguments.seeds:
        result = {"implementation": "torch+peft", "method": arguments.method, "lr": arguments.lr}
        result |= train_one(arguments, seed, train, dev)
        print(json.dumps(result), flush=True)
        if arguments.out:
            with open(arguments.out, "a") as file:
                file.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()
