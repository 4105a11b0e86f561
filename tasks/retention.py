"""How long events are kept: for ever, unless somebody prunes them. The trigger on the table knows the same minimum."""

from __future__ import annotations

from django.db import connection, transaction
from django.utils.translation import gettext as _

from config.errors import Invalid

SHORTEST_DAYS = 30
AT_ONCE = 5000

# Events are numbered as they happen, so the oldest stand first and no index on the time is needed.
PRUNE = """
DELETE FROM tasks_event WHERE id IN (
    SELECT id FROM (SELECT id, at FROM tasks_event ORDER BY id LIMIT %s) AS oldest
     WHERE at < now() - make_interval(days => %s))
"""


class TooYoung(Invalid):
    code = "events_too_young"


def prune_events(*, days: int) -> int:
    """Delete the events older than so many days, a few thousand in a transaction; return how many there were.

    Raises: TooYoung below 30 days.
    """
    if days < SHORTEST_DAYS:
        raise TooYoung(_("Events are kept for at least %(days)d days.") % {"days": SHORTEST_DAYS})
    total = 0
    while pruned := _prune(days):
        total += pruned
    return total


@transaction.atomic
def _prune(days: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL touchstone.prunes_events = 'on'")
        cursor.execute(PRUNE, [AT_ONCE, days])
        pruned: int = cursor.rowcount
        # In a longer transaction, as a test's, the permission would outlive this one.
        cursor.execute("SET LOCAL touchstone.prunes_events = 'off'")
        return pruned
