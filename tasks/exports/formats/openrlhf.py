"""OpenRLHF's reward and DPO trainers: whole conversations under `chosen` and `rejected`.

Its flag for a prompt's key has no default, so that prompts apart from the answers would be dropped in silence; a
conversation that begins with its prompt needs no flag but `--data.apply_chat_template`.
"""

from __future__ import annotations

from tasks.exports.formats import trl
from tasks.exports.formats.style import Format, Style
from tasks.exports.policy import Labels
from tasks.exports.views import refusals
from tasks.exports.views.pairs import pairs

# Its DPO takes all but the last message for the prompt.
IN_ONE_MESSAGE = (*trl.ALWAYS, refusals.answer_in_turns)

FORMAT = Format(
    "openrlhf",
    {"conversations": Style(pairs, trl.implicit, trl.implicit_features, IN_ONE_MESSAGE, Labels.ALL)},
    # It tells the kind of a file by its last suffix.
    containers=("jsonl", "parquet"),
)
