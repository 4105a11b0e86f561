"""What the rating page shows of an assignment, and what its scripts get to show the next one.

The assignment's JSON comes from `tasks.assignment.presentation`; nothing here applies an order or renders an
answer.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any
from uuid import uuid4

import orjson
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from raters.guidelines import publishing
from raters.models import GuidelineVersion, Rater
from tasks.assignment import presentation
from tasks.models import Project, Rating
from tasks.rating import undo
from tasks.rendering import cache
from tasks.rendering.direction import direction_of
from tasks.rendering.language import language_of, spoken
from tasks.rendering.markdown import Notice
from tasks.rubric import versions
from tasks.rubric.form import to_fields
from tasks.rubric.page import Asked, Fields
from tasks.web import beside, page_words, questions, tray, turns

Json = dict[str, Any]
# What scripts get as HTML, or have in the page already.
BUILT_IN = ("prompt", "rubric", "asked", *beside.KEYS)


def context(
    assignment: Json,
    *,
    project: Project,
    rater: Rater,
    fields: Fields | None = None,
    problem: Any = None,
) -> Json:
    """Put the page together; `fields` and `problem` are a refused post, shown again with what is wrong."""
    shown = for_scripts(assignment)
    letters = "".join(assignment["answers"])
    rubric = versions.by_id(assignment["rubric"]["version"])
    asked = Asked(
        rubric=assignment["rubric"],
        keys=frozenset(assignment["asked"]),
        letters=letters,
        fields=fields if fields is not None else shown["fields"],
        problems=problem.fields if problem else {},
    )
    n_today = tray.n_today(project, rater, timezone.now())
    guideline = _guideline(project, assignment["guideline"])
    return {
        "assignment": assignment,
        "project": project,
        "answers": [{"letter": a, "name": a.upper(), **shown["answers"][a]} for a in letters],
        "beside": shown["beside"],
        "turns": shown["turns"],
        "n_earlier": shown["n_earlier"],
        "earlier_label": _("Earlier turns: {n}").format(n=shown["n_earlier"]),
        "form": questions.build(asked, rubric),
        "problem": problem,
        "guideline": guideline,
        "has_maths": any(
            "<math" in each.get("html", "") for each in (guideline, *assignment["answers"].values())
        ),
        "n_today": n_today,
        "today_label": _("{n} today").format(n=n_today),
        "lease_label": _("Yours until {time}").format(time=_clock(assignment["lease_expires_at"])),
        "may_undo": _may_undo(project, rater),
        "key": uuid4().hex,
        "words": page_words.for_scripts(),
        "shape": shown["shape"],
    }


def for_scripts(assignment: Json) -> Json:
    """Give the assignment without its rubric, with the fields of its draft and the languages of its texts.

    `shape` names what the open page was built for; another shape needs another page.
    """
    kept = {name: value for name, value in assignment.items() if name not in BUILT_IN}
    return kept | {
        "turns": turns.html(assignment["prompt"], language=assignment["language"]),
        "n_earlier": presentation.question_of(assignment["prompt"]),
        "answers": {
            letter: answer
            | _answer(answer, assignment["language"])
            | {"figure": beside.figure(assignment["id"], letter, answer)}
            for letter, answer in kept["answers"].items()
        },
        "beside": beside.html(assignment),
        "fields": to_fields(versions.by_id(assignment["rubric"]["version"]), kept["draft"]),
        "shape": _shape(assignment),
    }


def revision_of(fields: Fields) -> int | None:
    """Read the draft's revision that the page was made from; None when it was not sent."""
    sent = (fields.get("revision") or [""])[-1]
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 10 else None


def _shape(assignment: Json) -> str:
    rubric, guideline = assignment["rubric"], assignment["guideline"] or {}
    built_for = [
        assignment["project"],
        rubric["version"],
        rubric["form"],
        rubric["language"],
        sorted(assignment["asked"]),
        guideline.get("version"),
        list(assignment["answers"]),
    ]
    return sha256(orjson.dumps(built_for)).hexdigest()[:16]


def _answer(answer: Json, language: str) -> Json:
    is_empty = not answer["text"].strip() and "media" not in answer
    remark = page_words.empty_answer() if is_empty else page_words.remark(answer["notice"])
    return {
        "language": spoken(answer["text"], language),
        "direction": direction_of(answer["text"]) or "auto",
        "notice": remark,
        "is_pending": answer["notice"] == Notice.PENDING,
    }


def _clock(moment: Any) -> str:
    """Say when, in the time of the project's people; the script says it again in the reader's own."""
    when = parse_datetime(moment) if isinstance(moment, str) else moment
    return timezone.localtime(when).strftime("%H:%M") if when else ""


def _may_undo(project: Project, rater: Rater) -> bool:
    since = timezone.now() - undo.WINDOW
    return Rating.objects.filter(project=project, rater=rater, current=True, submitted_at__gt=since).exists()


def _guideline(project: Project, pinned: Json | None) -> Json:
    if not pinned or project.guideline is None:
        return {}
    version = GuidelineVersion.objects.get(guideline=project.guideline, number=pinned["version"])
    text = publishing.text_for(version, get_language() or "en")
    return {
        "name": project.guideline.name,
        "version": version.number,
        "language": language_of(text),
        "html": cache.html_for([text])[cache.digest(text)].html,
    }
