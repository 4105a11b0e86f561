"""One answer that came in steps: a numbered list, cut out again by its places, with what the source says of each step.

Decides when a list is one answer in steps: it is called so, or labels of the same number stand beside it, as in TRL's
stepwise type (huggingface.co/docs/trl/dataset_formats) and in sets of process supervision.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tasks.intake.faults import LineError
from tasks.intake.formats import asked, carried, fields, keys
from tasks.intake.formats.keys import Keys
from tasks.intake.lines import Answer, Line, Notice

LONGEST_LABEL = 8


def read(record: dict[str, Any]) -> Line:
    notices: list[Notice] = []
    found = keys.of(record)
    key = found.first(record, "steps") or found.first(record, "answers")
    if not key:
        raise LineError("missing_key", "steps", key="steps")
    prompt, used, _n_turns = asked.asked(record, found, notices)
    given = _list(record[key])
    if given is None:
        raise LineError("wrong_type", key, expected="list", found=fields.kind(record[key]))
    told = {one: record[one] for one in found.of("steplabels")}
    answer = _answer(given, key, told, notices)
    uses = {**dict.fromkeys(used, "prompt"), key: "answer", **dict.fromkeys(told, "meta")}
    return carried.line(record, uses, prompt, (answer,), notices)


def are_steps(record: Mapping[str, Any], found: Keys) -> bool:
    """Tell steps from answers: a list that is called steps, or as many labels as texts beside a list."""
    if key := found.first(record, "steps"):
        return _list(record[key]) is not None
    key = found.first(record, "answers")
    texts = _list(record[key]) if key else None
    if not texts or not all(isinstance(text, str) for text in texts):
        return False
    labels = (_list(record[one]) for one in found.of("steplabels"))
    return any(
        found is not None and len(found) == len(texts) and all(map(_is_label, found)) for found in labels
    )


def _is_label(value: object) -> bool:
    return isinstance(value, bool | int | float) or (isinstance(value, str) and len(value) <= LONGEST_LABEL)


def numbered(steps: Sequence[str]) -> tuple[str, list[list[int]]]:
    """Write steps as a numbered list; also say where each begins and ends, so that they can be cut out again.

    What follows a step's first line is set in, or it would end the list.
    """
    text, places = "", []
    for number, step in enumerate(steps, start=1):
        mark = f"{number}. "
        text += ("\n" if text else "") + mark
        shown = step.replace("\n", "\n" + " " * len(mark))
        places.append([len(text), len(text) + len(shown)])
        text += shown
    return text, places


def _answer(given: Sequence[Any], key: str, told: dict[str, Any], notices: list[Notice]) -> Answer:
    steps = [fields.as_text(step, f"{key}[{at}]", notices) for at, step in enumerate(given)]
    text, places = numbered(steps)
    return Answer(text, meta={"steps_at": places, **({"step_labels": told} if told else {})})


def _list(value: object) -> list[Any] | None:
    if isinstance(value, str) and value.lstrip().startswith("["):
        value = fields.decoded(value)
    return value if isinstance(value, list) and value else None
