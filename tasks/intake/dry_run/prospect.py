"""What each line of a dry run would become: items, part of items, or a line that waits.

Decides by the same pure functions as the import. Memory stays flat: a line is gone when it is counted, and one that
waits for others is kept as its digests.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from tasks.intake import merging, parsing
from tasks.intake.dry_run.awaiting import LONGEST_SHOWN, Awaiting, Group, shortened
from tasks.intake.dry_run.bearing import Bearing
from tasks.intake.dry_run.digested import digested, sketches
from tasks.intake.dry_run.tallying import Made, Tally
from tasks.intake.faults import LineError
from tasks.intake.judged import judgements
from tasks.intake.judged.judgements import Judged
from tasks.intake.lines import Answer, Line
from tasks.intake.parsing import Rules
from tasks.intake.receiving import Options
from tasks.models import Batch, Project

Json = dict[str, Any]


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
        self.bearing = Bearing(self.tally)
        self.tally.on_kept = self.bearing.keep

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
        self.tally.settle()
        for group in self.awaiting.awaited(self.bearing.bears):
            self.bearing.remember(merging.merge(group.lines), 0)
        self.bearing.meet(self.project_id)

    def _join(self, group: Group, rules: Rules) -> None:
        first = group.places[0]
        merged = merging.merge(group.lines)
        if self.bearing.remember(merged, len(group.places)):
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

    def _move(self, group: Group, *counts: str) -> None:
        for name in ("waiting", *counts):
            self.tally.n[name] -= len(group.places)

    def _make(self, small: Line, judged: Judged, whole: Sequence[Line]) -> None:
        self.tally.n_answers[len(judged.answers)] += 1
        self.tally.make(
            Made(
                language=small.language,
                sketches=sketches(judged, small.prompt),
                external_id=small.external_id,
                models=[tuple(judged.answers[place].model for place in item) for item in judged.items]
                if small.external_id
                else (),
                shown=_shown(judged, whole) if whole else (),
            )
        )

    def _draw(self, file: int, number: int) -> int:
        return int.from_bytes(sha256(f"{self.seed}:{file}:{number}".encode()).digest()[:8], "big")


def _shown(judged: Judged, whole: Sequence[Line]) -> list[Json]:
    """Show items as raters will see them, in canonical order; none where not all their texts were kept."""
    merged = merging.merge(whole).line if len(whole) > 1 else whole[0]
    if len(merged.answers) != len(judged.answers):
        return []
    prompt = [message.stored() | {"content": message.content[:LONGEST_SHOWN]} for message in merged.prompt]
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
