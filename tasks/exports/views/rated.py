"""Each rating of a row, for files that say one rating a line."""

from __future__ import annotations

from collections.abc import Iterator

from tasks.exports.examples import LeftOut, Rated
from tasks.exports.policy import Policy
from tasks.exports.rows import ExportRow


def rated(row: ExportRow, _policy: Policy) -> Iterator[Rated]:
    """Give each rating with its row.

    Raises: LeftOut, for a row that was decided without ratings.
    """
    if not row.ratings:
        raise LeftOut("no_ratings")
    for rating in row.ratings:
        yield Rated(row, rating)
