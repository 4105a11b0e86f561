"""A rubric in one language, as JSON: for the rating page and for the `rubric` of an assignment.

What a particular assignment asks is not in it; `forms` says what each form asks, `asking` chooses.
"""

from functools import lru_cache
from typing import Any

import msgspec

from tasks.rubric import asking
from tasks.rubric.definition import Rubric
from tasks.rubric.kinds import Kind, name_of
from tasks.rubric.phrases import option, phrase

Json = dict[str, Any]


def for_language(rubric: Rubric, language: str) -> Json:
    """Give names, anchor words, chips and forms in a language. The result is shared: do not change it."""
    return _in_language(rubric, "zh-hans" if language.lower().startswith("zh") else "en")


@lru_cache(maxsize=512)
def _in_language(rubric: Rubric, language: str) -> Json:
    lists = {
        name: [option(each, language) for each in getattr(rubric, name)]
        for name in ("reasons", "flags", "tags", "skips", "marks")
    }
    return {
        "key": rubric.key,
        "name": rubric.name.in_language(language),
        "language": language,
        "completions": msgspec.to_builtins(rubric.completions),
        "questions": [_question(kind, language) for kind in rubric.kinds.values()],
        **lists,
        "confidence": [
            {"value": value, "name": name.in_language(language)}
            for value, name in enumerate(rubric.confidence, start=1)
        ],
        "forms": {name: _form(rubric, name) for name in rubric.forms},
    }


def _form(rubric: Rubric, name: str) -> Json:
    form = rubric.form(name)
    return {
        "questions": list(form.ask),
        "offered": list(asking.offered(rubric, name)),
        "when": asking.conditions(rubric, name),
        "rationale": list(form.rationale),
    }


def _question(kind: Kind[Any], language: str) -> Json:
    question = kind.question
    common = {
        "key": question.key,
        "kind": name_of(question),
        "name": question.name.in_language(language),
        **phrase("help", question.help, language),
    }
    return common | kind.words(language)
