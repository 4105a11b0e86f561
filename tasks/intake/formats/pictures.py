"""Pictures that a prompt speaks of: marks in its text, and paths beside it under names such as `image`.

Decides that a mark is never shown, and that a picture which is not in the upload is told on its line.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from tasks.intake.lines import Json, Line, Message, Notice

MARK = re.compile(r"(?i)<(?:\|?image(?:_?\d{1,2})?\|?|img|imagehere)>\s*")


def settled(line: Line, known: Collection[str]) -> tuple[tuple[Message, ...], tuple[Json, ...], list[Notice]]:
    """Give prompt and attachments without marks and missing pictures, and what there is to tell of these."""
    prompt, attachments = line.prompt, line.attachments
    missing = [one for one in attachments if "key" in one and one["path"] not in known]
    there = tuple(
        {name: value for name, value in one.items() if name != "key"}
        for one in attachments
        if one not in missing
    )
    notices = [Notice("picture_missing", key) for key in dict.fromkeys(one["key"] for one in missing)]
    if any(MARK.search(message.content) for message in prompt):
        prompt = tuple(replace(one, content=MARK.sub("", one.content).strip()) for one in prompt)
        if not attachments:
            notices.append(Notice("picture_missing", "prompt"))
    return prompt, there, notices
