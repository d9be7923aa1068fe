"""SingLoRA's first step under Adam with a large epsilon, on the residual MLP in the maximal update parametrisation: NumPy, in double precision.

    python tools/reference/residual_mup.py theory/width-sweep/view/repeated.json

Draws weights of its own on the batch of `npx nx run theory:width-sweep --preset=adam`, and writes the slope of log Δf on log n with its
95 % interval: at the widths that the sweep fits, and at wider ones. Takes two minutes. Needs numpy and scipy.
"""

import json
import math
import sys

import numpy
from scipy import stats

from streams import Stream

SAMPLES, INPUTS, RANK, BASE_WIDTH, ENTRY_STEP = 64, 8, 8, 64, 0.04
RANGES = [((256, 512, 1024), 200), ((1024, 2048, 4096), 40)]
CELLS = [(1.0, -0.5), (1.0, 0.0)]
X = Stream(0, "residual-mlp batch").normals(SAMPLES, INPUTS)
Y = numpy.sin(X.sum(1, keepdims=True) / math.sqrt(INPUTS))


def relu(values):
    return numpy.maximum(values, 0)


def first_change(width, seed, epsilon, exponent):
    """The root mean square of the first step's change of both blocks' outputs, on the same inputs."""
    random = numpy.random.default_rng((seed, width))
    normal = lambda rows, columns, std: std * random.standard_normal((rows, columns))
    w_in = normal(width, INPUTS, INPUTS**-0.5)
    weights = [normal(width, width, width**-0.5) for _ in range(2)]
    w_out = normal(1, width, 1 / width)
    factors = [normal(width, RANK, width**-0.5) for _ in range(2)]
    h = X @ w_in.T
    inputs = []
    for weight, a in zip(weights, factors):
        inputs.append(relu(h))
        h = h + inputs[-1] @ weight.T + inputs[-1] @ a @ a.T
    last = (h @ w_out.T - Y) @ w_out / SAMPLES
    through = last @ weights[1] + last @ factors[1] @ factors[1].T
    signals = [last + (inputs[1] > 0) * through, last]
    rate = ENTRY_STEP / math.sqrt(BASE_WIDTH) * (width / BASE_WIDTH) ** exponent
    squares = []
    for signal, x, a in zip(signals, inputs, factors):
        gradient = signal.T @ (x @ a) + x.T @ (signal @ a)
        after = a - rate * gradient / (numpy.abs(gradient) + epsilon)
        squares.append(numpy.mean((x @ after @ after.T - x @ a @ a.T) ** 2))
    return math.sqrt(numpy.mean(squares))


def slope(widths, seeds, epsilon, exponent):
    """Least squares through each width's mean of logarithms; the interval is normal, with a separate variance per width."""
    logs = [numpy.log([first_change(n, seed, epsilon, exponent) for seed in range(seeds)]) for n in widths]
    x = numpy.log(widths) - numpy.log(widths).mean()
    weights = x / (x**2).sum()
    means, variances = (numpy.array(each) for each in zip(*((log.mean(), log.var(ddof=1) / seeds) for log in logs)))
    middle, reach = weights @ means, stats.norm.ppf(0.975) * math.sqrt(weights**2 @ variances)
    values = (float(f"{value:.4g}") for value in (middle, middle - reach, middle + reach))
    return {"widths": widths, "seeds": seeds} | dict(zip(("slope", "low", "high"), values))


cells = [
    {
        "family": "residual-mlp-mup",
        "method": "singlora",
        "optimiser": f"adam:epsilon={epsilon:g}",
        "rateExponent": exponent,
        "slopes": [slope(widths, seeds, epsilon, exponent) for widths, seeds in RANGES],
    }
    for epsilon, exponent in CELLS
]
with open(sys.argv[1], "w") as file:
    json.dump(cells, file, indent=2)
    file.write("\n")
