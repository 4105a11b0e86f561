"""The card of exports from before there were reports: it only tells `datasets` which files and types there are."""

from __future__ import annotations

import json

from tasks.exports.manifest import Manifest
from tasks.exports.rows import SPLITS

NAME = "README.md"


def documents(whole: Manifest) -> dict[str, bytes]:
    """Make the card; exports from before there were declared features have none."""
    features = whole.about.get("features")
    return {NAME: _card(whole, features)} if features else {}


def _card(whole: Manifest, features: object) -> bytes:
    names = [facts.name for facts in whole.files]
    splits = sorted({name.split("-")[0] for name in names}, key=SPLITS.index)
    suffix = names[0].partition(".")[2]
    data_files = [{"split": split, "path": f"{split}-*.{suffix}"} for split in splits]
    told = {
        "configs": [{"config_name": "default", "data_files": data_files}],
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
