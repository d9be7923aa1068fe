"""GLUE's rows for the PyTorch reference: the very rows that the experiments train and score on.

A sample of rows is drawn by the same generator from the same seed as in lab/glue and lab/runtime, so
`--train-rows=2560` means the same 2,560 rows on both sides.
"""

import glob
import hashlib
import json
import os
from dataclasses import dataclass

import pandas

REPOSITORY = "datasets--nyu-mll--glue"


@dataclass(frozen=True)
class Task:
    texts: tuple  # columns of the Hub's files
    outputs: int  # classes, or 1 value
    metrics: tuple  # the first is the headline
    splits: tuple = ("validation",)
    regression: bool = False


TASKS = {
    "cola": Task(("sentence",), 2, ("matthews",)),
    "sst2": Task(("sentence",), 2, ("accuracy",)),
    "mrpc": Task(("sentence1", "sentence2"), 2, ("accuracy", "f1")),
    "stsb": Task(("sentence1", "sentence2"), 1, ("pearson", "spearman"), regression=True),
    "qqp": Task(("question1", "question2"), 2, ("accuracy", "f1")),
    "mnli": Task(("premise", "hypothesis"), 3, ("accuracy",), ("validation_matched", "validation_mismatched")),
    "qnli": Task(("question", "sentence"), 2, ("accuracy",)),
    "rte": Task(("sentence1", "sentence2"), 2, ("accuracy",)),
    "wnli": Task(("sentence1", "sentence2"), 2, ("accuracy",)),
}


def find_rows(folder, task):
    """The folder with a task's parquet files: `folder`, its subfolder of that name, or the Hub's cache."""
    if folder is None:
        cache = os.environ.get("HF_HUB_CACHE") or os.path.join(
            os.environ.get("HF_HOME") or os.path.expanduser("~/.cache/huggingface"), "hub"
        )
        with open(os.path.join(cache, REPOSITORY, "refs", "main")) as file:
            folder = os.path.join(cache, REPOSITORY, "snapshots", file.read().strip())
    inside = os.path.join(folder, task)
    return inside if os.path.isdir(inside) else folder


def read_split(folder, task, split, count=None):
    """Lists of texts, one per column, and of labels; None where the folder lacks the split."""
    files = sorted(glob.glob(f"{folder}/{split}-*.parquet"))
    if not files:
        return None
    rows = pandas.concat([pandas.read_parquet(file) for file in files])
    if not task.regression:
        rows = rows[rows.label >= 0]  # others have no gold label
    return texts_and_labels(task, sample(rows, count, split))


def read_training(folder, task, count=None, spares=0, spare_by="row"):
    """The training split as read_split gives it, and `spares` rows apart from it: drawn first, or sharing no text."""
    rows = pandas.concat([pandas.read_parquet(file) for file in sorted(glob.glob(f"{folder}/train-*.parquet"))])
    if spare_by == "text":
        trained = sample(rows, count)
        left = apart_from(task, rows, trained)
        return texts_and_labels(task, trained), texts_and_labels(task, left.iloc[sorted(spare_positions(list(left.label), spares))])
    chosen = set(spare_positions(list(rows.label), spares)) if spares else set()
    rest = rows.iloc[[at for at in range(len(rows)) if at not in chosen]]
    return texts_and_labels(task, sample(rest, count)), texts_and_labels(task, rows.iloc[sorted(chosen)])


def sample(rows, count, split="train"):
    """Like `selectRows` of lab/glue; all rows without a count."""
    return rows if count is None else rows.iloc[RandomStream(0, "rows", split).permutation(len(rows))[:count]]


def apart_from(task, rows, others):
    """The rows of a task of pairs that share no text with `others`, like `apartFrom` of lab/glue."""
    if len(task.texts) < 2:
        raise SystemExit("--spare-by=text is for tasks of two texts a row.")
    plain = lambda text: " ".join(text.lower().split())
    taken = {plain(text) for column in task.texts for text in others[column]}
    return rows[[not any(plain(text) in taken for text in texts) for texts in zip(*(rows[column] for column in task.texts))]]


def spare_positions(labels, count):
    """Proportional shares of each class, with the largest remainders rounded up, like `splitOff` of lab/glue."""
    classes = [0] if any(label != int(label) for label in labels) else sorted(set(labels))
    strata = [[at for at, label in enumerate(labels) if len(classes) == 1 or label == one] for one in classes]
    shares = [len(stratum) * count / len(labels) for stratum in strata]
    sizes = [int(share) for share in shares]
    by_remainder = sorted(range(len(shares)), key=lambda at: sizes[at] - shares[at])
    for at in by_remainder[: count - sum(sizes)]:
        sizes[at] += 1
    random = RandomStream(0, "rows", "spare")
    return [stratum[at] for stratum, size in zip(strata, sizes) for at in random.permutation(len(stratum))[:size]]


def texts_and_labels(task, rows):
    return [list(rows[column]) for column in task.texts], list(rows.label)


class RandomStream:
    """xoshiro128** 1.1 seeded by the head of SHA-256(JSON([seed, ...path])), as `randomStream` of lab/runtime.

    >>> RandomStream(0, "rows", "train").permutation(10)
    [0, 8, 2, 5, 4, 7, 3, 9, 6, 1]
    """

    def __init__(self, seed, *path):
        text = json.dumps([seed, *path], separators=(",", ":"), ensure_ascii=False)
        digest = hashlib.sha256(text.encode()).digest()
        self.state = [int.from_bytes(digest[at : at + 4], "little") for at in (0, 4, 8, 12)]

    def next(self):
        a, b, c, d = self.state
        word = 0xFFFFFFFF
        rotate = lambda x, by: ((x << by) | (x >> (32 - by))) & word
        result = rotate(b * 5 & word, 7) * 9 & word
        shifted = b << 9 & word
        c ^= a
        d ^= b
        b ^= c
        a ^= d
        self.state = [a, b, c ^ shifted, rotate(d, 11)]
        return result

    def integer(self, below):
        limit = 2**32 - 2**32 % below  # higher draws are repeated
        draw = self.next()
        while draw >= limit:
            draw = self.next()
        return draw % below

    def permutation(self, n):
        order = list(range(n))
        for last in range(n - 1, 0, -1):
            other = self.integer(last + 1)
            order[last], order[other] = order[other], order[last]
        return order
