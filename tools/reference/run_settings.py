"""The settings of one of the experiments' own runs, as glue_peft.py's flags have them."""

# Settings with another name on either side, or that only the run has.
NAMES = {
    "task": "task",
    "learningRate": "lr",
    "epochs": "epochs",
    "batchSize": "batch_size",
    "batches": "batches",
    "template": "template",
    "maxLength": "max_length",
    "spareRows": "spare_rows",
    "spareBy": "spare_by",
    "dropout": "dropout",
    "head": "head",
    "schedule": "schedule",
    "warmupSteps": "warmup_steps",
    "maxGradNorm": "max_grad_norm",
    "maxSteps": "max_steps",
    "trainRows": "train_rows",
    "evalRows": "eval_rows",
}
ADAPTER = {
    "method": "method",
    "r": "rank",
    "lora_alpha": "alpha",
    "lora_dropout": "adapter_dropout",
    "loraplus_lr_ratio": "lr_ratio",
    "target_modules": "targets",
}
OPTIMISER = {"beta1": "beta1", "beta2": "beta2", "epsilon": "epsilon", "weightDecay": "weight_decay"}


def flags_of(run):
    """Every setting that affects a result; "all" and missing values are left to the flag's default."""
    named = [(NAMES, run), (ADAPTER, run["adapter"]), (OPTIMISER, run["optimiser"])]
    flags = {flag: own[key] for names, own in named for key, flag in names.items() if own.get(key) not in (None, "all")}
    layers = run["adaptLayers"]
    flags["adapt_layers"] = layers if layers == "all" else f"top:{layers}"
    ramp = run["adapter"].get("ramp")
    if ramp is not None:
        flags["ramp"] = "0" if ramp == "none" else f"{ramp['steps']}steps" if "steps" in ramp else str(ramp["fraction"])
    init = run["adapter"].get("init")
    if init is not None:
        flags["start"] = init["dist"]
    return flags
