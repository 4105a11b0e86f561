"""The registry of export formats: a name, and a pure function from a row to records.

A format decides keys and what it cannot say (such a row gives no records and is counted by its winner in the
manifest). Selection, files and order are decided elsewhere, so that every format tells of the same items.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from config.errors import Invalid
from tasks.exports.formats import canonical, trl_preference
from tasks.exports.rows import ExportRow, Record


@dataclass(frozen=True, slots=True)
class Format:
    """`with_ratings` is false where single ratings are not read, so that they need not be loaded."""

    name: str
    records: Callable[[ExportRow], Iterator[Record]]
    with_ratings: bool


FORMATS: dict[str, Format] = {
    entry.name: entry
    for entry in (
        Format("trl-preference", trl_preference.records, with_ratings=False),
        Format("canonical", canonical.records, with_ratings=True),
    )
}


class UnknownFormat(Invalid):
    code = "unknown_export_format"


def named(name: str) -> Format:
    """Return the format of this name.

    Raises: UnknownFormat, with the names that exist.
    """
    try:
        return FORMATS[name]
    except KeyError:
        known = ", ".join(sorted(FORMATS))
        message = f"There is no export format “{name}”. Formats: {known}."
        raise UnknownFormat(message, fields={"format": message}) from None
