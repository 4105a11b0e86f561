r"""What a good line looks like as rows of our tables, in COPY's text format, but for the ids.

Decides how a line's answers become items, and what each row says. No database is asked, so rows are made ahead while
another chunk is written; `storing` puts the ids in front of them.

A row is text: columns are parted by tabs, `\N` is null, and what is special in a text (backslash, tab, line ends) is
escaped. JSON has its own escapes, of which COPY must see the backslash only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from tasks.intake import hashing, languages
from tasks.intake.canonical import json_text
from tasks.intake.lines import Answer, Line, Message, Notice
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


class AnswerRow(NamedTuple):
    """A completion: its exact digest, and its columns from `digest` on."""

    digest: bytes
    columns: str


class ItemRow(NamedTuple):
    """An item: its place, the answers it shows, its content digest, and its columns from `file` to `is_audit`."""

    place: Place
    answers: Places
    digest: bytes
    columns: str
    is_audit: bool


class LineRows(NamedTuple):
    """A line's rows: its prompt's columns from `digest` on, its items' last ones, and those of their detail."""

    prompt: bytes
    prompt_columns: str
    answers: Sequence[AnswerRow]
    items: Sequence[ItemRow]
    item_columns: str
    detail_columns: str
    link_columns: str
    wants_ids: bool
    external_id: str = ""


def of_line(
    line: Line,
    *,
    file: int,
    number: int,
    items: Sequence[Places],
    wants_ids: bool,
    priority: int,
    skill_ids: Sequence[int],
    draws: Draws,
) -> LineRows:
    """Make the rows of a line and of the items that its answers make."""
    texts = [hashing.normalised(message.content) for message in line.prompt]
    same_prompt = hashing.same_prompt_digest(line.prompt, texts)
    same_answers = [hashing.same_answer_digest(answer) for answer in line.answers]
    language, meta = line.language or languages.guess(line.prompt), _json(_meta(line))
    return LineRows(
        prompt=(prompt := hashing.prompt_digest(line.prompt)),
        prompt_columns=_prompt(
            line.prompt, prompt, _text(language), hashing.group_digest(line.prompt, texts)
        ),
        answers=[_answer(answer) for answer in line.answers],
        items=[
            _item(
                Place(file, number, nth),
                places,
                hashing.item_digest(same_prompt, [same_answers[place] for place in places]),
                priority,
                draws,
            )
            for nth, places in enumerate(items)
        ],
        item_columns=f"{_text(language)}\t{_text(line.domain)}\t{{{','.join(map(str, skill_ids))}}}",
        detail_columns=_detail(line, meta),
        link_columns=f"{_text(line.external_id)}\t{meta}",
        wants_ids=wants_ids,
        external_id=line.external_id,
    )


def _prompt(messages: Iterable[Message], digest: bytes, language: str, group: bytes) -> str:
    told = json_text([message.stored() for message in messages])
    return f"{_bytes(digest)}\t{_escaped_json(told)}\t{language}\t{_bytes(group)}"


def _answer(answer: Answer) -> AnswerRow:
    digest, of_text = hashing.completion_digest(answer), hashing.text_digest(answer.text)
    columns = (
        f"{_bytes(digest)}\t{_bytes(of_text)}\t{_text(answer.text)}\t{_text(answer.model)}\t{_text(answer.origin)}"
        f"\t{answer.media or NULL}\t{_json(answer.meta)}"
    )
    return AnswerRow(digest, columns)


def _item(place: Place, answers: Places, digest: bytes, priority: int, draws: Draws) -> ItemRow:
    shuffle, is_audit = draws.of(place)
    columns = f"{place.file}\t{place.line}\t{place.nth}\t{_bytes(digest)}\t{priority}\t{shuffle}\t{is_audit}"
    return ItemRow(place, answers, digest, columns, is_audit)


def _detail(line: Line, meta: str) -> str:
    return (
        f"{_text(line.external_id)}\t{_text(line.reference)}\t{_json(line.sources)}\t{_json(line.attachments)}"
        f"\t{_json(line.warnings)}\t{meta}"
    )


def _meta(line: Line) -> dict[str, Any]:
    """Keep the notices with the item, so that a manager can see which lines they were about."""
    return {**line.meta, "import_notices": list(map(_notice, line.notices))} if line.notices else line.meta


def _notice(notice: Notice) -> dict[str, str]:
    return {"code": notice.code, "field": notice.field}


def _bytes(value: bytes) -> str:
    return "\\\\x" + value.hex()


def _text(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def _json(value: Any) -> str:
    if value:
        return _escaped_json(json_text(value))
    return "{}" if isinstance(value, dict) else "[]"


def _escaped_json(text: str) -> str:
    return text.replace("\\", "\\\\")
