"""PandaLM test set: pairs judged by three annotators, and the verdicts of machine judges on the same pairs.

Defined by data/*.json of github.com/WeOpenML/PandaLM (its README shows other names for some keys) and Wang et al.
2023, arXiv 2306.05087. `cmp_key` names the two models in the order of the responses; 1 or 2 is the better response, 0
is neither. The judges' files hold no texts: they are joined on `idx`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from tasks.intake.faults import LineError
from tasks.intake.formats import fields, plain
from tasks.intake.formats.fields import Layout
from tasks.intake.lines import Line, LineRating

ANNOTATORS = ("annotator1", "annotator2", "annotator3")
STRENGTHS = {"0": 0, "tie": 0, "1": -1, "2": 1}
# The judge by the beginning of its keys.
JUDGES = {"gpt": "gpt-3.5-turbo", "pandalm": "pandalm-7b"}


def read(record: dict[str, Any]) -> Line:
    for prefix, judge in JUDGES.items():
        if f"{prefix}_result" in record:
            return _verdict(record, prefix, judge)
    line = plain.pairs(record)
    answers = zip(line.answers, _models(record.get("cmp_key")), strict=True)
    named = tuple(replace(one, model=model) for one, model in answers)
    there = dict.fromkeys(filter(record.__contains__, ANNOTATORS), "ratings")
    uses = line.uses | {"cmp_key": "model"} | there
    return replace(line, key="", answers=named, ratings=_ratings(record), uses=uses)


def _ratings(record: Mapping[str, Any]) -> tuple[LineRating, ...]:
    given = {name: _strength(record.get(name)) for name in ANNOTATORS}
    return tuple(LineRating(name, strength=found) for name, found in given.items() if found is not None)


def _verdict(record: dict[str, Any], prefix: str, judge: str) -> Line:
    known = fields.short(fields.required(record, "idx"), "idx", fields.MAX_ID)
    said, reason = record[f"{prefix}_result"], f"{prefix}_reason"
    strength = _strength(said)
    if strength is None:
        raise LineError("no_verdict", f"{prefix}_result", found=str(said)[:40], known="1, 2, Tie")
    rating = LineRating(
        judge,
        kind="judge",
        strength=strength,
        rationale=fields.optional_text(record, reason, []),
        answers=fields.rest(record, ("idx", f"{prefix}_result", reason)),
    )
    uses = dict.fromkeys(record, "ratings") | {"idx": "id"}
    return Line(key=fields.id_key(known), ratings=(rating,), uses=uses)


def _strength(said: object) -> int | None:
    """Take a number or a word; a direction without a strength is the weakest claim."""
    if isinstance(said, bool) or not isinstance(said, int | str):
        return None
    return STRENGTHS.get(str(said).strip().casefold())


def _models(cmp_key: object) -> tuple[str, str]:
    """Split `first_second`; with another number of underscores nobody can tell where the first name ends."""
    names = cmp_key.split("_") if isinstance(cmp_key, str) else []
    return (names[0][: fields.MAX_MODEL], names[1][: fields.MAX_MODEL]) if len(names) == 2 else ("", "")


LAYOUT = Layout(
    "pandalm",
    ("instruction", "response1", "response2", "cmp_key"),
    read,
    also=(("idx", "gpt_result"), ("idx", "pandalm_result")),
    title=_("PandaLM: pairs with three annotators, or the verdicts of its judges"),
)
