"""Single operations in PyTorch. Answers each `{"job": …, "pass": …, "times": n}` with the milliseconds of n runs."""

import torch
import torch.nn.functional as F
from torch_side import milliseconds_of


def operation(job):
    """A function and its inputs, and how many of these have a gradient; pictures are NCHW, PyTorch's own order."""
    if job["op"] == "conv2d":
        x = torch.randn(job["batch"], job["into"], job["side"], job["side"])
        weight = torch.randn(job["out"], job["into"], 3, 3)
        return lambda x, weight, bias: F.conv2d(x, weight, bias, padding=1), [x, weight, torch.randn(job["out"])], 1
    if job["op"] == "groupNorm":
        channels = job["channels"]
        x = torch.randn(job["batch"], channels, job["side"], job["side"])
        run = lambda x, gamma, beta: F.silu(F.group_norm(x, 32, gamma, beta, 1e-5))
        return run, [x, torch.randn(channels), torch.randn(channels)], 1
    if job["op"] == "lowRank":
        rows, into, out, rank = job["rows"], job["into"], job["out"], job["rank"]
        run = lambda x, p, q, weight: F.linear(x, weight) + 2 * (x @ q) @ p.T
        return run, [torch.randn(rows, into), torch.randn(out, rank), torch.randn(into, rank), torch.randn(out, into)], 3
    part = lambda length: torch.randn(job["batch"], length, job["heads"] * job["dim"])
    split = lambda x: x.unflatten(2, (job["heads"], job["dim"])).transpose(1, 2)
    merge = lambda x: x.transpose(1, 2).flatten(2)
    run = lambda q, k, v: merge(F.scaled_dot_product_attention(split(q), split(k), split(v)))
    return run, [part(job["queries"]), part(job["keys"]), part(job["keys"])], 3


def timed(job, kind, times):
    run, inputs, trained = operation(job)

    def once(given):
        with torch.set_grad_enabled(kind == "gradient"):
            y = run(*given)
        if kind == "gradient":
            y.sum().backward()

    def time():
        given = [x.detach().requires_grad_(kind == "gradient" and j < trained) for j, x in enumerate(inputs)]
        return milliseconds_of(lambda: once(given))

    return [time() for _ in range(2 + times)][2:]


def prepare(_):
    answer = lambda command: {"milliseconds": timed(command["job"], command["pass"], command["times"])}
    return ["torch"], {}, answer
