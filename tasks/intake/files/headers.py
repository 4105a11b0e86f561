"""Which columns of a table are which of our keys, where nobody has said so and no layout knows their names.

Decides when a guess is worth more than the names as they stand: where they say nothing, or say only what was asked and
two columns look like answers. The import and the dry run both go by it; what is chosen on the page goes before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tasks.intake import formats
from tasks.intake.files import columns
from tasks.intake.parsing import Rules

# Layouts that are at home in a table of prompts; their keys say nothing of answers.
WITHOUT_ANSWERS = {"prompts", "judgements"}
Guess = dict[str, str | list[str]]


def guess(header: Sequence[str] | None, rules: Rules) -> Guess:
    """Say which column stands for which key; empty for a file that is no table or needs no guess."""
    if header is None or rules.columns or rules.layout or any("\0" in name for name in header):
        return {}
    found = columns.suggest(header)
    answers = found.get("completions")
    if not answers or "prompt" not in found:
        return {}
    known = {layout.name for layout in formats.marked_by(header)}
    is_silent = not known or (known <= WITHOUT_ANSWERS and isinstance(answers, list) and len(answers) > 1)
    return found if is_silent else {}


def with_guess(rules: Rules, found: Guess) -> Rules:
    """Let lines be read by what was guessed of their file's columns."""
    return replace(rules, columns=found) if found else rules
