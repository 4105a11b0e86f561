"""Axolotl: its reward model's single turns (`bradley_terry.chat_template`), DPO's conversations, and KTO's answers.

The reward model's rows have `system` always, since a missing one ends the run; but an empty one is trained as an empty
turn unless the option `drop_system_message` is set, which drops all. So rows with a system text are another style.
"""

from __future__ import annotations

from tasks.exports.examples import Judged, Pair
from tasks.exports.formats import features
from tasks.exports.formats.messages import plain
from tasks.exports.formats.style import Format, Style
from tasks.exports.policy import Labels
from tasks.exports.rows import Record
from tasks.exports.shape import Shape
from tasks.exports.views import refusals
from tasks.exports.views.judged import judged
from tasks.exports.views.pairs import pairs

WITHOUT_MARGIN = (Labels.HARD, Labels.SOFT, Labels.REPEAT, Labels.RATINGS)
CONVERSATION = (
    refusals.alike_answers,
    # Where a template ends a turn with nothing, an empty text stops the whole run.
    refusals.empty_answer,
    refusals.no_question,
    refusals.tools,
    refusals.answer_in_turns,
)
ONE_QUESTION = (*CONVERSATION, refusals.several_turns)


def reward(pair: Pair, _shape: Shape) -> Record:
    system = pair.row.prompt[0]
    return {
        "system": system["content"] if system["role"] == "system" else "",
        "input": pair.row.prompt[-1]["content"],
        "chosen": pair.chosen.text,
        "rejected": pair.rejected.text,
    }


def dpo(pair: Pair, _shape: Shape) -> Record:
    (chosen,), (rejected,) = plain(pair.chosen.as_message()), plain(pair.rejected.as_message())
    return {"messages": plain(pair.row.prompt), "chosen": chosen, "rejected": rejected}


def kto(judged: Judged, _shape: Shape) -> Record:
    """Write the whole conversation, for its type `chatml.argilla_chat`, which reads no prompt beside it."""
    conversation = plain([*judged.row.prompt, *judged.completion.as_message()])
    return {"completion": conversation, "label": judged.is_good}


def _reward(_shape: Shape) -> features.Features:
    return features.many("string", "system", "input", "chosen", "rejected")


def _dpo(_shape: Shape) -> features.Features:
    message = features.many("string", "content", "role")
    return [
        features.messages("messages", features.PLAIN),
        *(features.struct(name, message) for name in ("chosen", "rejected")),
    ]


def _kto(_shape: Shape) -> features.Features:
    return [features.messages("completion", features.PLAIN), features.one("label", "bool")]


FORMAT = Format(
    "axolotl",
    {
        "reward": Style(pairs, reward, _reward, (*ONE_QUESTION, refusals.system_prompt), WITHOUT_MARGIN),
        "reward-system": Style(
            pairs, reward, _reward, (*ONE_QUESTION, refusals.no_system_prompt), WITHOUT_MARGIN
        ),
        "dpo": Style(pairs, dpo, _dpo, CONVERSATION, WITHOUT_MARGIN),
        "kto": Style(judged, kto, _kto, CONVERSATION, reads_ratings=True),
    },
    containers=("jsonl", "parquet"),
)
