"""Pictures of sizes and changes against the width. Needs matplotlib."""

from __future__ import annotations

import math
from statistics import median
from typing import TYPE_CHECKING, Sequence

from .judge import Module, Step

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_QUANTITIES = {"size": "size", "change": "change since the start"}


def plot(modules: Sequence[Module]) -> Figure:
    """One row per module: size and change, as root mean squares over entries, on logarithmic axes.

    A line is of the medians over seeds after so many steps, with the verdict beside it; a dot is one seed. Flat lines keep their
    size. `plot(judge(read("run.jsonl").units)).savefig("run.png")` writes it.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 2.2 * len(modules) + 0.4), layout="constrained")
    rows = figure.subplots(len(modules), len(_QUANTITIES), squeeze=False)
    for module, row in zip(modules, rows):
        for (quantity, title), axes in zip(_QUANTITIES.items(), row):
            axes.set_title(f"{module.name}: {title}", fontsize=9)
            _draw(axes, [step for step in module.steps if step.quantity == quantity])
    for axes in rows[-1]:
        axes.set_xlabel("width")
    return figure


def _draw(axes: Axes, steps: Sequence[Step]) -> None:
    """Values that are 0 or not finite cannot be drawn on a logarithmic axis."""
    widths = [point.width for point in steps[0].points]
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xticks(widths, labels=[str(width) for width in widths])
    axes.minorticks_off()
    for place, step in enumerate(steps):
        seen = [(point.width, [value for value in point.values if value]) for point in step.points]
        drawn = [(width, values) for width, values in seen if values]
        colour = f"C{place % 10}"
        axes.plot(
            [width for width, _ in drawn],
            [median(values) for _, values in drawn],
            color=colour,
            label=f"after {step.step}: {step.verdict}",
        )
        dots = [(width, value) for width, values in drawn for value in values]
        axes.scatter([width for width, _ in dots], [value for _, value in dots], color=colour, s=6)
    # At least a decade, so that flat lines look flat.
    low, high = axes.get_ylim()
    centre, half = math.sqrt(low * high), max(math.sqrt(high / low), math.sqrt(10))
    axes.set_ylim(centre / half, centre * half)
    axes.legend(fontsize=7)
