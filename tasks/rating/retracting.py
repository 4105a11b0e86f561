"""Takes an undone rating out of force for good, when its rater skips the item or gives it back instead.

The tally loses exactly what the rating added, and an item that it had filled is open again. The slot goes back with the
lease. A lease that merely runs out after undo retracts nothing: the old version stands.
"""

from __future__ import annotations

from tasks.consensus import deciding, posterior, settling
from tasks.consensus import tally as tallies
from tasks.models import Assignment, Item, Rating
from tasks.rating import revision
from tasks.rubric import versions
from tasks.rubric.labels import Policy


def retract(assignment: Assignment) -> Rating:
    """Take the current rating of an undone assignment out of force; assignment and item are locked."""
    rating = revision.supersede(assignment.pk)
    if rating.surplus or assignment.purpose != Assignment.Purpose.OVERLAP:
        return rating
    item = assignment.item
    rubric, before = versions.by_id(rating.rubric_version_id), tallies.of_item(item)
    tally = before.minus(revision.answers_of(rating), rubric)
    state, policy = item.state, Policy(max_error=assignment.project.max_error)
    label = settling.label_of(tally, rubric, policy)
    if tally.n_ratings != before.n_ratings:  # a rating that could not judge decided nothing
        found = settling.decide(
            label, n_ratings=tally.n_ratings, state=state, wanted=item.wanted, max_overlap=item.max_overlap
        )
        state = found.state
    counts = {"n_ratings": tally.n_ratings, "n_cannot_judge": tally.n_cannot_judge, "tally": tally.counts}
    Item.objects.filter(pk=item.pk).update(state=state, **counts)
    if label is None:
        posterior.forget([item.pk])
    else:
        posterior.store({item.pk: (label, tally.n_ratings)})
    if state != item.state:
        deciding.revoke(item.pk)
    return rating
