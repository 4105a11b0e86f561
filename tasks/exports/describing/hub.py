"""The head of a dataset card: what the Hub and `datasets` read of it.

Written as JSON, key by key, which is YAML too and needs no second way of quoting.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from tasks.exports.describing import licences, shards
from tasks.exports.manifest import Manifest

LANGUAGE = re.compile(r"\A[a-z]{2,3}\Z")
SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
LARGER = ((10_000_000, "1M<n<10M"), (100_000_000, "10M<n<100M"))
# What YAML takes for a line break, or refuses, inside a quoted text.
UNPRINTABLE = re.compile("[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]")
TAGS = ("human-feedback", "preference", "rlhf")
WHO = {"human": "crowdsourced", "external": "found", "judge": "machine-generated"}


def head(whole: Manifest) -> list[str]:
    """Return the lines between the card's two rules."""
    told = {key: value for key, value in _told(whole).items() if value}
    return [f"{key}: {_quoted(value)}" for key, value in told.items()]


def languages(report: Mapping[str, Any]) -> list[str]:
    """Return the codes of the items' languages, the most frequent first, without their regions."""
    codes = [one["name"].lower().replace("_", "-").split("-")[0] for one in report["languages"]["named"]]
    return list(dict.fromkeys(code for code in codes if LANGUAGE.match(code)))


def _quoted(value: Any) -> str:
    said = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", said)


def _told(whole: Manifest) -> dict[str, Any]:
    about = whole.about
    report, described = about["report"], about["described"]
    return {
        **licences.hub(about["licence"]),
        "language": languages(report),
        "pretty_name": described["name"],
        "size_categories": [size(whole.rows)],
        "task_categories": ["text-generation"],
        "tags": [*TAGS, str(about["format"])],
        "annotations_creators": sorted({WHO[kind] for kind in report["raters"]["kinds"]}),
        "source_datasets": ["original"],
        "configs": _configs(whole),
        "dataset_info": {"features": about["features"]} if about["features"] else None,
    }


def size(rows: int) -> str:
    return next((name for most, name in (*SIZES, *LARGER) if rows < most), "100M<n<1B")


def _configs(whole: Manifest) -> list[dict[str, Any]]:
    """Name the files of each split; `datasets` reads these, and none beside them."""
    files = [{"split": part.split, "path": part.pattern} for part in shards.readable(whole.files)]
    return [{"config_name": "default", "default": True, "data_files": files}] if files else []
