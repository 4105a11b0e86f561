"""Reads the `croissant.json` of exports with MLCommons' own library, and holds its records against plain JSON.

Runs in an environment of its own: nothing of ours is imported. Reads a list of `{"name", "folder"}` from its input and
prints what became of each: "ok", or what is wrong. Every issue that its validation finds counts, warnings too. Numbers
and texts at the top of a record are compared where shards are JSON lines; of what nests, that it is there; elsewhere
the number of records. It has no reader for Zstandard.
"""

import gzip
import json
import sys
from importlib.metadata import version
from pathlib import Path

import mlcroissant

# Its reader of JSON lines takes other texts for numbers and moments, where all of a column look so.
ROUNDING = 1e-12
PLAIN = ("prompt", "winner", "completion_a")


def checked(folder: Path) -> str:
    described = mlcroissant.Dataset(str(folder / "croissant.json"))
    if issues := described.metadata.issues.report():
        return issues[:500]
    whole = json.loads((folder / "manifest.json").read_text("utf-8"))
    names = [entry["name"] for entry in whole["files"]]
    if not whole["rows"] or not described.metadata.record_sets or names[0].endswith(".zst"):
        return "ok"
    found = list(described.records("default"))
    if len(found) != whole["rows"]:
        return f"{len(found)} records instead of {whole['rows']}"
    wanted = [row for name in names for row in records(folder / name)]
    differing = (difference(got, row, at) for at, (got, row) in enumerate(zip(found, wanted)))
    return next(filter(None, differing), "ok")


def records(shard: Path) -> list[dict]:
    opened = {".jsonl": open, ".gz": gzip.open}.get(shard.suffix)
    if opened is None:
        return []
    with opened(shard, "rt", encoding="utf-8", newline="\n") as lines:
        return [json.loads(line) for line in lines]


def difference(found: dict, wanted: dict, at: int) -> str:
    if found["default/file_split"] != b"train":
        return f"row {at}: split {found['default/file_split']!r}"
    for key, value in wanted.items():
        inside = [name for name in found if name == f"default/{key}" or name.startswith(f"default/{key}/")]
        if not inside:
            return f"row {at}: no {key}"
        if isinstance(value, bool | int | float) and abs(found[f"default/{key}"] - value) > ROUNDING:
            return f"row {at}: {key} is {found[f'default/{key}']!r} instead of {value!r}"
        if key in PLAIN and isinstance(value, str) and found[f"default/{key}"] != value.encode():
            return f"row {at}: {key} is another text"
    return ""


def tried(folder: str) -> str:
    try:
        return checked(Path(folder))
    except Exception as error:
        return f"{type(error).__name__}: {error.__cause__ or error}"[:500]


if __name__ == "__main__":
    told = {one["name"]: tried(one["folder"]) for one in json.load(sys.stdin)}
    print(json.dumps({"version": version("mlcroissant")} | told))
