"""One side of the comparison of losses: PyTorch + transformers + peft.

    python tools/bench/torch_losses.py '{"model": FOLDER, "adapter": FOLDER, "batches": FILE, "precision": "float32", …}'

Says `{"ready": VERSIONS}`, and answers a line with the loss of every step on the file's batches, from the adapter
and head that the other folder holds. Needs torch, transformers and peft.
"""

import json
import sys

import peft
import torch
import transformers
from driver import commands
from transformers import AutoConfig, AutoModelForSequenceClassification

job = json.loads(sys.argv[1])
transformers.logging.set_verbosity_error()
config = AutoConfig.from_pretrained(job["model"], num_labels=3)
config.hidden_dropout_prob = config.attention_probs_dropout_prob = 0.0
model = AutoModelForSequenceClassification.from_pretrained(job["model"], config=config)
model = peft.PeftModel.from_pretrained(model, job["adapter"], is_trainable=True).train()
trainable = [parameter for parameter in model.parameters() if parameter.requires_grad]
optimizer = torch.optim.AdamW(trainable, lr=job["rate"], weight_decay=0.0)


def step(batch):
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=job["precision"] == "bfloat16"):
        loss = model(**{name: torch.tensor(values) for name, values in batch.items()}).loss
    loss.backward()
    torch.nn.utils.clip_grad_norm_(trainable, 1.0)
    optimizer.step()
    optimizer.zero_grad()
    return loss.item()


versions = [(module.__name__, module.__version__) for module in (torch, transformers, peft)]
print(json.dumps({"ready": ", ".join(f"{name} {version}" for name, version in versions)}), flush=True)
for _ in commands():
    with open(job["batches"]) as file:
        batches = json.load(file)
    print(json.dumps({"losses": [step(batch) for batch in batches]}), flush=True)
