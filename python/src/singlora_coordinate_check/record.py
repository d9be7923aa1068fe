"""Records how a PyTorch model's outputs grow with its width, as JSON lines. Needs torch.

with Recorder("run.jsonl") as recorder:                          # a file for a way of training: all its widths and seeds
    watch = recorder.watch(model, width=width, seed=seed, probe=lambda: loss(model(x), y))
    watch(0)                                                     # before the first step
    ...                                                          # train as you always do
    watch(1)                                                     # after it, and after others; the same at every width
"""

from __future__ import annotations

import sys
import warnings
from contextlib import ExitStack
from dataclasses import fields, is_dataclass
from typing import Any, Callable, Iterable, Iterator, Mapping

import torch
from torch import nn
from torch.utils.hooks import RemovableHandle

from .epsilon import LEAST, epsilon_share, follow_optimisers
from .file import MeasurementFile, Output, Subject, number, size_of
from .softmax import Softmaxes, plain_attention

Probe = Callable[[], "torch.Tensor | float | None"]
"""Runs the model on a fixed batch, and returns the loss, or None."""


class Recorder(MeasurementFile):
    """A file of measurements of PyTorch models."""

    def watch(
        self,
        model: nn.Module,
        *,
        width: int,
        seed: int,
        probe: Probe,
        modules: Iterable[str] | Callable[[str], bool] | None = None,
        frozen_loss: torch.Tensor | float | None = None,
    ) -> Watch:
        """Records one model from its start: call the result with the number of steps trained so far, first with 0.

        width, seed: how the models of a file differ; at least three widths, with at least two seeds each.
        probe: runs the model on a fixed batch, and returns the loss (a tensor of one number) or None. It is called in
            evaluation mode, without gradients.
        modules: names to record, or a function that selects by name; by default all modules with a parameter. Of several
            outputs, also in a dict or a dataclass, the first tensor with a dimension counts; of several calls, all. With each come
            its softmaxes (`name@logits`, `name@entropy`), its trained matrices but embeddings (`name.weight@parameter`), and of
            those that Adam trains the share of its epsilon (`name.weight@epsilon`); and alpha / r of LoRA (`name@scale`).
        frozen_loss: the loss without the trained part, such as an adapter; by default the loss at step 0 is used.

        Raises ValueError where `modules` names none of the model's modules.
        """
        return Watch(self, model, width, seed, probe, modules, frozen_loss)


class Watch:
    """Records one model; made by `Recorder.watch`."""

    def __init__(
        self,
        file: MeasurementFile,
        model: nn.Module,
        width: int,
        seed: int,
        probe: Probe,
        modules: Iterable[str] | Callable[[str], bool] | None,
        frozen_loss: torch.Tensor | float | None,
    ) -> None:
        self._file, self._model, self._probe = file, model, probe
        self._subject = Subject(int(width), int(seed), number(frozen_loss))
        self._start: dict[str, torch.Tensor] = {}
        self._first_loss: float | None = None
        self._shares: set[str] = set()
        follow_optimisers()
        named = dict(model.named_modules())
        has_output = {name for name, module in named.items() if _has_output(name, module)}
        names = None if modules is None or callable(modules) else set(modules)
        chosen = modules if callable(modules) else (has_output if names is None else names).__contains__
        # The whole is called so, unless one of its modules is.
        whole = type(model).__name__ if "model" in named else "model"
        self._watched = {name or whole: module for name, module in named.items() if chosen(name)}
        self._named = {name or whole for name in names or ()}
        if not self._watched:
            raise ValueError("No module is watched: `modules` names none that model.named_modules() has.")

    def __call__(self, step: int) -> None:
        """Writes a line for each module. `step` is the number of steps trained so far.

        Raises ValueError where step 0 was not watched, where an output has another shape than there, or where a module that
        `modules` names has none.
        """
        outputs, loss = self._pass()
        missing = sorted(self._named - outputs.keys())
        if missing:
            raise ValueError(f"The probe has no output of {', '.join(missing)}: `modules` takes names of model.named_modules().")
        parameters = self._parameters()
        trained = {f"{name}@parameter": one for name, one in parameters.items()}
        outputs |= {name: _copy(one) for name, one in trained.items()}
        if step == 0:
            self._start = outputs
            self._first_loss = loss
        elif not self._start:
            raise ValueError("Call watch(0) before the first step: changes are counted from there.")
        for name, output in outputs.items():
            start = self._start.get(name)
            if start is None or start.shape != output.shape:
                raise ValueError(f"{name} puts out another shape than at step 0: the probe needs one fixed batch.")
            sizes = (*size_of(output), *size_of(output - start))
            shape = tuple(trained[name].shape) if name in trained else ()
            self._file.write(self._subject, Output(step, name, output.numel(), *sizes, shape), loss)
        for name, module in self._watched.items():
            scale = _lora_scale(module)
            if scale is not None:
                self._file.write(self._subject, Output(step, f"{name}@scale", 1, scale, scale, 0.0, 0.0), loss)
        for name, parameter in parameters.items() if step > 0 else ():
            self._write_share(step, f"{name}@epsilon", parameter, loss)
        self._file.flush()

    def _parameters(self) -> dict[str, torch.Tensor]:
        """The trained matrices of the watched modules, by name. Embeddings are no matrices in this: their rows are inputs."""
        modules = [module for module in self._watched.values() if not isinstance(module, nn.Embedding)]
        own = {id(one) for module in modules for one in module.parameters(recurse=False)}
        named = self._model.named_parameters()
        return {name: one for name, one in named if id(one) in own and one.requires_grad and one.dim() > 1}

    def _write_share(self, step: int, name: str, parameter: torch.Tensor, loss: float | None) -> None:
        """Adam's epsilon is known from its first step on; before it, its share counts as the least."""
        share = epsilon_share(parameter)
        if share is None:
            return
        first = [] if name in self._shares else [(0, LEAST, self._first_loss)]
        self._shares.add(name)
        for at, size, then in [*first, (step, share, loss)]:
            self._file.write(self._subject, Output(at, name, parameter.numel(), size, size, 0.0, 0.0), then)

    def _pass(self) -> tuple[dict[str, torch.Tensor], float | None]:
        """The loss, and each module's output, flattened; of a module that runs several times, all of its outputs."""
        parts: dict[str, list[torch.Tensor]] = {}
        running: list[str] = []
        within: list[set[str]] = []  # peft's DoRA calls A and B on the identity, for the update's norm, and last on x

        def see(logits: torch.Tensor, entropies: torch.Tensor) -> None:
            for kind, own in {"logits": logits, "entropy": entropies}.items() if running else ():
                parts.setdefault(f"{running[-1]}@{kind}", []).append(own.flatten())

        def keep(name: str) -> Callable[[nn.Module, Any, Any], None]:
            def hook(_module: nn.Module, _inputs: Any, output: Any) -> None:
                running.pop()
                tensors = list(_tensors_in(output))
                first = next((one for one in tensors if one.dim() > 0), next(iter(tensors), None))
                if first is not None:
                    if torch.finfo(first.dtype).bits < 32:
                        warnings.warn(f"Outputs are {first.dtype}, which rounds small changes: let the probe compute in float32.")
                    own = parts.setdefault(name, [])
                    if within:
                        if name in within[-1]:
                            own.pop()  # the call on the identity
                        within[-1].add(name)
                    # A copy, since a later operation may change it in place.
                    own.append(_copy(first))

            return hook

        modes = {module: module.training for module in self._model.modules()}
        hooks: list[RemovableHandle] = []
        for name, module in self._model.named_modules():
            if ".lora_magnitude_vector." in f".{name}":
                hooks.append(module.register_forward_pre_hook(lambda *_: within.append(set())))
                hooks.append(module.register_forward_hook(lambda *_: within.clear()))
        for name, module in self._watched.items():
            hooks.append(module.register_forward_pre_hook(lambda *_, name=name: running.append(name)))
            hooks.append(module.register_forward_hook(keep(name)))
        try:
            # Not eval(), which does more in some modules: loralib's merge their factors into the weight, and stop training.
            for module in modes:
                module.training = False
            with torch.no_grad(), _module_by_module(), plain_attention(), Softmaxes(see):
                loss = number(self._probe())
        finally:
            for hook in hooks:
                hook.remove()
            for module, training in modes.items():
                module.training = training
        return {name: torch.cat(own) for name, own in parts.items()}, loss


def _has_output(name: str, module: nn.Module) -> bool:
    """Whether a module holds a parameter, and is none that puts out another's weight, as of a weight norm."""
    return ".parametrizations." not in f".{name}." and next(module.parameters(), None) is not None


def _copy(tensor: torch.Tensor) -> torch.Tensor:
    """Flat, with at least 32 bits."""
    return tensor.detach().to(torch.promote_types(tensor.dtype, torch.float32), copy=True).flatten()


def _lora_scale(module: nn.Module) -> float | None:
    """By which a layer of LoRA multiplies its update: alpha / r, as peft's and loralib's layers call it."""
    scaling = getattr(module, "scaling", None)
    if not hasattr(module, "lora_A") or not hasattr(module, "lora_B"):
        return None
    scales = list(scaling.values()) if isinstance(scaling, Mapping) else [scaling]
    return abs(float(scales[0])) if len(scales) == 1 and isinstance(scales[0], (int, float)) else None


def _tensors_in(output: Any) -> Iterator[torch.Tensor]:
    """The tensors of floats that a module puts out, in their order, whatever holds them."""
    if isinstance(output, torch.Tensor):
        if output.is_floating_point():
            yield output
    elif isinstance(output, Mapping):
        yield from _tensors_in(list(output.values()))
    elif isinstance(output, (tuple, list)):
        for one in output:
            yield from _tensors_in(one)
    elif is_dataclass(output) and not isinstance(output, type):
        yield from _tensors_in([getattr(output, field.name) for field in fields(output)])


def _module_by_module() -> ExitStack:
    """Has PyTorch call every module: no graph of torch.compile, which may lack hooks, and no kernel for a Transformer's layer."""
    undone = ExitStack()
    mha, dynamo = getattr(torch.backends, "mha", None), sys.modules.get("torch._dynamo")
    if mha is not None:
        undone.callback(mha.set_fastpath_enabled, mha.get_fastpath_enabled())
        mha.set_fastpath_enabled(False)
    if hasattr(dynamo, "set_stance"):
        undone.enter_context(torch.compiler.set_stance("force_eager"))
    return undone
