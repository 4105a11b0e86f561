"""Argilla: records as exported (`to_list`, `to_json`, the API), of version 1 (FeedbackDataset) and 2.

Defined by docs.argilla.io: "Importing and exporting datasets and records", rg.Record, rg.Response and rg.Suggestion,
and for version 1 by the page of FeedbackRecord. Prompt and answers are found in `fields` by the names that people use.
A user's responses are a rating, an agent's suggestions a judge's. Version 1 groups responses by user, 2 by question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

from tasks.intake.formats import elsewhere, fields, judging, named
from tasks.intake.formats.fields import Layout
from tasks.intake.formats.judged import Results
from tasks.intake.formats.named import Parts
from tasks.intake.lines import Line, LineRating, Notice

TOOL = "argilla"
LEFT_OUT = ("vectors", "_server_id", "status")
USED = (
    "id",
    "external_id",
    "fields",
    "responses",
    "suggestions",
    "metadata",
    *LEFT_OUT,
)
SUBMITTED = (None, "submitted")

Said = dict[str, dict[str, Any]]


def read(record: dict[str, Any]) -> Line:
    notices: list[Notice] = []
    given = fields.mapping(fields.required(record, "fields"), "fields")
    found = named.parts(given, "fields", notices)
    meta = {
        **fields.rest(record, USED),
        **fields.rest(given, found.used),
        **fields.mapping(record.get("metadata"), "metadata"),
    }
    known = fields.short(record.get("external_id") or record.get("id"), "id", fields.MAX_ID)
    return Line(
        found.prompt,
        found.answers,
        key=fields.id_key(known) if known else "",
        external_id=known,
        ratings=(
            *_ratings(_responses(record, notices), found, "human"),
            *_ratings(_suggestions(record), found, "judge"),
        ),
        meta=meta,
        notices=tuple(notices),
        uses=fields.uses(
            record, id=["id", "external_id"], ratings=["responses", "suggestions"], dropped=LEFT_OUT
        )
        | {"fields": "prompt answer"},
    )


def _ratings(said: Said, found: Parts, kind: Literal["human", "judge"]) -> Iterator[LineRating]:
    for rater, values in said.items():
        results = Results(found.names)
        at = values.pop("", None)
        for question, value in values.items():
            results.take(question, _plain(value))
        moment = judging.moment(at, "responses.inserted_at")
        if rating := results.rating(rater, kind, at=moment):
            yield rating


def _plain(value: Any) -> Any:
    """Take a choice of one for that one."""
    return value[0] if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str) else value


def _responses(record: Mapping[str, Any], notices: list[Notice]) -> Said:
    """Give what each user said, by question; when, under no name."""
    given = record.get("responses") or []
    if isinstance(given, dict):
        return _by_user(given, notices)
    said: Said = {}
    for at, value in enumerate(fields.listed(given, "responses")):
        path = f"responses[{at}]"
        response = fields.mapping(value, path)
        if response.get("status") not in SUBMITTED:
            notices.append(Notice("unfinished_left_out", path))
            continue
        mine = said.setdefault(elsewhere.rater(TOOL, response.get("user_id"), f"{path}.user_id"), {})
        mine[""] = response.get("updated_at") or response.get("inserted_at")
        for question, answer in fields.mapping(response.get("values"), f"{path}.values").items():
            mine[question] = fields.mapping(answer, f"{path}.values.{question}").get("value")
    return said


def _by_user(given: Mapping[str, Any], notices: list[Notice]) -> Said:
    said: Said = {}
    for question, responses in given.items():
        for at, value in enumerate(fields.listed(responses, f"responses.{question}")):
            path = f"responses.{question}[{at}]"
            response = fields.mapping(value, path)
            if response.get("status") not in SUBMITTED:
                notices.append(Notice("unfinished_left_out", path))
                continue
            rater = elsewhere.rater(TOOL, response.get("user_id"), f"{path}.user_id")
            said.setdefault(rater, {})[question] = response.get("value")
    return said


def _suggestions(record: Mapping[str, Any]) -> Said:
    """Give what each agent suggested, by question; version 1 names the question inside."""
    given = record.get("suggestions") or []
    if isinstance(given, dict):
        given = [{**fields.mapping(one, "suggestions"), "question_name": name} for name, one in given.items()]
    said: Said = {}
    for at, value in enumerate(fields.listed(given, "suggestions")):
        one = fields.mapping(value, f"suggestions[{at}]")
        question = str(one.get("question_name") or one.get("question_id") or "")
        agent = fields.short(one.get("agent"), "suggestions.agent", fields.MAX_ID)
        if one.get("value") is not None:
            said.setdefault(agent or f"{TOOL} suggestions", {})[question] = one["value"]
    return said


LAYOUT = Layout(
    "argilla",
    ("fields", "responses"),
    read,
    also=(("fields", "suggestions"), ("fields", "metadata")),
    accepts=lambda record: isinstance(record.get("fields"), dict),
    title=_("Argilla: records with fields, responses and suggestions"),
)
