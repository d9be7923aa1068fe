"""Records how a JAX model's outputs grow with its width, as `record.py` does for PyTorch. Needs numpy, which JAX brings.

with Recorder("run.jsonl") as recorder:
    watch = recorder.watch(width=width, seed=seed, probe=lambda: (outputs_of(parameters, x), loss_of(parameters, x, y)))
    watch(0)
    ...                                             # parameters = step(parameters)
    watch(1)
"""

from __future__ import annotations

from typing import Any, Callable, Iterator, Mapping, Optional, Sequence, SupportsFloat

import numpy as np

from .file import MeasurementFile, Output, Subject, number, size_of

Probe = Callable[[], "tuple[Mapping[str, Any], Optional[SupportsFloat]]"]


class Recorder(MeasurementFile):
    """A file of measurements of JAX models."""

    def watch(self, *, width: int, seed: int, probe: Probe, frozen_loss: Optional[SupportsFloat] = None) -> Callable[[int], None]:
        """Records one model: call the result with the number of steps trained so far, first with 0.

        probe: runs the model on a fixed batch, not under `jax.jit`, which sorts outputs by name. It returns arrays by module
            name, in data-flow order, and the loss or None. Arrays may be nested, as with flax's
            `capture_intermediates=True`.
        width, seed, frozen_loss: as in PyTorch. Raises ValueError for outputs of another shape than at step 0.
        """
        subject = Subject(int(width), int(seed), number(frozen_loss))
        start: dict[str, Any] = {}

        def watch(step: int) -> None:
            outputs, loss = probe()
            flat: dict[str, Any] = {}
            for name, array in _arrays(outputs, ""):
                flat[name] = np.append(flat.get(name, []), np.asarray(array, dtype=np.float32))
            start.update(flat if step == 0 else {})
            for name, output in flat.items():
                if name not in start or start[name].shape != output.shape:
                    raise ValueError(f"{name} has another shape than at step 0: call watch(0) first, and probe one fixed batch.")
                with np.errstate(invalid="ignore"):  # for diverged models
                    sizes = (*size_of(output), *size_of(output - start[name]))
                self.write(subject, Output(step, name, output.size, *sizes), number(loss))
            self.flush()

        return watch


def _arrays(tree: Any, name: str) -> Iterator[tuple[str, Any]]:
    """Names are joined by dots; all outputs of a module that runs several times have its name. None is not an output."""
    if isinstance(tree, Mapping):
        for key, below in tree.items():
            yield from _arrays(below, name if key == "__call__" else f"{name}.{key}".lstrip("."))
    elif isinstance(tree, Sequence):
        for below in tree:
            yield from _arrays(below, name)
    elif tree is not None:
        yield name or "model", tree
