"""What an export would take, counted before it is made.

Labels and states are counted exactly. What only texts tell (equal answers, a prompt without a question) is found when
the files are written, and told by the manifest.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from tasks.exports import formats, selection
from tasks.exports.policy import Policy, conditions
from tasks.models import Project


@dataclass(frozen=True, slots=True)
class Preview:
    """`counts` are the items taken, by label; `not_taken` the other labelled ones, by reason."""

    taken: int
    counts: dict[str, int]
    not_taken: dict[str, int]
    policy: Policy


def preview(project: Project, fmt: str, policy_data: dict[str, object]) -> Preview:
    """Count what an export with this policy would take now.

    Raises: UnknownFormat, InvalidPolicy.
    """
    policy = formats.resolved(formats.named(fmt), project, policy_data)
    becoming = conditions.counted(project, policy)
    taken = becoming.pop(conditions.TAKEN, 0)
    labels = conditions.taken(project, policy).values_list("label").annotate(n=Count("pk")).order_by()
    return Preview(taken, selection.by_label(dict(labels)), becoming, policy)
