"""`README.md` of an export's folder: a dataset card that tells `datasets` which files there are and of which types.

With it `load_dataset(FOLDER)` reads the shards, and only these, by the declared features. It is made of the manifest
alone, so that it can be derived again.
"""

from __future__ import annotations

import json

from tasks.exports.manifest import Manifest
from tasks.exports.rows import SPLITS

NAME = "README.md"


def of(whole: Manifest) -> bytes:
    """Return the card's bytes, empty where no features are declared."""
    features = whole.about.get("features")
    if not features:
        return b""
    # JSON is YAML, and needs no second way of quoting.
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
