"""Prompts to group, and the groups that a pass makes of them."""

from __future__ import annotations

from tasks.intake import hashing
from tasks.intake.lines import Message
from tasks.intake.near_duplicates import near
from tasks.models import Project, Prompt

PERU = "What is the capital of Peru, and since when has it been the capital of the country?"


def ask(project: Project, *turns: str) -> Prompt:
    """Store a conversation whose user turns these are."""
    messages = [Message("user", turn) for turn in turns]
    return Prompt.objects.create(
        project=project,
        digest=hashing.prompt_digest(messages),
        group=hashing.group_digest(messages),
        messages=[{"role": message.role, "content": message.content} for message in messages],
    )


def grouped(project: Project) -> set[frozenset[str]]:
    """Group a project's prompts and return which first questions stand together."""
    assert near.group_prompts(project_id=project.pk)
    groups: dict[int, set[str]] = {}
    for label, messages in project.prompts.values_list("near_group", "messages"):
        groups.setdefault(label, set()).add(messages[0]["content"])
    return {frozenset(group) for group in groups.values()}
