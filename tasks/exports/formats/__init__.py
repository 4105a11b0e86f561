"""The registry of export formats: a name, and a pure function from a row to records.

A format decides keys and what it cannot say (such a row gives no records and is counted in the manifest). Selection,
files and order are decided elsewhere, so that every format tells of the same items.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from config.errors import Invalid
from tasks.exports.formats import canonical, canonical_3, earlier, trl_preference
from tasks.exports.formats.features import Features
from tasks.exports.rows import LETTERS, WINNERS, ExportRow, Record
from tasks.exports.shape import Shape
from tasks.models import Export


def _undeclared(_shape: Shape) -> Features:
    return []


@dataclass(frozen=True, slots=True)
class Format:
    """`winners` are the labels it can say, None for any; one that is `pairs_only` says items of two answers.

    Only a `whole` one is given single ratings and what lines carried. One that `keeps_alike` says pairs whose answers
    are alike too. A change of its keys makes another `version`: an export is derived again in the version that it was
    made in. `escapes` is false for versions that wrote line separators inside texts as they are.
    """

    name: str
    records: Callable[[ExportRow, Shape], Iterator[Record]]
    winners: tuple[str, ...] | None
    whole: bool
    version: int = 1
    features: Callable[[Shape], Features] = _undeclared
    keeps_alike: bool = True
    pairs_only: bool = False
    escapes: bool = True


FORMATS: dict[str, Format] = {
    entry.name: entry
    for entry in (
        Format(
            "trl-preference",
            trl_preference.records,
            winners=LETTERS,
            whole=False,
            version=2,
            features=trl_preference.declared,
            keeps_alike=False,
            pairs_only=True,
        ),
        Format(
            "canonical",
            canonical.records,
            winners=None,
            whole=True,
            version=4,
            features=canonical.declared,
        ),
    )
}


EARLIER: dict[tuple[str, int], Format] = {
    (entry.name, entry.version): entry
    for entry in (
        Format("trl-preference", earlier.trl_preference_1, winners=LETTERS, whole=False, escapes=False),
        Format("canonical", earlier.canonical_1, winners=WINNERS, whole=True, escapes=False),
        Format("canonical", earlier.canonical_2, winners=WINNERS, whole=True, version=2, escapes=False),
        Format(
            "canonical",
            canonical_3.records,
            winners=WINNERS,
            whole=True,
            version=3,
            features=canonical_3.declared,
        ),
    )
}


class UnknownFormat(Invalid):
    code = "unknown_export_format"


def named(name: object) -> Format:
    """Return the format of this name.

    Raises: UnknownFormat, with the names that exist.
    """
    if not isinstance(name, str) or name not in FORMATS:
        message = _("There is no export format “%(name)s”. Formats: %(known)s.") % {
            "name": name,
            "known": ", ".join(sorted(FORMATS)),
        }
        raise UnknownFormat(message, fields={"format": message})
    return FORMATS[name]


def of(export: Export) -> Format:
    """Return the format of an export in its own version; exports from before there were versions say none."""
    version = (export.manifest or {}).get("format_version", 1)
    return EARLIER.get((export.format, version)) or named(export.format)
