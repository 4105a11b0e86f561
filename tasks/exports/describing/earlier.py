"""The card of exports from before there were reports: it only tells `datasets` which files and types there are."""

from __future__ import annotations

import json

from tasks.exports.manifest import Manifest

NAME = "README.md"
SHARDS = "train-*.jsonl"


def documents(whole: Manifest) -> dict[str, bytes]:
    """Make the card; exports from before there were declared features have none."""
    features = whole.about.get("features")
    return {NAME: _card(whole, features)} if features else {}


def _card(whole: Manifest, features: object) -> bytes:
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
