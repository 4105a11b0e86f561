"""Which of two answers is better, and by how much."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from tasks.rubric import features, types
from tasks.rubric.kinds.kind import Kind, Post, Problem
from tasks.rubric.kinds.preference import label
from tasks.rubric.kinds.preference.structure import PREFERENCE, Preference
from tasks.rubric.labels import Json, Label, Policy
from tasks.rubric.order import Turn
from tasks.rubric.page import Asked
from tasks.rubric.phrases import option
from tasks.rubric.reading import number, one, repeated

if TYPE_CHECKING:
    from tasks.rubric.content import Answers

STRONGEST = label.STRONGEST
NEGATIVE = (-3, -2, -1)
PROBABILITIES = ("p_consensus", "p_vote", "p_tie", "p_both_bad")
# A probability that is not known.
ABSENT = -1


class PreferenceKind(Kind[Preference]):
    structure = Preference
    owned_keys = frozenset({PREFERENCE})
    has_own_key = True
    labels_items = True
    place = "main"

    def problems(self) -> Iterator[str]:
        if (self.rubric.completions.min, self.rubric.completions.max) != (2, 2):
            yield _("a preference needs completions with min 2 and max 2.")
        yield from repeated("verdicts", (verdict.code for verdict in self.question.verdicts))

    def possible(self) -> tuple[int | str, ...]:
        return (*range(-STRONGEST, STRONGEST + 1), *(verdict.code for verdict in self.question.verdicts))

    @property
    def path(self) -> tuple[str, ...]:
        return (PREFERENCE,)

    def shape(self, letters: str) -> Any:
        verdict = types.one_of(verdict.code for verdict in self.question.verdicts)
        return types.struct({"strength": types.whole(-STRONGEST, STRONGEST), "verdict": verdict})

    def allowed(self) -> str:
        return _("Choose a strength from −3 to 3, or a verdict.")

    def read(self, payload: Json, letters: str) -> Json:
        given = payload.get(PREFERENCE, {})
        return {"strength": given.get("strength"), "verdict": given.get("verdict", "")}

    def written(self, answers: Answers) -> Any:
        if answers.verdict:
            return {"verdict": answers.verdict}
        return None if answers.strength is None else {"strength": answers.strength}

    def contradictions(self, answers: Answers) -> Iterator[Problem]:
        if answers.strength is not None and answers.verdict:
            yield PREFERENCE, _("Give a strength or a verdict, not both.")

    def texts(self, answers: Answers) -> Iterator[Problem]:
        return iter(())

    def turned(self, answers: Answers, turn: Turn) -> Json:
        return {"strength": -answers.strength} if turn.swaps_a_pair and answers.strength else {}

    def given(self, answers: Answers) -> Any:
        return answers.verdict or answers.strength

    condition = given

    def wanted(self) -> str:
        return _("Choose which answer is better.")

    @property
    def script(self) -> str:
        return "kinds/preference.js"

    def words(self, language: str) -> Json:
        better = [words.in_language(language) for words in self.question.better]
        first = [{"value": step, "side": "a", "name": better[-step - 1]} for step in NEGATIVE]
        second = [{"value": -step, "side": "b", "name": better[-step - 1]} for step in reversed(NEGATIVE)]
        equal = {"value": 0, "side": None, "name": self.question.equal.in_language(language)}
        verdicts = [option(verdict, language) for verdict in self.question.verdicts]
        return {"steps": [*first, equal, *second], "verdicts": verdicts}

    def on_page(self, asked: Asked, question: Json) -> Json:
        steps = [
            step | {"key": str(at), "checked": asked.has(PREFERENCE, step["value"])}
            for at, step in enumerate(question["steps"], start=1)
        ]
        verdicts = [
            verdict | {"key": str(at), "checked": asked.has(PREFERENCE, verdict["code"])}
            for at, verdict in enumerate(question["verdicts"], start=len(steps) + 1)
        ]
        return super().on_page(asked, question) | {"steps": steps, "verdicts": verdicts}

    def from_post(self, post: Post, letters: str) -> Any:
        if not (value := one(post, PREFERENCE)):
            return {}
        chosen = number(value)
        return {"strength": chosen} if isinstance(chosen, int) else {"verdict": value}

    def to_fields(self, given: Any) -> Iterator[tuple[str, list[str]]]:
        yield PREFERENCE, [str(value) for value in given.values()]

    def vote(self, answers: Answers, letters: str) -> Json:
        return {"y": answers.strength or 0, "verdict": answers.verdict}

    def vote_features(self, letters: str) -> features.Features:
        return [features.one("y", "int64"), features.one("verdict", "string")]

    def outcome(self, label: str, detail: Json, numbers: Json) -> Json:
        p = numbers.get("probabilities", {})
        return {
            "winner": label,
            **{name: float(ABSENT if p.get(name) is None else p[name]) for name in PROBABILITIES},
            "strength": float(numbers.get("strength") or 0),
            "margin": float(numbers.get("margin") or 0),
        }

    def outcome_features(self) -> features.Features:
        return [
            features.one("winner", "string"),
            *features.many("float64", *PROBABILITIES, "strength", "margin"),
        ]

    def tallied(self, tally: Json, judged: Any, step: int) -> Json:
        is_verdict = isinstance(judged, str)
        return label.tallied(tally, None if is_verdict else judged, judged if is_verdict else "", step)

    def label(self, tally: Json, policy: Policy) -> Label:
        return label.label(tally)
