"""What an export would take, counted before it is made.

The selection is made as for an export and taken back, so that repeats, splits and the most of a prompt are counted too;
of more than `MOST_CHOSEN` items only the policy's conditions are asked. What only texts tell (equal answers, a prompt
without a question) is found when the files are written, and told by the manifest.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from django.db import transaction
from django.db.models import Count

from tasks.exports import formats
from tasks.exports.policy import Policy, conditions
from tasks.exports.selecting import selection, splits
from tasks.models import Export, Project

MOST_CHOSEN = 5_000


@dataclass(frozen=True, slots=True)
class Preview:
    """`counts` are the items taken, by label; `not_taken` the other labelled ones, by reason.

    `splits` has the items of each split. Without `is_exact` it is empty, and repeats, answers in two splits and what is
    too many of a prompt are among the taken.
    """

    taken: int
    counts: dict[str, int]
    not_taken: dict[str, int]
    policy: Policy
    splits: dict[str, int] = field(default_factory=dict)
    is_exact: bool = False


def preview(project: Project, fmt: str, policy_data: dict[str, object]) -> Preview:
    """Count what an export with this policy would take now.

    Raises: UnknownFormat, InvalidPolicy.
    """
    policy = formats.resolved(formats.named(fmt), project, policy_data)
    becoming = conditions.counted(project, policy)
    taken = becoming.pop(conditions.TAKEN, 0)
    labels = conditions.taken(project, policy).values_list("label").annotate(n=Count("pk")).order_by()
    rough = Preview(taken, selection.by_label(dict(labels)), becoming, policy)
    return rough if taken > MOST_CHOSEN else _chosen(Export(pk=0, project=project, format=fmt), rough)


@transaction.atomic
def _chosen(export: Export, rough: Preview) -> Preview:
    """Choose for an export that is never made."""
    left_out = selection.choose(export, rough.policy)
    found = selection.labels(export)
    exact = replace(
        rough,
        taken=sum(found.values()),
        counts=selection.by_label(found),
        not_taken=dict(Counter(rough.not_taken) + Counter(left_out)),
        splits=splits.sizes(export),
        is_exact=True,
    )
    transaction.set_rollback(True)
    return exact
