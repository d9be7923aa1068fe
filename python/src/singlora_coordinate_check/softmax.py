"""Sees every softmax of a PyTorch model, such as attention's, whichever function computes it."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any, Callable

import torch
from torch.utils._python_dispatch import TorchDispatchMode

_MASKED = -9000.0
"""Logits below are masked: masks add -10,000, the least float or minus infinity."""

Seen = Callable[[torch.Tensor, torch.Tensor], None]
"""Takes the logits, with 0 where they are masked, and the entropies."""


class Softmaxes(TorchDispatchMode):
    """Tells of each softmax in a `with` block, of more than one class."""

    def __init__(self, seen: Seen) -> None:
        super().__init__()
        self._seen = seen

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        weights = func(*args, **(kwargs or {}))
        if func.overloadpacket.__name__ in ("_softmax", "_safe_softmax") and args[0].shape and args[0].shape[args[1]] > 1:
            logits, own = args[0].float(), weights.float()
            # Not finite is told, and a mask is not: only what is far below is left out.
            self._seen(torch.where(logits < _MASKED, torch.zeros_like(logits), logits), torch.special.entr(own).sum(args[1]))
        return weights


def plain_attention() -> AbstractContextManager[Any]:
    """Has PyTorch compute attention by its softmax, and no fused kernel."""
    attention = getattr(torch.nn, "attention", None)
    return nullcontext() if attention is None else attention.sdpa_kernel(attention.SDPBackend.MATH)
