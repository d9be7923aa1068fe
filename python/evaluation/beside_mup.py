"""The MLP of mup's examples, right and wrong, in mup's own coordinate check and in this one: the table of README.md.

    pip install torch mup seaborn      # and python/ of this repository
    python beside_mup.py FOLDER        # plots of mup, measurements of this check; prints the table
"""

import sys
from contextlib import redirect_stdout
from pathlib import Path

import torch
from mup import MuAdam, MuReadout, set_base_shapes
from mup.coord_check import get_coord_data, plot_coord_data
from singlora_coordinate_check import Recorder, judge_file, verdict_on
from singlora_coordinate_check.expect import expect_of
from singlora_coordinate_check.loop import watched_steps
from torch import nn
from torch.nn import functional as F

WIDTHS, SEEDS, STEPS, RATE = [16, 32, 64, 128, 256, 512], 20, 3, 1e-3
random = torch.Generator().manual_seed(0)
BATCH = torch.randn(32, 64, generator=random), torch.randint(10, (32,), generator=random)


class Mlp(nn.Module):
    """Two hidden layers without biases, tanh, and a readout that starts at 0."""

    def __init__(self, width):
        super().__init__()
        self.fc_1, self.fc_2 = nn.Linear(64, width, bias=False), nn.Linear(width, width, bias=False)
        self.fc_3 = MuReadout(width, 10, bias=False)
        nn.init.kaiming_normal_(self.fc_1.weight, a=1)
        nn.init.kaiming_normal_(self.fc_2.weight, a=1)
        nn.init.zeros_(self.fc_3.weight)

    def forward(self, x):
        return self.fc_3(torch.tanh(self.fc_2(torch.tanh(self.fc_1(x)))))


def build(width, parametrisation, error):
    """A model. Errors: hidden weights start n^1/2 times as large, from width 64 on; or those of one coordinate, four times that."""
    model = Mlp(width)
    if parametrisation == "mup":
        set_base_shapes(model, Mlp(64), delta=Mlp(128))
    else:
        set_base_shapes(model, None)
    with torch.no_grad():
        if error == "start":
            model.fc_2.weight *= (width / 64) ** 0.5
        if error == "coordinate":
            model.fc_2.weight[0] *= 4 * (width / 64) ** 0.5
    return model


def by_mup(path, parametrisation, error, has_mu_adam):
    """Its plot's result: the ratio of the mean |output| at the widest to that at the narrowest width, in the last pass."""
    models = {width: lambda width=width: build(width, parametrisation, error) for width in WIDTHS}
    data = get_coord_data(
        models, [BATCH], mup=has_mu_adam, optimizer="adam", lr=RATE, nsteps=STEPS, nseeds=SEEDS, cuda=False, show_progress=False
    )
    with redirect_stdout(sys.stderr):
        plot_coord_data(data, legend="full", save_to=str(path))
    last = data[data.t == STEPS].groupby(["module", "width"]).l1.mean()
    return ", ".join(f"{name} × {last[name][WIDTHS[-1]] / last[name][WIDTHS[0]]:.2g}" for name in ("fc_1", "fc_2", "fc_3"))


def by_this(path, parametrisation, error, has_mu_adam):
    x, y = BATCH
    with Recorder(path) as recorder:
        for width in WIDTHS:
            for seed in range(SEEDS):
                torch.manual_seed(seed)
                model = build(width, parametrisation, error)
                optimiser = (MuAdam if has_mu_adam else torch.optim.Adam)(model.parameters(), lr=RATE)
                loss = lambda: F.cross_entropy(model(x), y)
                for _ in watched_steps(recorder.watch(model, width=width, seed=seed, probe=loss), STEPS):
                    optimiser.zero_grad()
                    loss().backward()
                    optimiser.step()
    verdict = verdict_on(judge_file(str(path), expect_of(["mup"])))
    first = verdict["first"]
    if first is None:
        return "0"
    slope = "" if first["slope"] is None else f" n<sup>{first['slope']:.2f}</sup>"
    return f"3: {first['module']}, {first['quantity']} after {first['step']}{slope} {first['verdict']}"


CASES = {
    "standard parametrisation, Adam": ("standard", None, False),
    "μP, MuAdam": ("mup", None, True),
    "μP, Adam in place of MuAdam": ("mup", None, False),
    "μP, hidden weights start n<sup>1/2</sup> times as large": ("mup", "start", True),
    "μP, one coordinate grows as n<sup>1/2</sup>": ("mup", "coordinate", True),
}

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for place, (name, case) in enumerate(CASES.items()):
        print(f"| {name} | {by_mup(folder / f'{place}.png', *case)} | {by_this(folder / f'{place}.jsonl', *case)} |", flush=True)
