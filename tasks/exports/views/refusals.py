"""Which examples a trainer would drop or learn wrongly, by the reason under which they are left out.

A format names those that concern its trainer; the sources stand beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from tasks.exports import alike
from tasks.exports.examples import Example, Judged, Pair, Scored, Shown
from tasks.exports.rows import ExportCompletion, Message

Refusal = Callable[[Example], str]


def alike_answers(example: Example) -> str:
    """Refuse a pair whose answers leave nothing to choose."""
    if not isinstance(example, Pair):
        return ""
    return alike.LEFT_OUT.get(alike.of(example.chosen, example.rejected), "")


def empty_answer(example: Example) -> str:
    """Refuse an empty answer."""
    return (
        "" if all(alike.shown(each.text) or each.messages for each in _answers(example)) else "empty_answer"
    )


def no_question(example: Example) -> str:
    """Refuse a prompt that no user's turn ends or that has none: the trainer would answer nothing, or itself."""
    prompt = example.row.prompt
    if not any(message["role"] == "user" for message in prompt):
        return "no_user_turn"
    return "ends_with_assistant" if prompt[-1]["role"] == "assistant" else ""


def turns_out_of_order(example: Example) -> str:
    """Refuse a conversation in which user and assistant do not take turns, or that the user does not end."""
    if refused := no_question(example):
        return refused
    roles = [message["role"] for message in example.row.prompt]
    spoken = roles[1:] if roles[0] == "system" else roles
    wanted = ["user" if place % 2 == 0 else "assistant" for place in range(len(spoken))]
    return "" if spoken == wanted and len(spoken) % 2 else "turns_out_of_order"


def repeated_turns(example: Example) -> str:
    """Refuse a prompt in which user or assistant speaks twice in a row."""
    roles = [message["role"] for message in example.row.prompt]
    repeated = any(one == other and one != "tool" for one, other in pairwise(roles))
    return "turns_out_of_order" if repeated else ""


def several_turns(example: Example) -> str:
    """Refuse a conversation: the format has one question, and at most a system text before it."""
    roles = [message["role"] for message in example.row.prompt]
    return "" if roles in (["user"], ["system", "user"]) else "several_turns"


def system_prompt(example: Example) -> str:
    """Refuse a system text, which the format has no place for."""
    return "system_prompt" if example.row.prompt[0]["role"] == "system" else ""


def no_system_prompt(example: Example) -> str:
    """Refuse a prompt without a system text."""
    return "" if system_prompt(example) else "no_system_prompt"


def tools(example: Example) -> str:
    """Refuse calls of tools and their results, which the format cannot say."""
    said = [*example.row.prompt, *(message for each in _answers(example) for message in each.messages)]
    return "tool_calls" if any(_is_of_tools(message) for message in said) else ""


def answer_in_turns(example: Example) -> str:
    """Refuse an answer of several messages."""
    return "answer_in_turns" if any(len(each.messages) > 1 for each in _answers(example)) else ""


def _is_of_tools(message: Message) -> bool:
    return message["role"] == "tool" or bool(message.get("tool_calls"))


def _answers(example: Example) -> Sequence[ExportCompletion]:
    if isinstance(example, Pair):
        return (example.chosen, example.rejected)
    if isinstance(example, Judged | Shown | Scored):
        return (example.completion,)
    return example.row.completions
