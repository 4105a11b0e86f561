"""OpenRLHF's reward and DPO trainers: whole conversations under `chosen` and `rejected`.

Its flag for a prompt's key has no default, so that prompts apart from the answers would be dropped in silence; a
conversation that begins with its prompt needs no flag but `--data.apply_chat_template`.
"""

from __future__ import annotations

from tasks.exports.formats import trl
from tasks.exports.formats.style import Format, Style
from tasks.exports.policy import Labels
from tasks.exports.views.pairs import pairs

FORMAT = Format(
    "openrlhf",
    {"conversations": Style(pairs, trl.implicit, trl.implicit_features, trl.ALWAYS, Labels.ALL)},
)
