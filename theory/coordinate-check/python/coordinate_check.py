"""Records how a PyTorch model's outputs grow with its width, as JSON lines. Needs torch alone; copy this file next to yours.

    with Recorder("run.jsonl") as recorder:                          # a file for a way of training: all its widths and seeds
        watch = recorder.watch(model, width=width, seed=seed, probe=lambda: loss(model(x), y))
        watch(0)                                                     # before the first step
        ...                                                          # train as you always do
        watch(1)                                                     # after it, and after others; the same at every width

`npx nx run theory:coordinate-check --measured=run.jsonl` judges the file.
"""

import json
import math

import torch


class Recorder:
    """A file of measurements. An old one of that name is replaced, or with `append` added to, as by one process for each width."""

    def __init__(self, path, append=False):
        self._file = open(path, "a" if append else "w", encoding="utf-8")

    def watch(self, model, *, width, seed, probe, modules=None, frozen_loss=None):
        """Watches one model from its start: call what this returns with the number of steps trained, first with 0.

        width, seed: what differs between the models of a file; at least three widths, at least two seeds at each.
        probe: runs the model on one batch, the same every time, and returns the loss (a tensor of one number) or None. It is
            called in evaluation mode, without gradients.
        modules: names to watch, or a function that chooses by name. By default all that hold a parameter.
        frozen_loss: the loss without what is trained, such as an adapter; by default the loss at step 0 stands for it.
        """
        return _Watch(self._file, model, width, seed, probe, modules, frozen_loss)

    def close(self):
        self._file.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class _Watch:
    def __init__(self, file, model, width, seed, probe, modules, frozen_loss):
        self._file, self._model, self._probe = file, model, probe
        self._about = {"width": int(width), "seed": int(seed)}
        self._frozen_loss = _number(frozen_loss)
        self._start = {}
        has_parameter = {name for name, module in model.named_modules() if next(module.parameters(), None) is not None}
        chosen = modules if callable(modules) else (has_parameter if modules is None else set(modules)).__contains__
        self._watched = {name or "model": module for name, module in model.named_modules() if chosen(name)}
        if not self._watched:
            raise ValueError("No module is watched: `modules` names none that model.named_modules() has.")

    def __call__(self, step):
        outputs, loss = self._pass()
        if step == 0:
            self._start = outputs
        elif not self._start:
            raise ValueError("Call watch(0) before the first step: changes are counted from there.")
        for name, output in outputs.items():
            start = self._start.get(name)
            if start is None or start.shape != output.shape:
                raise ValueError(f"{name} puts out another shape than at step 0: the probe needs one fixed batch.")
            size, largest = _size(output)
            change, largest_change = _size(output - start)
            line = {**self._about, "step": int(step), "module": name, "entries": output.numel()}
            line.update(size=size, change=change, largest=largest, largestChange=largest_change)
            line.update(loss=loss, frozenLoss=self._frozen_loss)
            self._file.write(json.dumps(line, allow_nan=False, separators=(",", ":")) + "\n")
        self._file.flush()

    def _pass(self):
        """The loss, and each module's output: flat, and of a module that runs more than once all of it."""
        parts = {}

        def keep(name):
            def hook(_module, _inputs, output):
                first = next(iter(output), None) if isinstance(output, (tuple, list)) else output
                if isinstance(first, torch.Tensor) and first.is_floating_point():
                    # A copy, as a later operation may change it in place.
                    parts.setdefault(name, []).append(first.detach().to(torch.float32, copy=True).flatten())

            return hook

        modes = {module: module.training for module in self._model.modules()}
        hooks = [module.register_forward_hook(keep(name)) for name, module in self._watched.items()]
        try:
            self._model.eval()
            with torch.no_grad():
                loss = _number(self._probe())
        finally:
            for hook in hooks:
                hook.remove()
            for module, training in modes.items():
                module.training = training
        return {name: torch.cat(own) for name, own in parts.items()}, loss


def _size(entries):
    """The root mean square and the largest, without its sign: scaled, so that squares do not overflow."""
    largest = entries.abs().max().item() if entries.numel() else 0.0
    if not math.isfinite(largest):
        return None, None
    mean = (entries / largest).square().mean().sqrt().item() if largest > 0 else 0.0
    return _rounded(largest * mean), _rounded(largest)


def _number(loss):
    """As JSON has it: null where there is none, and where it is not finite."""
    if loss is None:
        return None
    value = float(loss)
    return _rounded(value) if math.isfinite(value) else None


def _rounded(value):
    return float(f"{value:.5g}")
