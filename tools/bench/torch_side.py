"""The other side of the benchmarks: PyTorch.

    python tools/bench/torch_side.py WORK '{"model": FOLDER, …}'

`prepare` in torch_WORK.py makes of the job the packages that it uses, what else to say, and what answers a command.
Speaks with its driver in lines of JSON: says `{"ready": VERSIONS}`, then answers each command.
"""

import json
import os
import queue
import resource
import sys
import threading
import time
from importlib import import_module
from importlib.metadata import version

HINT = """{python}: {error}. Install it there:
    {python} -m pip install {package}
or name another Python with --python or SINGLORA_PYTHON."""


def commands():
    """The driver's commands, a line of JSON each. The side ends with the driver, however that ends, in the middle of its work too."""
    lines = queue.SimpleQueue()

    def read():
        for line in sys.stdin:
            lines.put(line)
        os._exit(0)

    threading.Thread(target=read, daemon=True).start()
    while True:
        yield json.loads(lines.get())


def milliseconds_of(work):
    started = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - started)


def with_peak(milliseconds):
    """Times, with the peak of this process's resident memory."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {"milliseconds": milliseconds, "peakRssBytes": peak}


def main(work, job):
    try:
        packages, about, answer = import_module(f"torch_{work}").prepare(json.loads(job))
    except ModuleNotFoundError as error:
        sys.exit(HINT.format(error=error, python=sys.executable, package=error.name.replace("_", "-")))
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    print(json.dumps({"ready": versions, **about}), flush=True)
    for command in commands():
        print(json.dumps(answer(command)), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
