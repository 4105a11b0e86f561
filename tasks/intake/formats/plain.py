"""The readers of records that are known by the names of their keys: pairs, lists, single answers, talks, prompts.

Their keys go through `vocabulary`, so that a table and JSON lines are read alike. Each reader takes a record and raises
LineError naming the key that is missing or wrong; which of them takes a record is decided in `layouts`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from tasks.intake.faults import LineError
from tasks.intake.formats import asked, carried, elsewhere, fields, judged_rows, keys, messages, told
from tasks.intake.formats.keys import Family, Keys
from tasks.intake.lines import Answer, Line, Message, Notice, Told

TEXTS = {"text", "content"}
NO_TEXT = {"none", "null", "n/a", "nan", ""}


def pairs(record: dict[str, Any]) -> Line:
    """Read two or more answers under keys that differ by a number, a letter or a side."""
    notices: list[Notice] = []
    found = keys.of(record)
    if not found.families:
        raise LineError("missing_key", found.lacking or "response_a", key=found.lacking or "response_a")
    prompt, used, n_turns = asked.asked(record, found, notices)
    family = _there(record, found.families[0])
    model_keys = models_of(record, found, family)
    names = [record[key] for key in model_keys] or [""] * len(family.keys)
    answers = tuple(
        messages.answer(_turns(record[key], n_turns), key, notices, name)
        for key, name in zip(family.keys, names, strict=True)
    )
    labels = told.labels(record, found, family, answers, names)
    uses = _uses(prompt=used, answer=family.keys, model=model_keys)
    return judged(record, found, uses, prompt, answers, labels, notices)


def candidates(record: dict[str, Any]) -> Line:
    """Read a list of answers under one key: texts, or objects that name their model."""
    notices: list[Notice] = []
    found = keys.of(record)
    prompt, used, _n_turns = asked.asked(record, found, notices)
    key = found.first(record, "answers")
    if not key:
        raise LineError("missing_key", "responses", key="responses")
    given = enumerate(fields.listed(record[key], key))
    answers = tuple(_listed(one, f"{key}[{index}]", notices) for index, one in given)
    named, models = _with_models(answers, record, found)
    return carried.line(record, _uses(prompt=used, answer=(key,), model=models), prompt, named, notices)


def single(record: dict[str, Any]) -> Line:
    """Read one answer, or the several of a list of texts; without a prompt it waits for that of its id."""
    notices: list[Notice] = []
    found = keys.of(record)
    key = found.first(record, "answer", "weakanswer") or _text_beside(record, found)
    key = key or next(iter(found.of("answer", "weakanswer")), "")
    waits = not found.first(record, "prompt", "context") or found.first(record, "prompt", "context") == key
    known = fields.short(record.get(found.first(record, "id")), "id", fields.MAX_ID) if waits else ""
    if not key and not (key := found.better):
        raise LineError("missing_key", "response", key="response")
    prompt, used, n_turns = ((), (), 0) if waits and known else asked.asked(record, found, notices)
    texts = fields.texts_of(record[key]) if isinstance(record[key], list) and n_turns < 2 else None
    if texts is not None:
        return _of_texts(record, found, key, texts, prompt, used, notices)
    name, models = model_of(record, found)
    answer = messages.answer(_turns(record[key], n_turns), key, notices, name)
    uses = _uses(prompt=used, answer=(key,), model=models)
    if waits and known:
        left = carried.line(record, uses, (), (answer,), notices)
        return replace(left, answers=(replace(answer, meta={**left.meta, **answer.meta}),), meta={})
    return judged(record, found, uses, prompt, (answer,), (), notices)


def conversation(record: dict[str, Any]) -> Line:
    """Read a whole conversation: the last answer of the assistant is the one to be judged, the rest its prompt."""
    notices: list[Notice] = []
    found = keys.of(record)
    said_before, key, used = talk(record, found, notices)
    beside = found.first(record, "answer")
    if beside and said_before and said_before[-1].role == "user":
        messages.refuse_unasked(said_before, key)
        name, models = model_of(record, found)
        answer = messages.answer(record[beside], beside, notices, name)
        uses = _uses(prompt=used, answer=(beside,), model=models)
        return carried.line(record, uses, said_before, (answer,), notices, joins=True)
    prompt, said = messages.split(said_before, key)
    name, models = model_of(record, found) if said else ("", ())
    answers = (Answer(messages.text_of(said), model=name, meta=messages.turns(said)),) if said else ()
    uses = _uses(prompt=used, model=models)
    return carried.line(record, uses, prompt, answers, notices, joins=bool(said))


def prompts(record: dict[str, Any]) -> Line:
    """Read a prompt alone, which waits for answers."""
    notices: list[Notice] = []
    prompt, used, _n_turns = asked.asked(record, keys.of(record), notices)
    return carried.line(record, _uses(prompt=used), prompt, (), notices)


def judged(
    record: dict[str, Any],
    found: Keys,
    uses: dict[str, str],
    prompt: tuple[Message, ...],
    answers: tuple[Answer, ...],
    labels: tuple[Told, ...],
    notices: list[Notice],
) -> Line:
    """Build the line of a row; one that names its rater is a judgement, and rows of the same texts are one item."""
    at = [key for key, role in uses.items() if role == "answer"]
    rating, said = (
        judged_rows.of_answers(record, found, at, labels, notices) if "ratings" not in record else (None, {})
    )
    joins = len(answers) == 1
    if rating is None:
        meta = {**{one.key: record[one.key] for one in labels}, **preference(labels)} if labels else None
        uses |= {one.key: "source_preference" for one in labels}
        return carried.line(record, uses, prompt, answers, notices, meta=meta, joins=joins, labels=labels)
    line = carried.line(record, uses | said, prompt, answers, notices, joins=joins, ratings=(rating,))
    return line if joins else replace(line, key=elsewhere.content_key(prompt, answers), gathers=True)


def listed(
    record: dict[str, Any], found: Keys, texts: Mapping[str, list[str]], notices: list[Notice]
) -> Line:
    """Read a prompt and the lists of texts under these keys, each text an answer that keeps where it stood."""
    prompt, used, _n_turns = asked.asked(record, found, notices)
    answers = tuple(Answer(text, meta={"source_key": key}) for key, under in texts.items() for text in under)
    return carried.line(record, _uses(prompt=used, answer=texts), prompt, answers, notices)


def preference(labels: Sequence[Told]) -> dict[str, str]:
    return {"source_preference": labels[0].said} if labels else {}


def talk(
    record: Mapping[str, Any], found: Keys, notices: list[Notice]
) -> tuple[tuple[Message, ...], str, tuple[str, ...]]:
    """Read the messages of a conversation, and say under which key they stand and which keys were used."""
    key = found.first(record, "conversation") or next(iter(found.of("conversation")), "messages")
    given = fields.listed(fields.required(record, key), key)
    heard = messages.listed(messages.rounds(given), key, notices)
    before = asked.system(record, found) if not heard or heard[0].role != "system" else ""
    opening = (Message("system", record[before]),) if before else ()
    return (*opening, *heard), key, (key, *filter(None, (before,)))


def model_of(record: Mapping[str, Any], found: Keys) -> tuple[str, tuple[str, ...]]:
    """Name the model that answered, and the key that says so."""
    key = next((key for key in found.of("model") if is_name(record[key])), "")
    return (record[key], (key,)) if key else ("", ())


def models_of(record: Mapping[str, Any], found: Keys, family: Family) -> tuple[str, ...]:
    """Find the keys that name the models of the answers: in the same places, or as many in another order."""
    places = [found.places.get(key, "") for key in family.keys]
    for named in found.models.values():
        for keys_ in ([named.get(place, "") for place in places], list(named.values())[: len(places)]):
            if len(keys_) == len(places) and all(is_name(record.get(key)) for key in keys_):
                return tuple(keys_)
    return ()


def is_name(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= fields.MAX_MODEL


def _uses(**roles: Iterable[str]) -> dict[str, str]:
    return {key: role for role, used in roles.items() for key in used}


def _there(record: Mapping[str, Any], family: Family) -> Family:
    """Leave out what is null behind the second answer: it is no answer."""
    if all(record[key] is not None for key in family.keys):
        return family
    there = tuple(key for at, key in enumerate(family.keys) if at < 2 or record[key] is not None)
    return family._replace(keys=there)


def _turns(value: Any, n_turns: int) -> Any:
    """Take the JSON text of a list as its texts where the prompt came as a list too."""
    return fields.texts_of(value) or value if n_turns and isinstance(value, str) else value


def _listed(value: object, path: str, notices: list[Notice]) -> Answer:
    """Read a text or an object; a message or several are read as an answer of turns."""
    if not isinstance(value, dict) or "role" in value or "from" in value:
        return messages.answer(value, path, notices)
    found = keys.of(value)
    key = found.first(value, "answer") or next((key for key in value if key in TEXTS), "")
    if not key:
        raise LineError("missing_key", f"{path}.text", key="text")
    name, models = model_of(value, found)
    said = messages.answer(value[key], f"{path}.{key}", notices, name)
    return replace(said, meta={**fields.rest(value, (key, *models)), **said.meta})


def _with_models(
    answers: tuple[Answer, ...], record: Mapping[str, Any], found: Keys
) -> tuple[tuple[Answer, ...], tuple[str, ...]]:
    """Give answers without a model those of a list beside them, if it has one for each."""
    key = found.first(record, "models")
    models = record.get(key)
    if isinstance(models, str) and models.lstrip().startswith("["):
        models = fields.decoded(models)
    fits = isinstance(models, list) and len(models) == len(answers) and all(map(is_name, models))
    if not isinstance(models, list) or not fits or any(answer.model for answer in answers):
        return answers, ()
    return tuple(replace(answer, model=name) for answer, name in zip(answers, models, strict=True)), (key,)


def _of_texts(
    record: dict[str, Any],
    found: Keys,
    key: str,
    texts: Sequence[str],
    prompt: tuple[Message, ...],
    used: tuple[str, ...],
    notices: list[Notice],
) -> Line:
    """Read several answers under a key of one; a list of one says what it says unless that is “None”.

    Raises: LineError naming the key that holds a text instead.
    """
    if len(texts) == 1 and texts[0].strip().casefold() in NO_TEXT:
        other = next(
            (one for one, value in record.items() if one not in (key, *used) and fields.is_long(value)), ""
        )
        raise LineError("no_text_in_list", key, key=key, found=texts[0][:40] or "“”", other=other or "…")
    name, models = model_of(record, found)
    answers = tuple(Answer(text, model=name) for text in texts)
    uses = _uses(prompt=used, answer=(key,), model=models)
    return carried.line(record, uses, prompt, answers, notices, joins=len(answers) == 1)


def _text_beside(record: Mapping[str, Any], found: Keys) -> str:
    """Take `text` as the answer to a prompt that has a name of its own."""
    if not found.first(record, "prompt"):
        return ""
    return next(
        (key for key in found.of("context") if key.casefold() == "text" and record[key] is not None), ""
    )
