"""Every export format there is, by name, in the order in which a page shows them."""

from __future__ import annotations

from tasks.exports.formats import canonical, earlier, trl
from tasks.exports.formats.style import Format

FORMATS: dict[str, Format] = {
    entry.name: entry
    for entry in (
        trl.PREFERENCE,
        trl.IMPLICIT,
        trl.UNPAIRED,
        trl.SFT,
        trl.REWRITES,
        canonical.FORMAT,
    )
}

EARLIER: dict[tuple[str, int], Format] = {(entry.name, entry.version): entry for entry in earlier.FORMATS}
