"""`README.md` of an export's folder: a dataset card that tells `datasets` which files there are and of which types.

With it `load_dataset(FOLDER)` reads the shards, and only these, by the declared features. It is made of the manifest
alone, so that it can be derived again.
"""

from __future__ import annotations

import json
from pathlib import Path

from tasks.exports.files import FileFacts, write_whole
from tasks.exports.manifest import Manifest

NAME = "README.md"
SHARDS = "train-*.jsonl"


def write(whole: Manifest, *, folder: Path) -> FileFacts | None:
    """Write the card; exports from before there were declared features have none."""
    text = of(whole)
    return write_whole(folder / NAME, [text]) if text else None


def of(whole: Manifest) -> bytes:
    """Return the card's bytes, empty where no features are declared."""
    features = whole.about.get("features")
    if not features:
        return b""
    # JSON is YAML, and needs no second way of quoting.
    told = {
        "configs": [{"config_name": "default", "data_files": [{"split": "train", "path": SHARDS}]}],
        "dataset_info": {"features": features},
    }
    lines = [f"{key}: {json.dumps(value, sort_keys=True)}" for key, value in told.items()]
    about = whole.about
    words = (
        f"Export {whole.export} of the project {about['project']}: `{about['format']}`, {whole.rows} rows."
    )
    return "\n".join(
        ["---", *lines, "---", "", words, "", "What each key means: docs/formats.md.", ""]
    ).encode()
