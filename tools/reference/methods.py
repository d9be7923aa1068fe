"""Adapter methods for the PyTorch reference: LoRA, LoRA+ and DoRA by peft, SingLoRA written here."""

import torch
from peft import LoraConfig, get_peft_model
from peft.utils import TRANSFORMERS_MODELS_TO_LORA_TARGET_MODULES_MAPPING
from transformers.pytorch_utils import Conv1D

# peft has none for these; they are the same two layers.
OWN_TARGETS = {"distilbert": ["q_lin", "v_lin"], "mpnet": ["q", "v"]}
DEFAULT_TARGETS = TRANSFORMERS_MODELS_TO_LORA_TARGET_MODULES_MAPPING | OWN_TARGETS
METHODS = ("lora", "lora+", "dora", "singlora")


class SingLoRALayer(torch.nn.Module):
    """`W0 x + u · alpha/r · P Qᵀ x`: P and Q are the first `out` and `in` rows of one A `[max(in, out), r]`."""

    def __init__(self, base, rank, alpha, ramp):
        super().__init__()
        self.base, self.scale, self.ramp = base, alpha / rank, ramp
        rows_in, rows_out = base.weight.shape if isinstance(base, Conv1D) else base.weight.shape[::-1]
        self.sizes = rows_in, rows_out
        width = max(rows_in, rows_out)
        self.A = torch.nn.Parameter(torch.empty(width, rank).uniform_(-(width**-0.5), width**-0.5))

    def forward(self, x):
        rows_in, rows_out = self.sizes
        return self.base(x) + self.scale * self.ramp["u"] * (x @ self.A[:rows_in]) @ self.A[:rows_out].T


def with_adapter(model, arguments, ramp):
    """The model with its base frozen, an adapter on its target modules, and its head trained, or its output layer alone."""
    model = with_trained_head(model, arguments, ramp)
    if arguments.head == "output":
        for name, parameter in model.named_parameters():
            if "pre_classifier" in name or ("classifier" in name and ".dense." in name):
                parameter.requires_grad = False
    return model


def with_trained_head(model, arguments, ramp):
    model_type = model.config.model_type
    targets = arguments.targets or DEFAULT_TARGETS[model_type]
    layers = adapted_layers(model, arguments.adapt_layers)
    heads = [name for name in ("pre_classifier", "classifier", "score") if hasattr(model, name)]
    if arguments.method != "singlora":
        config = LoraConfig(
            r=arguments.rank,
            lora_alpha=arguments.alpha,
            lora_dropout=arguments.adapter_dropout,
            target_modules=list(targets),
            layers_to_transform=layers,
            modules_to_save=heads,
            use_dora=arguments.method == "dora",
            fan_in_fan_out=model_type == "gpt2",
            task_type="SEQ_CLS",
        )
        return get_peft_model(model, config)
    if arguments.adapter_dropout:
        raise SystemExit("--adapter-dropout is for peft's methods; leave it at 0 for singlora.")
    model.requires_grad_(False)
    for name, module in list(model.named_modules()):
        if name.split(".")[-1] in targets and isinstance(module, (torch.nn.Linear, Conv1D)) and is_in(name, layers):
            parent, _, child = name.rpartition(".")
            setattr(model.get_submodule(parent), child, SingLoRALayer(module, arguments.rank, arguments.alpha, ramp))
    for head in heads:
        getattr(model, head).requires_grad_(True)
    return model


def adapted_layers(model, wanted):
    """The numbers of the last layers, of `top:K`; None for all."""
    if wanted == "all":
        return None
    layers, top = model.config.num_hidden_layers, int(wanted.removeprefix("top:"))
    return list(range(layers - top, layers))


def is_in(name, layers):
    number = next((int(part) for part in name.split(".") if part.isdigit()), None)
    return layers is None or number in layers


def parameter_groups(model, arguments):
    """For AdamW: LoRA+ trains B and the vectors faster, as peft's optimiser for it does; vectors do not decay."""
    groups = []
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            faster = arguments.method == "lora+" and (".lora_B." in name or parameter.ndim == 1)
            groups.append(
                {
                    "params": [parameter],
                    "lr_scale": arguments.lr_ratio if faster else 1.0,
                    "weight_decay": arguments.weight_decay if parameter.ndim > 1 else 0.0,
                }
            )
    return groups
