"""Files written by hand after the trainers' own documentation: what each takes, with the rows that data stumbles over.

They hold the loaders to something that the product did not write: a loader that finds these right and an export wrong
has found an error of the export.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.trainers.traps import Trap

SAMPLES = Path(__file__).parent / "samples"
SHARD = "train-00000-of-00001.jsonl"
# A text of 50 KB stands in the files under this name.
LONG, LONG_TEXT = "@50KB@", "lorem ipsum " * 4300
SETS: dict[str, dict[str, Any]] = {
    "llama-factory": {
        "ranking": True,
        "columns": {"messages": "conversations", "chosen": "chosen", "rejected": "rejected"},
    },
    "llama-factory-kto": {"columns": {"messages": "conversations", "kto_tag": "kto_tag"}},
}


def put(name: str, root: Path) -> str:
    """Write a sample as an export would stand; give its folder where the trainer wants one, else its file."""
    text = (SAMPLES / f"{name}.jsonl").read_text(encoding="utf-8")
    return _write(root / name, text.replace(LONG, LONG_TEXT), like=name)


def put_trap(trap: Trap, root: Path) -> str:
    return _write(root / trap.name, "".join(json.dumps(row) + "\n" for row in trap.rows), like=trap.like)


def _write(folder: Path, text: str, *, like: str) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / SHARD).write_text(text, encoding="utf-8")
    if like not in SETS:
        return str(folder / SHARD)
    described = {like: {"file_name": SHARD, "formatting": "sharegpt"} | SETS[like]}
    (folder / "dataset_info.json").write_text(json.dumps(described))
    return str(folder)
