r"""Conversations that came as one text with marks before each turn, cut into messages.

Decides what is a mark: "\n\nHuman:" as in HH-RLHF (README of github.com/anthropics/hh-rlhf), "<extra_id_1>User" as in
HelpSteer (huggingface.co/datasets/nvidia/HelpSteer), ChatML's "<|im_start|>user" and their like. A text is a transcript
only if it begins with a mark of somebody who asks and goes on with one of somebody who answers.
"""

from __future__ import annotations

import re

from tasks.intake.lines import Message

ROLES = {
    **dict.fromkeys(("human", "user", "instruction", "prompter", "inst"), "user"),
    **dict.fromkeys(("assistant", "response", "bot", "gpt", "ai", "/inst"), "assistant"),
    "system": "system",
}
_WHO = "|".join(ROLES)
HUMAN = re.compile(r"\n\n(Human|Assistant):")
# Each mark has the speaker as its only group. The first style that fits counts.
STYLES = (
    HUMAN,
    re.compile(r"\n?<extra_id_1>(User|Assistant)\n"),
    re.compile(rf"(?i)(?:<\|im_end\|>)?\s*<\|im_start\|>({_WHO})\n"),
    re.compile(r"(?i)\s*<\|(user|assistant|system)\|>\n?"),
    re.compile(r"(?:<s>)?\s*\[(/?INST)\]"),
    re.compile(rf"(?i)\n*#{{2,4}} ?({_WHO}):\s*"),
    re.compile(r"(?:\n|\A)(User|USER|Human|Assistant|ASSISTANT|System|AI|Bot):"),
)
# How a transcript can begin; most texts are told apart from one by this alone.
_BEGINS = re.compile(rf"(?i)\s*(?:<s>)?\s*\[INST\]|\s*(?:#{{2,4}} ?|<\|(?:im_start\|>)?)?(?:{_WHO})[:|\n]")
# What stands between turns and belongs to none.
_ENDS = re.compile(r"<\|(?:im_end|end|endoftext)\|>\s*$|</s>\s*$")


def read(text: str) -> tuple[Message, ...]:
    """Cut a text at its marks; empty when it is no transcript. An empty last turn is the place of the answer."""
    if not _BEGINS.match(text) and "<extra_id_1>" not in text:
        return ()
    for style in STYLES:
        if found := _cut(text, style):
            return found
    return ()


def messages(transcript: str) -> tuple[Message, ...]:
    """Cut a whole transcript of HH-RLHF; only the space that belongs to a mark is dropped."""
    return _turns(HUMAN.split("\n\n" + transcript.lstrip())[1:])


def _cut(text: str, style: re.Pattern[str]) -> tuple[Message, ...]:
    if not style.search(text) and style is not HUMAN:
        return ()
    opening, *pieces = style.split(f"\n\n{text.lstrip()}" if style is HUMAN else text)
    if opening.strip():
        if style is not STYLES[1]:
            return ()
        pieces = ["User", opening, *pieces]
    turns = _turns(pieces)
    if style not in STYLES[:2]:
        turns = tuple(Message(turn.role, turn.content.strip()) for turn in turns)
    if turns and turns[-1].role == "assistant" and not turns[-1].content.strip():
        turns, is_open = turns[:-1], True
    else:
        is_open = False
    asks = any(turn.role == "user" and turn.content.strip() for turn in turns)
    answers = is_open or any(turn.role == "assistant" for turn in turns)
    return turns if asks and answers and turns[0].role != "assistant" else ()


def _turns(pieces: list[str]) -> tuple[Message, ...]:
    return tuple(
        Message(ROLES[speaker.casefold()], _ENDS.sub("", said).removeprefix(" "))
        for speaker, said in zip(pieces[::2], pieces[1::2], strict=True)
    )
