"""Files written by hand after the trainers' own documentation: what each takes, with the rows that data stumbles over.

They hold the loaders to something that the product did not write: a loader that finds these right and an export wrong
has found an error of the export.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

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


def put(name: str, root: Path) -> Path:
    """Write a sample as an export would stand; give its folder where the trainer wants one, else its file."""
    folder = root / name
    folder.mkdir(parents=True, exist_ok=True)
    text = (SAMPLES / f"{name}.jsonl").read_text(encoding="utf-8")
    (folder / SHARD).write_text(text.replace(LONG, LONG_TEXT), encoding="utf-8")
    if name not in SETS:
        return folder / SHARD
    described = {name: {"file_name": SHARD, "formatting": "sharegpt"} | SETS[name]}
    (folder / "dataset_info.json").write_text(json.dumps(described))
    return folder
