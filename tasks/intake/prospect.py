"""What each line of a dry run would become: items, part of items, or a line that waits.

Decides by the same pure functions as the import. Memory stays flat: a line is gone when it is counted, and one that
waits for others is kept as its digests.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from tasks.intake import judgements, meeting, merging, parsing
from tasks.intake.awaiting import LONGEST_SHOWN, Awaiting, Group, shortened
from tasks.intake.digested import digested, sketches
from tasks.intake.faults import LineError
from tasks.intake.heard import said_of
from tasks.intake.judgements import Judged
from tasks.intake.lines import Answer, Line
from tasks.intake.merging import Merged
from tasks.intake.parsing import Rules
from tasks.intake.receiving import Options
from tasks.intake.repeats import parts
from tasks.intake.tallying import Made, Tally
from tasks.models import Batch, Project

Json = dict[str, Any]
Models = tuple[str, ...]


class Prospect:
    """The lines so far: counted, or waiting for others of their key."""

    def __init__(self, project: Project, options: Options, *, seed: str) -> None:
        self.project_id, self.seed = project.pk, seed
        self.tally = Tally(
            project,
            keeps_repeats=options.duplicates == Batch.Duplicates.KEEP,
            counts_ratings=options.counts_ratings,
        )
        self.awaiting = Awaiting(project.pk)
        # The models of the one item that bears an id; None where several do.
        self._bearing: dict[int, Models | None] = {}
        self._alone: dict[str, tuple[Merged, int]] = {}

    def add(self, line: Line, rules: Rules, *, file: int, number: int) -> None:
        """Count a good line.

        Raises: LineError when its answers are too few or too many.
        """
        items = parsing.shape(line, rules, seed=self._draw(file, number))
        self.tally.accept(line, line.layout)
        if not items:
            self.awaiting.add(line, file=file, number=number)
            self.tally.n["waiting"] += 1
            return
        small = digested(line)
        judged = judgements.of_line(small, items, file=file, number=number)
        self._make(small, judged, [shortened(line)] if self.tally.wants_items else ())

    def join(self, rules: Rules) -> None:
        """Join what waits, once every file is read, as far as it can be joined."""
        for group in self.awaiting.groups():
            self._join(group, rules)
        for group in self.awaiting.awaited(lambda external_id: _hashed(external_id) in self._bearing):
            self._remember_alone(merging.merge(group.lines), 0)
        self._meet()

    def _join(self, group: Group, rules: Rules) -> None:
        first = group.places[0]
        merged = merging.merge(group.lines)
        if self._remember_alone(merged, len(group.places)):
            return
        try:
            items = parsing.shape(merged.line, rules, seed=self._draw(first.file, first.number))
        except LineError as fault:
            for place in group.places:
                self.tally.reject(fault, file=place.file, number=place.number)
            self._move(group, "accepted")
            return
        if items:
            judged = Judged(first.file, first.number, merged.line.answers, items, merged.said)
            self._make(merged.line, judged, group.whole)
            self._move(group)

    def _remember_alone(self, merged: Merged, n_lines: int) -> bool:
        """Tell whether lines are nothing but ratings, and remember those until all items are known."""
        is_alone = bool(merged.said) and not merged.line.prompt and not merged.line.answers
        if is_alone and merged.line.key.startswith(meeting.KEY):
            self._alone[merged.line.key.removeprefix(meeting.KEY)] = merged, n_lines
        return is_alone

    def _move(self, group: Group, *counts: str) -> None:
        for name in ("waiting", *counts):
            self.tally.n[name] -= len(group.places)

    def _make(self, small: Line, judged: Judged, whole: Sequence[Line]) -> None:
        shown = _shown(judged, whole) if whole and self.tally.wants_items else ()
        self.tally.n_answers[len(judged.answers)] += 1
        self.tally.make(Made(small.language, sketches(judged, small.prompt), shown))
        if small.external_id:
            self._bear(small.external_id, judged)

    def _bear(self, external_id: str, judged: Judged) -> None:
        """Remember what ratings that come alone will find under the id; nothing where several items bear it."""
        key = _hashed(external_id)
        is_one = len(judged.items) == 1 and key not in self._bearing
        self._bearing[key] = tuple(answer.model for answer in judged.answers) if is_one else None
        if is_one and any(said.ratings for said in judged.said):
            self.tally.heard.count(key.to_bytes(8), said_of(judged, judged.items[0]))

    def _meet(self) -> None:
        """Find the items that ratings without answers speak of: the upload's own first, then the project's."""
        elsewhere = []
        for external_id, (merged, n_lines) in self._alone.items():
            key = _hashed(external_id)
            if models := self._bearing.get(key):
                self._count_met(merged, n_lines, models, key.to_bytes(8))
            elif key not in self._bearing:
                elsewhere.append(external_id)
        for part in parts(elsewhere):
            items = meeting.bearing(part, project_id=self.project_id, batch_id=None)
            shown = judgements.answers_of(list(items.values()))
            for external_id, item in items.items():
                models = tuple(answer.model for answer in shown[item])
                self._count_met(*self._alone[external_id], models, item)

    def _count_met(self, merged: Merged, n_lines: int, models: Models, item: int | bytes) -> None:
        places = tuple(range(len(models)))
        answers = tuple(Answer("", model) for model in models)
        judged = Judged(0, 0, answers, [places], [one._replace(at=places) for one in merged.said])
        said = said_of(judged, places)
        if isinstance(item, int):
            self.tally.heard.ask([item], [said])
        self.tally.hear(said, item)
        self.tally.n["gold"] += next(judgements.golds_on(judged, places), None) is not None
        self.tally.n["waiting"] -= n_lines

    def _draw(self, file: int, number: int) -> int:
        return int.from_bytes(sha256(f"{self.seed}:{file}:{number}".encode()).digest()[:8], "big")


def _hashed(text: str) -> int:
    return int.from_bytes(sha256(text.encode()).digest()[:8], "big")


def _shown(judged: Judged, whole: Sequence[Line]) -> list[Json]:
    """Show items as raters will see them, in canonical order; none where not all their texts were kept."""
    merged = merging.merge(whole).line if len(whole) > 1 else whole[0]
    if len(merged.answers) != len(judged.answers):
        return []
    prompt = [{"role": message.role, "content": message.content[:LONGEST_SHOWN]} for message in merged.prompt]
    return [_item(judged, prompt, [merged.answers[place] for place in item]) for item in judged.items]


def _item(judged: Judged, prompt: list[Json], answers: Sequence[Answer]) -> Json:
    return {
        "file": judged.file,
        "line": judged.line,
        "prompt": prompt,
        "answers": [answer.text[:LONGEST_SHOWN] for answer in answers],
        "media": [answer.media for answer in answers],
        "is_cut": any(len(answer.text) > LONGEST_SHOWN for answer in answers),
    }
