"""What every loader does: read records without the trainers' code, tell where rows differ, print what was found."""

import json
import sys
import traceback
from itertools import zip_longest
from pathlib import Path

import pyarrow.parquet

SHOWN = 400


def shards(path):
    """Give the files of an export's folder, or the one file that is named."""
    whole = Path(path)
    return [str(one) for one in sorted(whole.glob("train-*"))] if whole.is_dir() else [str(whole)]


def records(path):
    return [record for one in shards(path) for record in _of_file(Path(one))]


def _of_file(path):
    """Read Parquet, or JSON lines; these end at line feeds alone, whatever else a text holds."""
    if path.suffix == ".parquet":
        return pyarrow.parquet.read_table(path).to_pylist()
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def difference(found, wanted):
    """Say where two lists of rows part; nothing if they do not."""
    if len(found) != len(wanted):
        return f"{len(found)} rows instead of {len(wanted)}"
    return next((_parting(at, *pair) for at, pair in enumerate(zip(found, wanted)) if pair[0] != pair[1]), "")


def _parting(at, found, wanted):
    values = zip_longest(found, wanted) if isinstance(wanted, list) else [(found, wanted)]
    got, one = next(pair for pair in values if pair[0] != pair[1])
    if not isinstance(got, str) or not isinstance(one, str):
        return f"row {at}: {got!r:.{SHOWN}} instead of {one!r:.{SHOWN}}"
    start = next((n for n, (a, b) in enumerate(zip_longest(got, one)) if a != b), 0)
    begin = max(0, start - 40)
    return f"row {at}, character {start}: …{got[begin : start + SHOWN]!r} instead of …{one[begin : start + SHOWN]!r}"


def tell(version, do):
    """Do what the input asks, one after another, and print one line: the version, and what became of each."""
    told = {one.pop("name"): _tried(do, one) for one in json.load(sys.stdin)}
    print(json.dumps({"version": version} | told))


def _tried(do, asked):
    try:
        return do(**asked) or "ok"
    except Exception as error:
        traceback.print_exc()
        return f"{type(error).__name__}: {error.__cause__ or error}"[:600]
