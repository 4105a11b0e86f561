"""Axolotl: its reward model's single turns (`bradley_terry.chat_template`), DPO's conversations, and KTO's answers."""

from __future__ import annotations

from tasks.exports.examples import Judged, Pair
from tasks.exports.formats import features, trl
from tasks.exports.formats.messages import plain
from tasks.exports.formats.style import Format, Style
from tasks.exports.policy import Labels
from tasks.exports.rows import Record
from tasks.exports.shape import Shape
from tasks.exports.views import refusals
from tasks.exports.views.judged import judged
from tasks.exports.views.pairs import pairs

WITHOUT_MARGIN = (Labels.HARD, Labels.SOFT, Labels.REPEAT, Labels.RATINGS)
ONE_QUESTION = (
    refusals.alike_answers,
    # It trains on a dummy prompt where a text is empty.
    refusals.empty_answer,
    refusals.tools,
    refusals.answer_in_turns,
    refusals.several_turns,
)


def reward(pair: Pair, _shape: Shape) -> Record:
    """Write `system` always: the code looks it up, though its documentation calls it optional."""
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
    return {
        "prompt": judged.row.prompt[-1]["content"],
        "completion": judged.completion.text,
        "label": judged.is_good,
    }


def _reward(_shape: Shape) -> features.Features:
    return features.many("string", "system", "input", "chosen", "rejected")


def _dpo(_shape: Shape) -> features.Features:
    message = features.many("string", "content", "role")
    return [
        features.messages("messages", features.PLAIN),
        *(features.struct(name, message) for name in ("chosen", "rejected")),
    ]


FORMAT = Format(
    "axolotl",
    {
        "reward": Style(pairs, reward, _reward, ONE_QUESTION, WITHOUT_MARGIN),
        "dpo": Style(
            pairs,
            dpo,
            _dpo,
            (
                refusals.alike_answers,
                refusals.empty_answer,
                refusals.answer_in_turns,
                refusals.tools,
                refusals.no_question,
            ),
            WITHOUT_MARGIN,
        ),
        "kto": Style(
            judged,
            kto,
            trl.unpaired_text_features,
            (*ONE_QUESTION, refusals.system_prompt),
            reads_ratings=True,
        ),
    },
)
