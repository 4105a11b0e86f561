"""What can be learnt from a row: each view makes examples of one kind, or says why a row gives none.

A view is a pure function of a row and a policy. Keys and types are the formats'; which rows there are was frozen by
the selection.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tasks.exports.examples import Example, Whole
from tasks.exports.policy import Policy
from tasks.exports.rows import ExportRow

View = Callable[[ExportRow, Policy], Iterator[Example]]


def whole(row: ExportRow, _policy: Policy) -> Iterator[Example]:
    """Give the row as it is."""
    yield Whole(row)
