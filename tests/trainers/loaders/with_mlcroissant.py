"""Reads the `croissant.json` of exports with MLCommons' own library, and holds its records against plain JSON.

Runs in an environment of its own: nothing of ours is imported. Reads a list of `{"name", "folder"}` from its input and
prints what became of each: "ok", or what is wrong. Every issue that its validation finds counts, warnings too.
Numbers and texts at the top of a record are compared; of what nests, that it is there.
"""

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
    lines = [
        line
        for shard in sorted(folder.glob("train-*.jsonl"))
        for line in shard.read_text("utf-8").split("\n")
    ]
    wanted = [json.loads(line) for line in lines if line]
    found = list(described.records("default"))
    if len(found) != len(wanted):
        return f"{len(found)} records instead of {len(wanted)}"
    differing = (difference(got, row, at) for at, (got, row) in enumerate(zip(found, wanted)))
    return next(filter(None, differing), "ok")


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
