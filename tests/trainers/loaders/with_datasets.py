"""Loads exports with Hugging Face `datasets`, and compares every value with what plain readers read.

Runs in an environment of its own: nothing of ours is imported. Reads a list of `{"name", "folder", "how"}` from its
input and prints what became of each: "ok", or what is wrong. `how` is

    files     load_dataset("json" or "parquet", data_files=…): types from the first rows
    folder    load_dataset(FOLDER): types as the dataset card declares them
"""

import gzip
import io
import json
import sys
from pathlib import Path

import datasets
import pyarrow.parquet
import zstandard

OPENED = {".jsonl": Path.read_bytes, ".gz": lambda path: gzip.decompress(path.read_bytes())}
OPENED[".zst"] = lambda path: zstandard.ZstdDecompressor().stream_reader(io.BytesIO(path.read_bytes())).read()


def load(folder: Path, how: str) -> str:
    shards = sorted(folder.glob("train-*"))
    wanted = [record for shard in shards for record in read(shard)]
    if how == "files":
        builder = "parquet" if shards[0].suffix == ".parquet" else "json"
        found = datasets.load_dataset(builder, data_files=list(map(str, shards)), split="train")
    else:
        found = datasets.load_dataset(str(folder), split="train")
    if len(found) != len(wanted):
        return f"{len(found)} rows instead of {len(wanted)}"
    differing = (difference(got, row, f"row {at}") for at, (got, row) in enumerate(zip(found, wanted)))
    return next(filter(None, differing), "ok")


def read(shard: Path) -> list[dict[str, object]]:
    if shard.suffix == ".parquet":
        return pyarrow.parquet.read_table(shard).to_pylist()
    # Not splitlines(): a line separator inside a text is the product's to escape, not this script's to stumble over.
    return [json.loads(line) for line in OPENED[shard.suffix](shard).decode().split("\n") if line]


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
