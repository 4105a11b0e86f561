"""What stops an import that could go on: a file that is something else, or more bad lines than the project wants.

Pure, so that the dry run says beforehand what the import will do.
"""

from __future__ import annotations

from collections.abc import Iterable

from tasks.intake.faults import UnreadableFile

# A share of fewer lines says little.
SHARE_SAYS_SOMETHING = 100
UNREADABLE = {"not_json", "wrong_encoding"}


def refuse_unreadable(n_lines: int, rejected: Iterable[tuple[str, str]]) -> None:
    """Fail a file when nothing at its beginning is JSON: one message says more than a million lines.

    `rejected` has code and original of the bad ones among its first `n_lines` lines.

    Raises: UnreadableFile.
    """
    found = list(rejected)
    codes = {code for code, _original in found}
    is_broken_json = any(code == "not_json" and original.startswith("{") for code, original in found)
    if found and len(found) >= n_lines and not is_broken_json and codes <= UNREADABLE:
        raise UnreadableFile("not_json" if "not_json" in codes else "wrong_encoding")


def refuse_nothing(n_lines: int, *, n_rejected: int, n_good: int) -> None:
    """Fail a batch that has nothing to show for its lines.

    Raises: UnreadableFile.
    """
    if not n_lines:
        raise UnreadableFile("empty_file")
    if n_rejected and not n_good:
        raise UnreadableFile("nothing_accepted")


def is_too_bad(*, n_rejected: int, n_lines: int, most: float) -> bool:
    """Tell whether a greater share of the lines is bad than the project takes without asking."""
    return n_lines >= SHARE_SAYS_SOMETHING and n_rejected > most * n_lines
