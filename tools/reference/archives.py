"""Archives of `runs export`: a line of JSON for each run, with the text of its files."""

import gzip
import json

import brotli


class Missing(Exception):
    """The archives lack what a finding rests on."""


def entries(path):
    """The runs of an archive, each with the texts of its files by name."""
    packed = path.read_bytes()
    unpacked = gzip.decompress(packed) if path.suffix == ".gz" else brotli.decompress(packed)
    for line in unpacked.splitlines():
        entry = json.loads(line)
        if "run" in entry:
            yield entry["run"], {one["name"]: one["content"].get("text") for one in entry["artifacts"]}


def digested(folder, digests):
    """What is kept of each wanted run, by id, or what it lacks: `digests` has a function of a run and its files for each."""
    kept = {}
    for path in sorted(folder.glob("*.jsonl.*")):
        for run, files in entries(path):
            if run["id"] in digests:
                try:
                    kept[run["id"]] = digests[run["id"]](run, files)
                except Missing as error:
                    kept[run["id"]] = error
    return kept


def rows_of(text):
    """The rows of a file with an object of JSON on each line."""
    return json.loads("[" + text.strip().replace("\n", ",") + "]")
