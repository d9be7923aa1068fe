"""Records a plain training loop."""

from __future__ import annotations

from typing import Callable, Iterator


def watched_steps(watch: Callable[[int], None], steps: int) -> Iterator[int]:
    """Counts the steps of a loop from 1, and records before the first and after each.

    for step in watched_steps(watch, 3):
        optimiser.zero_grad()
        loss().backward()
        optimiser.step()

    watch: the result of `Recorder.watch`.
    """
    watch(0)
    for step in range(1, steps + 1):
        yield step
        watch(step)
