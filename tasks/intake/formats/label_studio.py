"""Label Studio: tasks to import, and annotated tasks as exported (JSON, JSON-MIN).

Defined by labelstud.io/guide/task_format ("Label Studio JSON format of annotated tasks"), /guide/export ("JSON-MIN")
and the pages of the tags Pairwise, Choices, Rating, TextArea and Ranker. Prompt and answers are found in `data` by the
names that people use. An annotation is a person's rating, a prediction a judge's. JSON-MIN (or its table, CSV) has one
line an annotation: lines of the same prompt and answers are joined.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from tasks.intake.formats import elsewhere, fields, judged, judging, named
from tasks.intake.formats.fields import Layout
from tasks.intake.formats.judged import Results
from tasks.intake.formats.named import Parts
from tasks.intake.lines import Json, Line, LineRating, Notice

TOOL = "label studio"
MIN_KEYS = ("annotator", "annotation_id", "created_at", "updated_at", "lead_time")
KINDS = ("selected", "choices", "rating", "number", "text", "ranker")
SHORT = 200
# Of a task: whose judgements it holds, and what is unfinished or counted from them and left out.
JUDGEMENTS = ("annotations", "completions", "predictions")
LEFT_OUT = (
    "drafts",
    "total_annotations",
    "cancelled_annotations",
    "total_predictions",
    "comment_count",
    "unresolved_comment_count",
)
TASK = ("id", "data", *JUDGEMENTS, *LEFT_OUT)


def read(record: dict[str, Any]) -> Line:
    notices: list[Notice] = []
    if "annotation_id" in record and "data" not in record:
        return _flat(record, notices)
    data = fields.mapping(fields.required(record, "data"), "data")
    found = named.parts(data, "data", notices)
    meta = {**fields.rest(record, TASK), **fields.rest(data, found.used)}
    known = fields.short(record.get("id", data.get("id")), "id", fields.MAX_ID)
    return Line(
        found.prompt,
        found.answers,
        key=fields.id_key(known) if known else "",
        external_id=known,
        ratings=(*_annotations(record, found, notices), *_predictions(record, found, notices)),
        meta=meta,
        notices=tuple(notices),
        uses=fields.uses(record, id=["id"], ratings=JUDGEMENTS, dropped=LEFT_OUT) | {"data": "prompt answer"},
    )


def _flat(record: dict[str, Any], notices: list[Notice]) -> Line:
    """Read a task and one annotation of it, in one object; a short text may be of either and stays with the rating."""
    given = fields.rest(record, ("id", *MIN_KEYS, "agreement"))
    found = named.parts(given, "data", notices)
    results, meta = Results(found.names), {}
    for name, value in fields.rest(given, found.used).items():
        if isinstance(value, str) and value.startswith("[{"):
            value = fields.listed(value, name)
        if isinstance(value, str) and (len(value) <= SHORT or elsewhere.is_rationale(name)):
            results.take(name, value)
        elif isinstance(value, list) and value and all(map(_is_result, value)):
            for one in value:
                _take(results, name, one)
        else:
            meta[name] = value
    return Line(
        found.prompt,
        found.answers,
        key=elsewhere.content_key(found.prompt, found.answers),
        gathers=True,
        external_id=fields.short(record.get("id"), "id", fields.MAX_ID),
        ratings=_rated(results, record, record.get("annotator"), "annotator", ""),
        meta=meta,
        notices=tuple(notices),
        uses=_uses(record, found, meta),
    )


def _uses(record: Json, found: Parts, meta: Json) -> dict[str, str]:
    """Say what a flat row's keys were read as: what is neither of the task nor kept is the annotation's."""
    prompt = [key for key in found.used if key not in found.names]
    return dict.fromkeys(record, "ratings") | fields.uses(
        [*found.used, *meta, *({"id", "agreement"} & record.keys())],
        prompt=prompt,
        answer=found.names,
        id=["id"],
        dropped=["agreement"],
    )


def _annotations(record: Mapping[str, Any], found: Parts, notices: list[Notice]) -> Iterator[LineRating]:
    """Read people's annotations; `completions` is their name in early versions."""
    key = "annotations" if "annotations" in record else "completions"
    for at, value in enumerate(fields.listed(record.get(key) or [], key)):
        path = f"{key}[{at}]"
        given = fields.mapping(value, path)
        if given.get("was_cancelled") or given.get("skipped"):
            notices.append(Notice("unfinished_left_out", path))
            continue
        results = _results(given, found, path)
        if given.get("ground_truth"):
            results.answers["ground_truth"] = True
        yield from _rated(results, given, given.get("completed_by"), f"{path}.completed_by", f"{path}.")


def _predictions(record: Mapping[str, Any], found: Parts, notices: list[Notice]) -> Iterator[LineRating]:
    """Read a model's results; what is none, such as a bare score, is left out and told."""
    for at, value in enumerate(fields.listed(record.get("predictions") or [], "predictions")):
        path = f"predictions[{at}]"
        if not isinstance(value, dict):
            notices.append(Notice("predictions_ignored", path))
            continue
        given = fields.mapping(value, path)
        judge = elsewhere.rater(TOOL, given.get("model_version"), f"{path}.model_version")
        if rating := _results(given, found, path).rating(judge, "judge"):
            yield rating


def _rated(
    results: Results, given: Mapping[str, Any], by: object, by_path: str, path: str
) -> tuple[LineRating, ...]:
    """Give the rating of a person, named by number where there is one, for an address is nobody's business here."""
    if isinstance(by, dict):
        by = by.get("id", by.get("email"))
    rating = results.rating(
        elsewhere.rater(TOOL, by, by_path),
        at=judging.moment(given.get("created_at"), f"{path}created_at"),
        active_ms=elsewhere.milliseconds(given.get("lead_time")),
    )
    return (rating,) if rating else ()


def _results(given: Mapping[str, Any], found: Parts, path: str) -> Results:
    results = Results(found.names)
    for at, value in enumerate(fields.listed(given.get("result") or [], f"{path}.result")):
        one = fields.mapping(value, f"{path}.result[{at}]")
        question, about = str(one.get("from_name", "")), str(one.get("to_name", ""))
        _take(results, question, fields.mapping(one.get("value"), f"{path}.result[{at}].value"), about)
    return results


def _take(results: Results, question: str, value: Mapping[str, Any], about: str = "") -> None:
    """Take a result's value, which stands under a key that says its kind."""
    kind = next((kind for kind in KINDS if kind in value), None)
    if kind is None:
        results.keep(question, value)
    elif kind == "selected" and value[kind] in ("left", "right") and len(results.names) == 2:
        results.prefer(_side(value[kind], about, results.names))
    elif kind == "text":
        for text in value[kind] if isinstance(value[kind], list) else [value[kind]]:
            results.take(question, text)
    else:
        said = value[kind]
        results.take(question, said[0] if kind == "choices" and len(said) == 1 else said, about)


def _side(selected: str, about: str, names: Sequence[str]) -> int:
    """Find the answer that stood on a side; the first name of `to_name` was left."""
    shown = [judged.place_of(name, names) for name in about.split(",")]
    order = shown if sorted(shown, key=str) == [0, 1] else [0, 1]
    return order[0 if selected == "left" else 1] or 0


def _is_result(value: object) -> bool:
    return isinstance(value, dict) and any(kind in value for kind in KINDS) and "id" not in value


LAYOUT = Layout(
    "label-studio",
    ("data", "annotations"),
    read,
    also=(("data",), ("data", "predictions"), MIN_KEYS),
    accepts=lambda record: isinstance(record.get("data", {}), dict),
    title=_("Label Studio: tasks, with or without annotations"),
)
