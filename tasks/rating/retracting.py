"""Takes an undone rating out of force for good, when its rater skips the item or gives it back instead.

The tally loses exactly what the rating added, and an item that it had filled is open again. The slot goes back with the
lease. A lease that merely runs out after undo retracts nothing: the old version stands.
"""

from __future__ import annotations

from tasks.consensus.settling import decide
from tasks.consensus.tally import TALLY_COLUMNS, Preference, Tally
from tasks.models import Assignment, Consensus, Item, Rating
from tasks.rating import revision


def retract(assignment: Assignment) -> Rating:
    """Take the current rating of an undone assignment out of force; assignment and item are locked."""
    rating = revision.supersede(assignment.pk)
    if rating.surplus or assignment.purpose != Assignment.Purpose.OVERLAP:
        return rating
    item = assignment.item
    before = Tally(**{column: getattr(item, column) for column in TALLY_COLUMNS})
    tally = before.minus(Preference(rating.strength, rating.verdict))
    state = item.state
    if tally.n_ratings != before.n_ratings:  # a rating that could not judge decided nothing
        state = decide(tally, state=state, wanted=item.wanted, max_overlap=item.max_overlap).state
    counts = {column: getattr(tally, column) for column in TALLY_COLUMNS}
    Item.objects.filter(pk=item.pk).update(state=state, **counts)
    if state != item.state:
        Consensus.objects.filter(item=item, current=True).update(current=False)
    return rating
