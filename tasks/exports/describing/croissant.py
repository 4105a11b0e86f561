"""`croissant.json`: the export in Croissant 1.1 (JSON-LD), so that catalogues and loaders find files, types and splits.

(MLCommons, Croissant Format Specification 1.1, January 2026.) Made of the manifest alone. Values that nest deeper than
lists of objects are declared by their paths.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tasks.exports import encoding
from tasks.exports.describing import charts, hub, licences, shards, words
from tasks.exports.describing.context import CONTEXT
from tasks.exports.files import FileFacts
from tasks.exports.manifest import Manifest

NAME = "croissant.json"
CONFORMS_TO = "http://mlcommons.org/croissant/1.1"
FILES, RECORDS, SPLITS = "data-files", "default", "splits"
TYPES = {"string": "sc:Text", "int64": "cr:Int64", "float64": "cr:Float64", "bool": "sc:Boolean"}
# Texts that are moments: readers would take them for such by their names.
MOMENTS = ("created_at",)
ENCODINGS = {"jsonl": "application/jsonlines", "parquet": "application/x-parquet", "csv": "text/csv"}
ENCODINGS |= {"json": "application/json"}
PACKED = {"gz": "application/gzip", "zst": "application/zstd"}
OF_SPLIT = {"train": "cr:TrainingSplit", "validation": "cr:ValidationSplit", "test": "cr:TestSplit"}
OF_SPLIT |= {"eval": "cr:TestSplit", "evaluation": "cr:TestSplit"}
OTHER_SPLIT = "cr:Split"

Node = dict[str, Any]


def of(whole: Manifest) -> bytes:
    """Return the document's bytes; words must be in English."""
    return encoding.document(_dataset(whole))


def _dataset(whole: Manifest) -> Node:
    about, readable = whole.about, shards.readable(whole.files)
    found: Node = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS_TO,
        "name": f"{about['project']}-{about['format']}-{whole.export}",
        "description": _description(whole),
        "license": licences.address(about["licence"]),
        "url": "README.md",
        "creator": {"@type": "sc:Organization", "name": about["described"]["name"]},
        "datePublished": about["cut_off"][:10],
        "version": f"{whole.export}.0.0",
        "citeAs": f"{about['described']['name']}, export {whole.export}, {about['cut_off'][:10]}",
        "keywords": [*hub.TAGS, about["format"]],
        "distribution": [_file(facts) for facts in whole.files],
        "recordSet": [],
        **_responsible(about["report"]),
    }
    if languages := hub.languages(about["report"]):
        found["inLanguage"] = languages
    if readable and about["features"]:
        found["distribution"].append(_file_set(readable))
        found["recordSet"] = [_splits(readable), _records(about["features"])]
    return found


def _description(whole: Manifest) -> str:
    report = whole.about["report"]
    return (
        f"{charts.count(whole.rows)} rows in the format {whole.about['format']}, from {charts.count(report['items'])}"
        f" items with {charts.count(report['ratings'])} ratings by {charts.count(report['raters']['n'])} raters."
    )


def _responsible(report: Mapping[str, Any]) -> Node:
    """Give what Croissant's vocabulary for responsible AI asks and the report knows."""
    time = report["time"]
    told: Node = {
        "rai:annotationsPerItem": ", ".join(f"{one['ratings']}: {one['items']}" for one in report["overlap"]),
        "rai:dataBiases": words.warnings(report),
        "rai:personalSensitiveInformation": "Raters are named by salted hashes; texts were not searched.",
    }
    if time["first"]:
        told["rai:dataCollectionTimeFrame"] = [time["first"], time["last"]]
    return {key: value for key, value in told.items() if value}


def _file(facts: FileFacts) -> Node:
    return {
        "@type": "cr:FileObject",
        "@id": facts.name,
        "name": facts.name,
        "contentUrl": facts.name,
        "contentSize": f"{facts.bytes} B",
        "encodingFormat": _encoding(facts.name),
        "sha256": facts.sha256,
    }


def _encoding(name: str) -> str | list[str]:
    """Name the media type, and of a packed file that of what is in it first."""
    *_, inner, last = ("", *name.split("."))
    if last in PACKED:
        return [ENCODINGS.get(inner, "application/octet-stream"), PACKED[last]]
    return ENCODINGS.get(last, "application/octet-stream")


def _file_set(parts: Sequence[shards.Part]) -> Node:
    return {
        "@type": "cr:FileSet",
        "@id": FILES,
        "name": FILES,
        "encodingFormat": _encoding(parts[0].files[0].name),
        "includes": [part.pattern for part in parts],
    }


def _splits(parts: Sequence[shards.Part]) -> Node:
    columns = (("name", "sc:Text"), ("url", "sc:URL"))
    return {
        "@type": "cr:RecordSet",
        "@id": SPLITS,
        "name": SPLITS,
        "dataType": "cr:Split",
        "key": {"@id": f"{SPLITS}/name"},
        "field": [_node(f"{SPLITS}/{name}", name) | {"dataType": kind} for name, kind in columns],
        "data": [
            {f"{SPLITS}/name": part.split, f"{SPLITS}/url": OF_SPLIT.get(part.split, OTHER_SPLIT)}
            for part in parts
        ],
    }


def _records(features: Sequence[Mapping[str, Any]]) -> Node:
    split = _node(f"{RECORDS}/file_split", "file_split") | {
        "description": "The split, told by the name of the file.",
        "dataType": "sc:Text",
        "references": {"field": {"@id": f"{SPLITS}/name"}},
        "source": {
            "fileSet": {"@id": FILES},
            "extract": {"fileProperty": "filename"},
            "transform": {"regex": "^([a-z][a-z0-9_]*)"},
        },
    }
    fields = [_field(feature, RECORDS, str(feature["name"]), "") for feature in features]
    return {"@type": "cr:RecordSet", "@id": RECORDS, "name": RECORDS, "field": [split, *fields]}


def _field(feature: Mapping[str, Any], under: str, column: str, path: str) -> Node:
    """Describe a feature: `path` leads to it from its column, and is empty for the column itself."""
    name = str(feature["name"])
    node = _node(f"{under}/{name}", name)
    inner, is_list = _inner(feature)
    if is_list:
        node |= {"isArray": True, "arrayShape": "-1"}
    if isinstance(inner, str):
        kind = "sc:DateTime" if name in MOMENTS and inner == "string" else TYPES.get(inner, "sc:Text")
        return node | {"dataType": kind, "source": _source(column, path)}
    return node | {
        "subField": list(_inside(inner, f"{under}/{name}", column, f"{path}[*]" if is_list else path))
    }


def _inner(feature: Mapping[str, Any]) -> tuple[str | Sequence[Mapping[str, Any]], bool]:
    """Return the type or the parts of a feature, and whether it is a list of them."""
    for key in ("list", "sequence"):
        if key in feature:
            return feature[key], True
    return (feature["struct"], False) if "struct" in feature else (str(feature["dtype"]), False)


def _inside(parts: Sequence[Mapping[str, Any]], under: str, column: str, path: str) -> Iterator[Node]:
    for part in parts:
        yield _field(part, under, column, f"{path}.{part['name']}")


def _node(at: str, name: str) -> Node:
    return {"@type": "cr:Field", "@id": at, "name": name}


def _source(column: str, path: str) -> Node:
    found: Node = {"fileSet": {"@id": FILES}, "extract": {"column": column}}
    return found | ({"transform": {"jsonPath": f"${path}"}} if path else {})
