"""Records a model that the Trainer of Hugging Face's transformers trains."""

from __future__ import annotations

from typing import Any, Callable, Iterable, Mapping, Optional, Sequence

import torch
from torch import nn
from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from .record import Recorder, Watch


class CoordinateCheck(TrainerCallback):
    """Records before the first step and after some others, and ends the training after the last of them.

    with Recorder("run.jsonl") as recorder:
        for width in (64, 128, 256):
            for seed in range(3):
                check = CoordinateCheck(recorder, width=width, seed=seed, batch=batch)
                Trainer(model=build(width, seed), args=args, train_dataset=rows, callbacks=[check]).train()

    batch: the model's inputs by name, with labels if the loss is recorded. The same for all models of a file.
    steps: the numbers of optimiser steps after which to record, the same for all models of a file.
    modules, frozen_loss: as in `Recorder.watch`.

    With several processes, only the first one writes. Raises ValueError for a training that continues from a checkpoint.
    """

    def __init__(
        self,
        recorder: Recorder,
        *,
        width: int,
        seed: int,
        batch: Mapping[str, torch.Tensor],
        steps: Sequence[int] = (1, 2, 3),
        modules: Iterable[str] | Callable[[str], bool] | None = None,
        frozen_loss: torch.Tensor | float | None = None,
    ) -> None:
        self._recorder, self._batch, self._steps = recorder, batch, steps
        self._about: dict[str, Any] = {"width": width, "seed": seed, "modules": modules, "frozen_loss": frozen_loss}
        self._watch: Optional[Watch] = None

    def on_train_begin(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any) -> None:
        """Records step 0."""
        model: nn.Module = kwargs["model"]
        if state.global_step > 0:
            raise ValueError(f"The training goes on from step {state.global_step}: changes are counted from its start.")
        if state.is_world_process_zero:
            self._watch = self._recorder.watch(model, probe=lambda: self._loss_of(model), **self._about)
            self._watch(0)

    def on_step_end(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any) -> None:
        """Records the requested steps."""
        if self._watch is not None and state.global_step in self._steps:
            self._watch(state.global_step)
        if state.global_step >= max(self._steps):
            control.should_training_stop = True

    def _loss_of(self, model: nn.Module) -> Optional[torch.Tensor]:
        device = next(model.parameters()).device
        loss: Optional[torch.Tensor] = getattr(model(**{name: one.to(device) for name, one in self._batch.items()}), "loss", None)
        return loss
