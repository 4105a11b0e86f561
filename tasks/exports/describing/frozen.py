"""What a description needs that may change after the selection: names, settings, people; counted or copied then.

Rubrics do not change, but a card is made where no database is, so their questions are copied too.
"""

from __future__ import annotations

from typing import Any

from tasks.exports.describing import measuring
from tasks.models import Export
from tasks.rubric import versions
from tasks.rubric.definition import Rubric
from tasks.rubric.kinds.kind import name_of

ENGLISH = "en"


def facts(export: Export) -> dict[str, Any]:
    """Return them, as JSON that the manifest keeps."""
    project = export.project
    raters, rubrics = measuring.raters(export.pk)
    return {
        "name": project.name,
        "overlap": [project.min_overlap, project.max_overlap],
        "raters": raters,
        "rubrics": [_rubric(versions.by_id(pk)) for pk in sorted(rubrics)],
    }


def _rubric(rubric: Rubric) -> dict[str, Any]:
    questions = [
        {"key": one.key, "kind": name_of(one), "name": one.name.in_language(ENGLISH)}
        for one in rubric.questions
    ]
    return {"key": rubric.key, "name": rubric.name.in_language(ENGLISH), "questions": questions}
