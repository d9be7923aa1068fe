"""What the driver of a benchmark tells a side in Python."""

import json
import os
import queue
import sys
import threading


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
