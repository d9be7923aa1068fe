"""The independent reference of `npx nx run theory:transfer --preset=encoder`: the same training in PyTorch with transformers and peft.

    python tools/reference/encoder_rates.py --method singlora --head mup --widths 64,128,256 --seeds 0,1,2

Draws weights, teacher and tokens of its own, from the same distributions: losses agree in the mean, not seed by seed. Prints a
line of JSON a width and seed with the loss by rate and the best rate, and one with the slope of log best rate over log width.
Needs torch, transformers, peft and numpy.
"""

import argparse
import json
import math

import numpy
import torch
from transformers import BertConfig, BertForSequenceClassification

from methods import METHODS, with_adapter

TEACHER_WIDTH = 64
SEQUENCES, TOKENS, VOCABULARY = 16, 8, 64
HEADS = {"standard": lambda width: width**-0.5, "mup": lambda width: TEACHER_WIDTH**0.5 / width}


def random_bert(width, readout_std):
    config = BertConfig(
        vocab_size=VOCABULARY,
        hidden_size=width,
        num_hidden_layers=2,
        num_attention_heads=width // 16,
        intermediate_size=4 * width,
        hidden_dropout_prob=0,
        attention_probs_dropout_prob=0,
        max_position_embeddings=TOKENS,
        num_labels=1,
    )
    model = BertForSequenceClassification(config)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if parameter.ndim == 1:
                parameter.fill_(0.0 if name.endswith("bias") else 1.0)
            elif "classifier" in name:
                parameter.normal_(0, readout_std)
            else:
                parameter.normal_(0, 1 if "embeddings" in name else parameter.shape[1] ** -0.5)
    return model.requires_grad_(False)


def final_loss(model, tokens, wanted, rate, steps):
    """The mean over the last tenth of the steps; infinite where not finite."""
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimiser = torch.optim.Adam(parameters, lr=rate, betas=(0.9, 0.999), eps=1e-16)
    tail = []
    for step in range(steps):
        optimiser.param_groups[0]["lr"] = rate * (1 - step / steps)
        loss = 0.5 * (model(input_ids=tokens).logits - wanted).square().mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if step >= steps - math.ceil(steps / 10):
            tail.append(loss.item())
    mean = sum(tail) / len(tail)
    return mean if math.isfinite(mean) else math.inf


def losses_by_rate(arguments, width, seed, rates):
    torch.manual_seed(seed * 10_000 + width)
    model = random_bert(width, HEADS[arguments.head](width))
    tokens = torch.randint(VOCABULARY, (SEQUENCES, TOKENS))
    scores = random_bert(TEACHER_WIDTH, TEACHER_WIDTH**-0.5)(input_ids=tokens).logits
    wanted = (scores - scores.mean()) / scores.std(unbiased=False)
    model = with_adapter(model, arguments, {"u": 1.0})
    for name, parameter in model.named_parameters():
        if "classifier" in name:
            parameter.requires_grad = False
    start = {name: value.clone() for name, value in model.state_dict().items()}
    losses = []
    for rate in rates:
        model.load_state_dict(start)
        losses.append(final_loss(model, tokens, wanted, rate, arguments.steps))
    return losses


def best_exponent(losses, lowest):
    """log2 of the rate at the vertex of the parabola through the lowest log loss and its neighbours."""
    logs = numpy.log(losses)
    best = int(numpy.argmin(logs))
    if best in (0, len(logs) - 1):
        return float(lowest + best)
    before, after = logs[best - 1] - logs[best], logs[best + 1] - logs[best]
    if numpy.isinf(before) or numpy.isinf(after):
        return lowest + best + 0.5 * (int(numpy.isinf(before)) - int(numpy.isinf(after)))
    return lowest + best + (0 if before == after else (before - after) / (before + after) / 2)


def numbers(text):
    return [int(number) for number in text.split(",")]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--method", choices=METHODS, required=True)
    parser.add_argument("--head", choices=HEADS, required=True)
    parser.add_argument("--widths", type=numbers, default=[64, 128, 256, 512, 1024])
    parser.add_argument("--seeds", type=numbers, default=list(range(12)))
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--lowest", type=int, default=-11, help="the smallest rate is 2 to this power")
    parser.add_argument("--highest", type=int, default=-4, help="the largest rate is 2 to this power")
    arguments = parser.parse_args()
    vars(arguments).update(
        rank=8, alpha=8, start="uniform", targets=["query", "value"], adapt_layers="all", adapter_dropout=0
    )
    rates = [2.0**power for power in range(arguments.lowest, arguments.highest + 1)]
    points = []
    for width in arguments.widths:
        for seed in arguments.seeds:
            losses = losses_by_rate(arguments, width, seed, rates)
            best = best_exponent(losses, arguments.lowest)
            points.append((math.log2(width), best))
            print(json.dumps({"width": width, "seed": seed, "best": best, "losses": losses}), flush=True)
    if len(arguments.widths) > 1:
        slope, _ = numpy.polyfit(*zip(*points), 1)
        print(json.dumps({"slope": slope}))


if __name__ == "__main__":
    main()
