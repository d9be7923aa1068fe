"""The independent reference of a step of `npx nx run theory:width-sweep`: the linear toy in NumPy, in double precision.

    python tools/reference/width_sweep.py lab/scaling/src/width-sweep/fixtures/steps.json

Weights, inputs, targets and factors are sines of their places, so that `reference.test.ts` has the same without a file of numbers.
Writes, of each case and step, root mean squares of what the sweep measures, and the loss before the step.
"""

import json
import sys

import numpy

SAMPLES, RANK, STEPS = 3, 2, 4
CASES = [
    {"method": method, "shape": shape, "optimiser": optimiser, "alpha": alpha, "rate": rate}
    for method in ("singlora", "lora")
    for shape, alpha in (((6, 6), 2), ((9, 6), 3), ((4, 6), 1))
    for optimiser, rate in (("gd", 0.05), ("adam", 0.1), ("adam:epsilon=0.5:beta2=0.9", 0.2))
]


def sines(start, rows, columns):
    i, j = numpy.mgrid[:rows, :columns]
    return numpy.sin(start + 1.7 * i + 0.9 * j + 0.3 * i * j)


def rms(values):
    return float(numpy.sqrt(numpy.mean(values**2)))


def factors(case, values):
    """P [out, r] and Q [in, r]: of SingLoRA the first rows of one matrix."""
    out, inputs = case["shape"]
    if case["method"] == "singlora":
        return values["A"][:out], values["A"][:inputs]
    return values["B"], values["A"].T


def gradients(case, values, of_p, of_q):
    if case["method"] == "lora":
        return {"A": of_q.T, "B": of_p}
    gradient = numpy.zeros_like(values["A"])
    gradient[: len(of_p)] += of_p
    gradient[: len(of_q)] += of_q
    return {"A": gradient}


def stepped(case, value, gradient, moments, step):
    if case["optimiser"] == "gd":
        return value - case["rate"] * gradient
    own = dict(part.split("=") for part in case["optimiser"].split(":")[1:])
    beta1, beta2, epsilon = 0.9, float(own.get("beta2", 0.999)), float(own.get("epsilon", 1e-16))
    moments[0] = beta1 * moments[0] + (1 - beta1) * gradient
    moments[1] = beta2 * moments[1] + (1 - beta2) * gradient**2
    first, second = moments[0] / (1 - beta1**step), moments[1] / (1 - beta2**step)
    return value - case["rate"] * first / (numpy.sqrt(second) + epsilon)


def train(case):
    out, inputs = case["shape"]
    scale = case["alpha"] / RANK
    weight, x, y = sines(1, out, inputs) / 2, sines(2, SAMPLES, inputs), sines(3, SAMPLES, out)
    if case["method"] == "singlora":
        values = {"A": sines(4, max(out, inputs), RANK) / 2}
    else:
        values = {"A": sines(4, RANK, inputs) / 2, "B": sines(5, out, RANK) / 2}
    moments = {name: [0.0, 0.0] for name in values}
    first = scale * x @ factors(case, values)[1] @ factors(case, values)[0].T
    rows = []
    for step in range(1, STEPS + 1):
        p, q = factors(case, values)
        update = scale * x @ q @ p.T
        error = x @ weight.T + update - y
        signal = error / SAMPLES
        of_p, of_q = scale * signal.T @ x @ q, scale * x.T @ signal @ p
        slopes = gradients(case, values, of_p, of_q)
        after = {name: stepped(case, values[name], slopes[name], moments[name], step) for name in values}
        new_p, new_q = factors(case, after)
        new_update = scale * x @ new_q @ new_p.T
        rows.append(
            {
                "A": rms(values["A"]),
                "deltaA": rms(after["A"] - values["A"]),
                "Qx": rms(x @ q),
                "delta1": rms(scale * x @ q @ (new_p - p).T),
                "delta2": rms(scale * x @ (new_q - q) @ p.T),
                "delta3": rms(scale * x @ (new_q - q) @ (new_p - p).T),
                "deltaF": rms(new_update - update),
                "totalF": rms(new_update - first),
                "largest": float(numpy.abs(new_update - update).max()),
                "loss": float(0.5 * (error**2).sum() / SAMPLES),
            }
        )
        values = after
    return rows


def rounded(row):
    return {name: float(f"{value:.7g}") for name, value in row.items()}


with open(sys.argv[1], "w") as file:
    cases = [{**case, "steps": [rounded(row) for row in train(case)]} for case in CASES]
    file.write("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")
