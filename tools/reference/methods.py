"""Adapter methods for the PyTorch reference: LoRA, LoRA+ and DoRA by peft, SingLoRA and untied SingLoRA written here."""

import torch
from peft import LoraConfig, get_peft_model
from peft.utils import TRANSFORMERS_MODELS_TO_LORA_TARGET_MODULES_MAPPING
from transformers.pytorch_utils import Conv1D

# peft has none for these; they have the same two layers.
OWN_TARGETS = {"distilbert": ["q_lin", "v_lin"], "mpnet": ["q", "v"]}
DEFAULT_TARGETS = TRANSFORMERS_MODELS_TO_LORA_TARGET_MODULES_MAPPING | OWN_TARGETS
METHODS = ("lora", "lora+", "dora", "singlora", "untied-singlora")
OWN = ("singlora", "untied-singlora")
STARTS = ("uniform", "subtracted")


class SingLoRALayer(torch.nn.Module):
    """
    `W0 x + u · alpha/r · P Qᵀ x`: P and Q are the first `out` and `in` rows of one A `[max(in, out), r]`; untied, P is the first
    rows of a matrix B of its own, which starts as A. `subtracted`: less the update that it starts with.
    """

    def __init__(self, base, arguments, ramp):
        super().__init__()
        rank = arguments.rank
        self.base, self.scale, self.ramp = base, arguments.alpha / rank, ramp
        rows_in, rows_out = base.weight.shape if isinstance(base, Conv1D) else base.weight.shape[::-1]
        self.sizes = rows_in, rows_out
        width = max(rows_in, rows_out)
        self.A = torch.nn.Parameter(torch.empty(width, rank).uniform_(-(width**-0.5), width**-0.5))
        self.B = torch.nn.Parameter(self.A.detach().clone()) if arguments.method == "untied-singlora" else None
        self.start = self.A.detach().clone() if arguments.start == "subtracted" else None

    def update(self, x, a, b):
        rows_in, rows_out = self.sizes
        return self.scale * self.ramp["u"] * (x @ a[:rows_in]) @ b[:rows_out].T

    def forward(self, x):
        y = self.base(x) + self.update(x, self.A, self.A if self.B is None else self.B)
        return y if self.start is None else y - self.update(x, self.start, self.start)


def with_adapter(model, arguments, ramp):
    """The model with a frozen base, an adapter on its target modules, and a trained head or output layer."""
    model = with_trained_head(model, arguments, ramp)
    if arguments.head == "output":
        for name, parameter in model.named_parameters():
            if "pre_classifier" in name or ("classifier" in name and ".dense." in name):
                parameter.requires_grad = False
    return model


def with_trained_head(model, arguments, ramp):
    # A recorded run's settings are not limited to the flags' choices.
    if arguments.method not in METHODS or arguments.start not in STARTS:
        raise SystemExit(f"There is no {arguments.method} from the start {arguments.start} here.")
    model_type = model.config.model_type
    targets = arguments.targets or DEFAULT_TARGETS[model_type]
    layers = adapted_layers(model, arguments.adapt_layers)
    heads = [name for name in ("pre_classifier", "classifier", "score") if hasattr(model, name)]
    if arguments.method not in OWN:
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
        raise SystemExit("--adapter-dropout is for peft's methods; leave it at 0 for SingLoRA.")
    model.requires_grad_(False)
    for name, module in list(model.named_modules()):
        if name.split(".")[-1] in targets and isinstance(module, (torch.nn.Linear, Conv1D)) and is_in(name, layers):
            parent, _, child = name.rpartition(".")
            setattr(model.get_submodule(parent), child, SingLoRALayer(module, arguments, ramp))
    for head in heads:
        getattr(model, head).requires_grad_(True)
    return model


def adapted_layers(model, wanted):
    """The indices of the last layers for `top:K`; None for all."""
    if wanted == "all":
        return None
    layers, top = model.config.num_hidden_layers, int(wanted.removeprefix("top:"))
    return list(range(layers - top, layers))


def is_in(name, layers):
    number = next((int(part) for part in name.split(".") if part.isdigit()), None)
    return layers is None or number in layers


def parameter_groups(model, arguments):
    """For AdamW: LoRA+ trains B and vectors faster, as peft's optimiser for it does; vectors do not decay."""
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
