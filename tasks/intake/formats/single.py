"""One answer to a prompt: lines of the same prompt are joined, over all files of a batch.

Defined by results/MODEL/model_outputs.json of github.com/tatsu-lab/alpaca_eval (`instruction`, `output`,
`generator`), data/README.md of github.com/hiyouga/LLaMA-Factory (`instruction`, `input`, `output`, `kto_tag`), and
TRL's dataset formats, huggingface.co/docs/trl/dataset_formats (`prompt`, `completion`, `label`). What else the row says
is said of the answer.
"""

from __future__ import annotations

from itertools import product
from typing import Any

from django.utils.translation import gettext_lazy as _

from tasks.intake.faults import LineError
from tasks.intake.formats import carried, flat, messages
from tasks.intake.formats.fields import Layout
from tasks.intake.lines import Line, Notice

ANSWERS = ("response", "output", "answer", "completion", "generation", "model_output", "text")


def read(record: dict[str, Any]) -> Line:
    notices: list[Notice] = []
    prompt, used = flat.asked(record, notices)
    key = next((key for key in ANSWERS if key in record), None)
    if key is None:
        raise LineError("missing_key", ANSWERS[0], key=ANSWERS[0])
    name, model_key = flat.model(record)
    answer = messages.answer(record[key], key, notices, name)
    return carried.line(record, (*used, key, *model_key), prompt, (answer,), notices, joins=True)


LAYOUT = Layout(
    "single",
    ("prompt", "response"),
    read,
    title=_("One answer a line, joined by prompt (AlpacaEval, Alpaca, TRL unpaired)"),
    also=tuple(product(flat.PROMPTS, ANSWERS)),
)
