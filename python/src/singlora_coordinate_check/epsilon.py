"""The share of Adam's denominator that is its epsilon, of each parameter."""

from __future__ import annotations

import functools
import weakref
from importlib import import_module
from typing import Any, Optional

import torch

LEAST = 0.01
"""A smaller share makes no difference, and counts as this."""

_stepped: weakref.WeakSet[torch.optim.Optimizer] = weakref.WeakSet()


@functools.cache
def follow_optimisers() -> None:
    """Notes every optimiser that takes a step from now on."""
    register = getattr(import_module("torch.optim.optimizer"), "register_optimizer_step_post_hook", None)
    if register is not None:
        register(lambda optimiser, *_: _stepped.add(optimiser))


def epsilon_share(parameter: torch.Tensor) -> Optional[float]:
    """The mean of eps / (sqrt(v) + eps) over the entries with a gradient; None where no Adam trains it.

    v is the bias-corrected mean of squared gradients.
    """
    for optimiser in list(_stepped):
        state: dict[str, Any] = optimiser.state.get(parameter, {})
        group = next((each for each in optimiser.param_groups if any(one is parameter for one in each["params"])), {})
        if {"exp_avg_sq", "step"} <= state.keys() and {"betas", "eps"} <= group.keys():
            squares = state["exp_avg_sq"].float() / (1 - float(group["betas"][1]) ** float(state["step"]))
            roots = squares[squares > 0].sqrt()
            shares = float(group["eps"]) / (roots + float(group["eps"]))
            return max(float(shares.mean()), LEAST) if len(shares) else LEAST
    return None
