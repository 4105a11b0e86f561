"""Ratings that come without answers, and the items of an upload that they will find: the dry run's `meeting`."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple

from tasks.intake import meeting
from tasks.intake.dry_run.heard import said_of
from tasks.intake.dry_run.repeats import parts
from tasks.intake.dry_run.tallying import Made, Models, Tally
from tasks.intake.judged import judgements
from tasks.intake.judged.judgements import Judged
from tasks.intake.lines import Answer
from tasks.intake.merging import Merged


class Borne(NamedTuple):
    """The one item that bears an id: the models of its answers, and under what its raters are heard."""

    models: Models
    heard_as: int | bytes


class Bearing:
    """Which item of the upload bears which id, eight bytes of it; and the ratings that look for one."""

    def __init__(self, tally: Tally) -> None:
        self.tally = tally
        self._borne: dict[int, Borne | None] = {}
        self._alone: dict[str, tuple[Merged, int]] = {}

    def keep(self, made: Made, kept: Sequence[int]) -> None:
        """Remember the items that a line leaves under its id; nothing is found where several bear it."""
        if not made.external_id:
            return
        key = _hashed(made.external_id)
        for at in kept:
            if key in self._borne:
                self._borne[key] = None
                continue
            sketch = made.sketches[at]
            # Items of equal content are told apart by their id, where they are kept at all.
            heard_as = key.to_bytes(8) if self.tally.keeps_repeats else sketch.digest
            self._borne[key] = Borne(made.models[at], heard_as)
            if self.tally.keeps_repeats and sketch.said.raters:
                self.tally.heard.count(heard_as, sketch.said)

    def bears(self, external_id: str) -> bool:
        return _hashed(external_id) in self._borne

    def remember(self, merged: Merged, n_lines: int) -> bool:
        """Tell whether lines are nothing but ratings, and remember those until all items are known."""
        is_alone = bool(merged.said) and not merged.line.prompt and not merged.line.answers
        if is_alone and merged.line.key.startswith(meeting.KEY):
            self._alone[merged.line.key.removeprefix(meeting.KEY)] = merged, n_lines
        return is_alone

    def meet(self, project_id: int) -> None:
        """Find the items that remembered ratings speak of: the upload's own first, then the project's."""
        for external_id in filter(self.bears, self._alone):
            if found := self._borne[_hashed(external_id)]:
                self._count(external_id, found)
        for part in parts([one for one in self._alone if not self.bears(one)]):
            items = meeting.bearing(part, project_id=project_id, batch_id=None)
            shown = judgements.answers_of(list(items.values()))
            for external_id, item in items.items():
                models = tuple(answer.model for answer in shown[item])
                self._count(external_id, Borne(models, item))

    def _count(self, external_id: str, found: Borne) -> None:
        merged, n_lines = self._alone[external_id]
        places = tuple(range(len(found.models)))
        answers = tuple(Answer("", model) for model in found.models)
        judged = Judged(0, 0, answers, [places], [one._replace(at=places) for one in merged.said])
        said = said_of(judged, places)
        if isinstance(found.heard_as, int):
            self.tally.heard.ask([found.heard_as], [said])
        self.tally.hear(said, found.heard_as)
        self.tally.n["gold"] += next(judgements.golds_on(judged, places), None) is not None
        self.tally.n["waiting"] -= n_lines


def _hashed(text: str) -> int:
    return int.from_bytes(sha256(text.encode()).digest()[:8], "big")
