"""Watches a bare training loop."""

from __future__ import annotations

from typing import Callable, Iterator


def watched_steps(watch: Callable[[int], None], steps: int) -> Iterator[int]:
    """Counts the steps of a loop from 1, and watches before the first and after each.

    for step in watched_steps(watch, 3):
        optimiser.zero_grad()
        loss().backward()
        optimiser.step()

    watch: what `Recorder.watch` gives.
    """
    watch(0)
    for step in range(1, steps + 1):
        yield step
        watch(step)
