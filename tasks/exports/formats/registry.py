"""Every export format there is, by name, in the order in which a page shows them."""

from __future__ import annotations

from tasks.exports.formats import (
    axolotl,
    canonical,
    earlier,
    helpsteer,
    llama_factory,
    ms_swift,
    nemo_rl,
    openrlhf,
    tables,
    trl,
    verl,
)
from tasks.exports.formats.style import Format

FORMATS: dict[str, Format] = {
    entry.name: entry
    for entry in (
        trl.PREFERENCE,
        trl.IMPLICIT,
        trl.UNPAIRED,
        trl.SFT,
        trl.REWRITES,
        trl.STEPWISE,
        openrlhf.FORMAT,
        llama_factory.FORMAT,
        axolotl.FORMAT,
        nemo_rl.FORMAT,
        verl.FORMAT,
        ms_swift.FORMAT,
        helpsteer.ATTRIBUTE,
        helpsteer.PREFERENCE,
        canonical.FORMAT,
        tables.FORMAT,
    )
}

EARLIER: dict[tuple[str, int], Format] = {(entry.name, entry.version): entry for entry in earlier.FORMATS}
