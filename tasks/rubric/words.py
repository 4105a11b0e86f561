"""A rubric in one language, as JSON: for the rating page and for the `rubric` of an assignment.

What a particular assignment asks is not in it; `forms` says what each form asks, `asking` chooses.
"""

from functools import lru_cache
from typing import Any

import msgspec

from tasks.rubric import asking
from tasks.rubric.definition import Rubric
from tasks.rubric.kinds import AnyQuestion, Choice, Preference, Scale, Text
from tasks.rubric.kinds.preference.structure import Verdict
from tasks.rubric.kinds.scale.structure import Point
from tasks.rubric.length import han_for
from tasks.rubric.parts import Option, Words

Json = dict[str, Any]


def for_language(rubric: Rubric, language: str) -> Json:
    """Give names, anchor words, chips and forms in a language. The result is shared: do not change it."""
    return _in_language(rubric, "zh-hans" if language.lower().startswith("zh") else "en")


@lru_cache(maxsize=512)
def _in_language(rubric: Rubric, language: str) -> Json:
    lists = {
        name: [_option(option, language) for option in getattr(rubric, name)]
        for name in ("reasons", "flags", "tags", "skips", "marks")
    }
    return {
        "key": rubric.key,
        "name": rubric.name.in_language(language),
        "language": language,
        "completions": msgspec.to_builtins(rubric.completions),
        "questions": [_question(question, language) for question in rubric.questions],
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


def _question(question: AnyQuestion, language: str) -> Json:
    common = {
        "key": question.key,
        "kind": str(question.__struct_config__.tag),
        "name": question.name.in_language(language),
        **_phrase("help", question.help, language),
    }
    return common | _own(question, language)


def _own(question: AnyQuestion, language: str) -> Json:
    match question:
        case Preference():
            verdicts = [_option(verdict, language) for verdict in question.verdicts]
            return {"steps": _steps(question, language), "verdicts": verdicts}
        case Scale():
            points = [_point(point, language) for point in question.points]
            return {"points": points, **_phrase("na", question.na, language)}
        case Text():
            length = {"min_words": question.min_words, "min_han": han_for(question.min_words)}
            return length | _phrase("placeholder", question.placeholder, language)
        case Choice():
            options = [_option(option, language) for option in question.options]
            return {"options": options, "multiple": question.multiple}
    return {}


def _steps(question: Preference, language: str) -> list[Json]:
    better = [words.in_language(language) for words in question.better]
    first = [{"value": -size, "side": "a", "name": better[size - 1]} for size in (3, 2, 1)]
    second = [{"value": size, "side": "b", "name": better[size - 1]} for size in (1, 2, 3)]
    return [*first, {"value": 0, "side": None, "name": question.equal.in_language(language)}, *second]


def _option(option: Option | Verdict, language: str) -> Json:
    words = {"code": option.code, "name": option.name.in_language(language)}
    return words | _phrase("help", option.help, language)


def _point(point: Point, language: str) -> Json:
    words = {"value": point.value, "name": point.name.in_language(language)}
    return words | _phrase("help", point.help, language)


def _phrase(name: str, words: Words | msgspec.UnsetType, language: str) -> Json:
    return {} if words is msgspec.UNSET else {name: words.in_language(language)}
