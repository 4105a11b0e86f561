"""What a good line looks like as rows of the staging tables, in COPY's text format.

Decides how a line's answers become the rows of its items; no database is asked, so rows are made ahead while another
chunk is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from tasks.intake import hashing, languages
from tasks.intake.canonical import json_text
from tasks.intake.lines import Answer, Line, Notice
from tasks.intake.pairing import Places

NULL = "\\N"


class Place(NamedTuple):
    """Where an item comes from: the file's position in its batch, the line, and which of the line's items."""

    file: int
    line: int
    nth: int


class Draws(NamedTuple):
    """What is drawn for a batch's items: from the project's seed, so that a resumed import draws the same again."""

    seed: str
    audit_share: float

    def of(self, place: Place) -> tuple[int, bool]:
        """Draw an item's place in the random order, and whether it belongs to the audit sample."""
        draw = sha256(f"{self.seed}:{place.file}:{place.line}:{place.nth}".encode()).digest()
        return int.from_bytes(draw[:4], "big") >> 1, int.from_bytes(
            draw[4:12], "big"
        ) < self.audit_share * 2**64


class Rows:
    """A chunk's rows, as they grow."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.answers: list[str] = []
        self.items: list[str] = []
        self.n_items_of: dict[tuple[int, int], int] = {}

    def add(
        self,
        line: Line,
        *,
        file: int,
        number: int,
        items: Sequence[Places],
        wants_ids: bool,
        priority: int,
        skill_ids: Sequence[int],
        draws: Draws,
        media: Mapping[str, int],
    ) -> None:
        """Add a line with the items that its answers make."""
        prompt = hashing.same_prompt_digest(line.prompt)
        answers = [hashing.same_answer_digest(answer) for answer in line.answers]
        self.lines.append(_line_row(line, file, number, priority, skill_ids))
        for position, answer in enumerate(line.answers):
            self.answers.append(_answer_row(answer, file, number, position, media))
        for nth, places in enumerate(items):
            digest = hashing.item_digest(prompt, [answers[place] for place in places])
            shuffle, is_audit = draws.of(Place(file, number, nth))
            self.items.append(_row((file, number, nth, _array(places), digest, shuffle, is_audit, wants_ids)))
        self.n_items_of[file, number] = len(items)


def _line_row(line: Line, file: int, number: int, priority: int, skill_ids: Sequence[int]) -> str:
    language = line.language or languages.guess(line.prompt)
    return _row(
        (
            file,
            number,
            hashing.prompt_digest(line.prompt),
            hashing.group_digest(line.prompt),
            json_text([{"role": message.role, "content": message.content} for message in line.prompt]),
            language,
            language,
            line.domain,
            priority,
            _array(skill_ids),
            line.external_id,
            line.reference,
            _json(line.sources),
            _json(line.attachments),
            _json(line.warnings),
            _json(_meta(line)),
        )
    )


def _answer_row(answer: Answer, file: int, number: int, position: int, media: Mapping[str, int]) -> str:
    return _row(
        (
            file,
            number,
            position,
            hashing.completion_digest(answer),
            hashing.text_digest(answer.text),
            answer.text,
            answer.model,
            answer.origin,
            media[answer.media] if answer.media else None,
            _json(answer.meta),
        )
    )


def _meta(line: Line) -> dict[str, Any]:
    """Keep the notices with the item, so that a manager can see which lines they were about."""
    return {**line.meta, "import_notices": list(map(_notice, line.notices))} if line.notices else line.meta


def _notice(notice: Notice) -> dict[str, str]:
    return {"code": notice.code, "field": notice.field}


def _json(value: Any) -> str:
    if value:
        return json_text(value)
    return "{}" if isinstance(value, dict) else "[]"


def _array(values: Iterable[int]) -> str:
    return "{" + ",".join(map(str, values)) + "}"


def _row(values: Iterable[Any]) -> str:
    return "\t".join(map(_copied, values)) + "\n"


def _copied(value: Any) -> str:
    """Write one value in COPY's text format."""
    if isinstance(value, str):
        return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    if isinstance(value, bytes):
        return "\\\\x" + value.hex()
    return NULL if value is None else str(value)
