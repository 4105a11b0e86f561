"""Loads exports with Hugging Face `datasets`, and compares every value with what plain JSON reads.

Runs in an environment of its own: nothing of ours is imported. Reads a list of `{"name", "folder", "how"}` from its
input and prints what became of each: "ok", or what is wrong. `how` is

    json      load_dataset("json", data_files=…): types from the first rows
    folder    load_dataset(FOLDER): types as the dataset card declares them
"""

import json
import sys
from pathlib import Path

import datasets


def load(folder: Path, how: str) -> str:
    shards = sorted(folder.glob("train-*.jsonl"))
    # Not splitlines(): a line separator inside a text is the product's to escape, not this script's to stumble over.
    lines = [line for shard in shards for line in shard.read_text(encoding="utf-8").split("\n") if line]
    wanted = list(map(json.loads, lines))
    if how == "json":
        files = [str(shard) for shard in shards]
        found = datasets.load_dataset("json", data_files=files, split="train")
    else:
        found = datasets.load_dataset(str(folder), split="train")
    if len(found) != len(wanted):
        return f"{len(found)} rows instead of {len(wanted)}"
    differing = (difference(got, row, f"row {at}") for at, (got, row) in enumerate(zip(found, wanted)))
    return next(filter(None, differing), "ok")


def difference(found: object, wanted: object, path: str) -> str:
    if isinstance(wanted, dict) and isinstance(found, dict) and found.keys() == wanted.keys():
        pairs = [(found[key], wanted[key], f"{path}.{key}") for key in wanted]
    elif isinstance(wanted, list) and isinstance(found, list) and len(found) == len(wanted):
        pairs = [(got, one, f"{path}[{at}]") for at, (got, one) in enumerate(zip(found, wanted))]
    else:
        is_same = type(found) is type(wanted) and found == wanted
        return "" if is_same else f"{path}: {found!r:.200} instead of {wanted!r:.200}"
    return next(filter(None, (difference(*pair) for pair in pairs)), "")


def tried(folder: str, how: str) -> str:
    try:
        return load(Path(folder), how)
    except Exception as error:
        return f"{type(error).__name__}: {error.__cause__ or error}"[:500]


if __name__ == "__main__":
    datasets.disable_progress_bars()
    told = {one["name"]: tried(one["folder"], one["how"]) for one in json.load(sys.stdin)}
    print(json.dumps({"version": datasets.__version__} | told))
