"""A GPT-2 of random weights from Hugging Face's transformers, with LoRA from peft, at growing width.

    pip install torch transformers peft
    python gpt2_lora.py --exponent=0 out.jsonl        # one rate for all widths
    python gpt2_lora.py --exponent=-0.5 out.jsonl     # a rate of n^-1/2
"""

import argparse

import torch
from peft import LoraConfig, get_peft_model
from transformers import GPT2Config, GPT2LMHeadModel

from singlora_coordinate_check import Recorder
from singlora_coordinate_check.loop import watched_steps

parser = argparse.ArgumentParser()
parser.add_argument("file")
parser.add_argument("--rate", type=float, default=0.02, help="at width 64")
parser.add_argument("--exponent", type=float, default=0.0, help="the rate is rate * (width / 64) ** exponent")
parser.add_argument("--widths", default="64,128,256,512")
parser.add_argument("--seeds", type=int, default=5)
parser.add_argument("--steps", type=int, default=3)
args = parser.parse_args()

# The same batch at every width and seed.
ids = torch.randint(64, (8, 16), generator=torch.Generator().manual_seed(0))


def build(width):
    config = GPT2Config(vocab_size=64, n_positions=16, n_embd=width, n_layer=2, n_head=4, initializer_range=width**-0.5)
    config.resid_pdrop = config.embd_pdrop = config.attn_pdrop = 0.0
    lora = LoraConfig(r=8, lora_alpha=8, target_modules=["c_attn", "c_proj", "c_fc"], fan_in_fan_out=True)
    return get_peft_model(GPT2LMHeadModel(config), lora)


def is_watched(name):
    """The second block's adapted layers, which output base and update together, and the model's final output."""
    return name.endswith(("h.1.attn.c_attn", "h.1.attn.c_proj", "h.1.mlp.c_fc", "h.1.mlp.c_proj", "lm_head"))


with Recorder(args.file) as recorder:
    for width in map(int, args.widths.split(",")):
        for seed in range(args.seeds):
            torch.manual_seed(seed)
            model = build(width)
            trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
            optimiser = torch.optim.Adam(trained, lr=args.rate * (width / 64) ** args.exponent)
            loss = lambda: model(input_ids=ids, labels=ids).loss
            with torch.no_grad(), model.disable_adapter():
                frozen = loss()
            watch = recorder.watch(model, width=width, seed=seed, probe=loss, modules=is_watched, frozen_loss=frozen)
            for _ in watched_steps(watch, args.steps):
                optimiser.zero_grad()
                loss().backward()
                optimiser.step()
