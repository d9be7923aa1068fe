"""The independent reference: the same GLUE fine-tuning in PyTorch with transformers and peft.

    python tools/reference/glue_peft.py --task rte --method lora --model FOLDER --lr 1e-3

Flags have the names of the experiments' own (`npx nx run experiments:rte --help`) and the same rows, from the Hugging
Face cache or `--data`. FOLDER holds config.json, weights and tokenizer.json (the experiments print where theirs is);
a .gguf file or the name of a model in the cache will do, too. Protocol: AdamW, one adapter and a
fresh head on a frozen model in float32. Prints a line of JSON a seed, and one with the mean over the seeds.
Needs torch, transformers, peft, pandas, pyarrow, scikit-learn and scipy.
"""

import argparse
import json
import math
import os
import statistics
import time

import peft
import torch
import transformers
from transformers import AutoConfig, AutoModelForSequenceClassification, AutoTokenizer

from glue_rows import TASKS, find_rows, read_split, read_training
from methods import METHODS, STARTS, parameter_groups, with_adapter
from run_settings import flags_of
from scores import METRICS

DROPOUTS = (
    "hidden_dropout_prob attention_probs_dropout_prob classifier_dropout dropout attention_dropout "
    "seq_classif_dropout embd_pdrop attn_pdrop resid_pdrop"
).split()


def source_of(model):
    """The argument for transformers' from_pretrained: a folder or name, or a GGUF file and its folder."""
    if not model.endswith(".gguf"):
        return model, {}
    return os.path.dirname(os.path.abspath(model)), {"gguf_file": os.path.basename(model)}


def load_model(arguments, task, tokenizer):
    folder, file = source_of(arguments.model)
    config = AutoConfig.from_pretrained(folder, num_labels=task.outputs, **file)
    config.problem_type = "regression" if task.regression else "single_label_classification"
    for name in DROPOUTS if arguments.dropout != "model" else ():
        if isinstance(getattr(config, name, None), (int, float)):
            setattr(config, name, arguments.dropout)
    if config.pad_token_id is None:
        config.pad_token_id = tokenizer.pad_token_id
    return AutoModelForSequenceClassification.from_pretrained(
        folder, config=config, dtype=torch.float32, ignore_mismatched_sizes=True, **file
    )


def load_tokenizer(arguments):
    folder, file = source_of(arguments.model)
    tokenizer = AutoTokenizer.from_pretrained(folder, **file)
    if tokenizer.pad_token_id is None:
        tokenizer.pad_token = tokenizer.eos_token
    return tokenizer


def encode(tokenizer, texts, labels, arguments):
    if arguments.template == "lines" and len(texts) == 2:
        texts = [[f"{a}\n{b}" for a, b in zip(*texts)]]
    encoded = tokenizer(
        *texts, truncation="longest_first", max_length=arguments.max_length, return_token_type_ids=True
    )
    return list(zip(encoded["input_ids"], encoded["token_type_ids"], labels))


def collate(examples, config, task):
    length = math.ceil(max(len(ids) for ids, _, _ in examples) / 2) * 2
    pad = lambda values, filler: list(values) + [filler] * (length - len(values))
    batch = {
        "input_ids": torch.tensor([pad(ids, config.pad_token_id) for ids, _, _ in examples]),
        "attention_mask": torch.tensor([pad([1] * len(ids), 0) for ids, _, _ in examples]),
        "labels": torch.tensor(
            [label for _, _, label in examples], dtype=torch.float32 if task.regression else torch.long
        ),
    }
    if getattr(config, "type_vocab_size", 1) > 1:
        batch["token_type_ids"] = torch.tensor([pad(types, 0) for _, types, _ in examples])
    return batch


def length_grouped(examples, batch, generator):
    """Like transformers' group_by_length, with mega-batches of as many batches as in the experiments."""
    order = torch.randperm(len(examples), generator=generator).tolist()
    mega = batch * max(1, min(len(order) // (batch * 2), 200))
    grouped = []
    for start in range(0, len(order), mega):
        grouped += sorted(order[start : start + mega], key=lambda i: -len(examples[i][0]))
    batches = [grouped[i : i + batch] for i in range(0, len(grouped), batch)]
    return [batches[i] for i in torch.randperm(len(batches), generator=generator).tolist()]


def shuffled(examples, batch, generator):
    order = torch.randperm(len(examples), generator=generator).tolist()
    return [order[i : i + batch] for i in range(0, len(order), batch)]


def ramp_length(text, steps):
    """For a fraction of the steps (0.01), or a number of them (1000steps); 0: no ramp."""
    if text.endswith("steps"):
        return int(text.removesuffix("steps"))
    return max(1, round(float(text) * steps)) if float(text) > 0 else 0


def rate_factor(arguments, step, steps):
    warmup = arguments.warmup_steps
    if step < warmup:
        return step / warmup
    return 1.0 if arguments.schedule == "constant" else (steps - step) / max(1, steps - warmup)


def train(arguments, task, model, ramp, examples, seed):
    groups = parameter_groups(model, arguments)
    trainable = [parameter for group in groups for parameter in group["params"]]
    betas = (arguments.beta1, arguments.beta2)
    optimizer = torch.optim.AdamW(groups, lr=arguments.lr, betas=betas, eps=arguments.epsilon)
    generator = torch.Generator().manual_seed(seed)
    per_epoch = math.ceil(len(examples) / arguments.batch_size)
    steps = min(arguments.epochs * per_epoch, arguments.max_steps or math.inf)
    ramp_steps = ramp_length(arguments.ramp, steps)
    batches_of = shuffled if arguments.batches == "shuffled" else length_grouped
    step, started = 0, time.time()
    model.train()
    while step < steps:
        for indices in batches_of(examples, arguments.batch_size, generator):
            if step == steps:
                break
            ramp["u"] = min(step / ramp_steps, 1.0) if ramp_steps > 0 else 1.0
            for group in optimizer.param_groups:
                group["lr"] = arguments.lr * group["lr_scale"] * rate_factor(arguments, step, steps)
            loss = model(**collate([examples[i] for i in indices], model.config, task)).loss
            loss.backward()
            torch.nn.utils.clip_grad_norm_(trainable, arguments.max_grad_norm)
            optimizer.step()
            optimizer.zero_grad()
            step += 1
            if step % 50 == 0:
                print(f"seed {seed} step {step}/{steps} loss {loss.item():.4f} {time.time() - started:.0f} s", flush=True)
    ramp["u"] = 1.0
    size = sum(parameter.numel() for parameter in trainable)
    return {"steps": steps, "trainableParameters": size, "trainSeconds": round(time.time() - started, 1)}


@torch.no_grad()
def score(task, model, split, examples):
    model.eval()
    order = sorted(range(len(examples)), key=lambda i: len(examples[i][0]))
    predictions = [0.0] * len(examples)
    for start in range(0, len(order), 64):
        indices = order[start : start + 64]
        batch = collate([examples[i] for i in indices], model.config, task)
        batch.pop("labels")
        logits = model(**batch).logits
        answers = logits[:, 0] if task.regression else logits.argmax(-1)
        for i, answer in zip(indices, answers.tolist()):
            predictions[i] = answer
    labels = [label for _, _, label in examples]
    values = {f"{split}/{name}": float(METRICS[name](predictions, labels)) for name in task.metrics}
    return values | {f"{split}/rows": len(examples)}


def run_seed(arguments, task, tokenizer, examples, seed):
    torch.manual_seed(seed)
    ramp = {"u": 1.0}
    model = with_adapter(load_model(arguments, task, tokenizer), arguments, ramp)
    result = {"seed": seed, "trainRows": len(examples["train"])}
    result |= train(arguments, task, model, ramp, examples["train"], seed)
    for split in (*task.splits, "spare"):
        if split in examples:
            result |= score(task, model, split, examples[split])
    return result


def summary(task, results):
    """The mean over the seeds, its standard error and the spread, of each metric."""
    keys = [key for key in results[0] if key.split("/")[-1] in task.metrics]
    summed = {"seeds": [result["seed"] for result in results]}
    for key in keys:
        values = [result[key] for result in results]
        spread = statistics.stdev(values) if len(values) > 1 else None
        error = None if spread is None else spread / math.sqrt(len(values))
        summed[key] = {"mean": statistics.fmean(values), "standardError": error, "standardDeviation": spread}
    return summed


def rate_or_model(text):
    return text if text == "model" else float(text)


def parse_arguments():
    first = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    first.add_argument("--run", type=json.loads, help="the settings of one of the experiments' runs, as JSON: the defaults of the other flags")
    run = first.parse_known_args()[0].run
    listed = lambda kind: lambda text: [kind(part) for part in text.split(",")]
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False, parents=[first]
    )
    add = parser.add_argument
    add("--task", choices=TASKS, required=run is None)
    add("--method", choices=METHODS, default="lora")
    add("--model", required=True, help="a folder, a .gguf file, or the name of a model in the cache")
    add("--data", help="folder with the Hub's parquet files, or with one folder of them a task (default: the Hub's cache)")
    add("--seeds", type=listed(int), default=[0, 1, 2], help="comma separated")
    add("--lr", type=float, default=1e-3)
    add("--lr-ratio", type=float, default=16, help="the rate of B over A's (lora+)")
    add("--rank", type=int, default=8)
    add("--alpha", type=float, default=8)
    add("--targets", type=listed(str), help="modules to adapt, comma separated (default: peft's own)")
    add("--adapt-layers", default="all", help="all, or top:K for the last K")
    add("--start", choices=STARTS, default="uniform", help="of A; subtracted: its update is taken off the weight (singlora)")
    add("--ramp", default="0.01", help="ramp-up length as a fraction of the steps, or such as 1000steps (singlora); 0: none")
    add("--adapter-dropout", type=float, default=0.0)
    add("--epochs", type=int, default=1)
    add("--max-steps", type=int)
    add("--batch-size", type=int, default=32)
    add("--batches", choices=["grouped", "shuffled"], default="grouped", help="by length, or in plain random order")
    add("--template", choices=["pair", "lines"], default="pair")
    add("--max-length", type=int, default=128)
    add("--train-rows", type=int, help="a seeded sample of so many rows (default: all)")
    add("--spare-rows", type=int, default=0, help="training rows to set apart and score on")
    add("--spare-by", choices=["row", "text"], default="row", help="set apart first, row by row, or of those that share no text with a trained one")
    add("--eval-rows", type=int, help="the same of each dev split")
    add("--dropout", type=rate_or_model, default=0.0, help="in the model; model: what its configuration says")
    add("--head", choices=["whole", "output"], default="whole", help="what of it is trained")
    add("--weight-decay", type=float, default=0.0)
    add("--beta1", type=float, default=0.9)
    add("--beta2", type=float, default=0.99)
    add("--epsilon", type=float, default=1e-8)
    add("--schedule", choices=["linear", "constant"], default="linear")
    add("--warmup-steps", type=int, default=0)
    add("--max-grad-norm", type=float, default=1.0)
    add("--threads", type=int, help="of PyTorch (default: its own choice)")
    add("--out", help="append the lines of JSON to this file, too")
    parser.set_defaults(**flags_of(run) if run else {})
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    task = TASKS[arguments.task]
    folder = find_rows(arguments.data, arguments.task)
    tokenizer = load_tokenizer(arguments)
    examples = {}
    for split in ("train", *task.splits):
        rows = read_split(folder, task, split, arguments.train_rows if split == "train" else arguments.eval_rows)
        if rows is not None:
            examples[split] = encode(tokenizer, *rows, arguments)
    if "train" in examples and arguments.spare_rows:
        training, spare = read_training(folder, task, arguments.train_rows, arguments.spare_rows, arguments.spare_by)
        examples |= {"train": encode(tokenizer, *training, arguments), "spare": encode(tokenizer, *spare, arguments)}
    if "train" not in examples or task.splits[0] not in examples:
        raise SystemExit(f"No train-*.parquet and {task.splits[0]}-*.parquet of {arguments.task} in {folder}. Name their folder with --data.")

    def report(line):
        versions = f"torch {torch.__version__}, transformers {transformers.__version__}, peft {peft.__version__}"
        named = {"versions": versions, "task": arguments.task, "method": arguments.method}
        text = json.dumps(named | {"model": arguments.model, "learningRate": arguments.lr} | line)
        print(text, flush=True)
        if arguments.out:
            with open(arguments.out, "a") as file:
                file.write(text + "\n")

    results = []
    for seed in arguments.seeds:
        results.append(run_seed(arguments, task, tokenizer, examples, seed))
        report(results[-1])
    report(summary(task, results))


if __name__ == "__main__":
    main()
