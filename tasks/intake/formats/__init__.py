"""The layouts that can be read, recognised by their keys. One reader = one file = one layout.

Decides which reader takes a line; a reader is pure: an object in, a `Line` out, or `LineError`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from config.errors import Invalid
from tasks.intake.faults import LineError
from tasks.intake.formats import (
    arena,
    argilla,
    belle,
    candidates,
    faireval,
    fed,
    halluqa,
    helpsteer,
    helpsteer_preference,
    hh_rlhf,
    label_studio,
    lfqa,
    llmbar,
    llmeval,
    mt_bench,
    native,
    oasst,
    pairs,
    pandalm,
    prompts,
    reasoning_steps,
    rejected,
    sharegpt,
    single,
    trl_preference,
)
from tasks.intake.formats.fields import Layout, kind

__all__ = ["LAYOUTS", "Layout", "UnknownFormat", "by_name", "kind", "marked_by", "recognise"]

# Of two layouts that are marked by equally many keys the first wins.
LAYOUTS: tuple[Layout, ...] = (
    native.LAYOUT,
    rejected.layout(lambda record: recognise(record)),
    llmbar.LAYOUT,
    pandalm.LAYOUT,
    hh_rlhf.LAYOUT,
    mt_bench.LAYOUT,
    faireval.LAYOUT,
    oasst.LAYOUT,
    llmeval.LAYOUT,
    halluqa.LAYOUT,
    belle.LAYOUT,
    fed.LAYOUT,
    reasoning_steps.LAYOUT,
    lfqa.LAYOUT,
    label_studio.LAYOUT,
    argilla.LAYOUT,
    trl_preference.LAYOUT,
    sharegpt.PAIR_LAYOUT,
    arena.LAYOUT,
    helpsteer.LAYOUT,
    helpsteer_preference.LAYOUT,
    pairs.LAYOUT,
    candidates.LAYOUT,
    single.LAYOUT,
    sharegpt.LAYOUT,
    native.JUDGING_LAYOUT,
    prompts.LAYOUT,
)
KEYS_SHOWN = 12
# What share of its marking keys makes a line a broken one of a layout, and no unknown one.
ENOUGH = 0.5
# A file's lines have few sets of keys; those of a hostile one must not fill the memory.
MAX_REMEMBERED = 256
MAX_KEYS = 4000

Found = dict[tuple[str, ...], tuple[Layout, ...]]
_marked: Found = {}
_nearest: Found = {}


class UnknownFormat(Invalid):
    code = "unknown_format"


def by_name(name: str) -> Layout:
    """Find a layout by its name.

    Raises: UnknownFormat.
    """
    for layout in LAYOUTS:
        if layout.name == name:
            return layout
    known = ", ".join(layout.name for layout in LAYOUTS)
    raise UnknownFormat(
        _("“%(name)s” is no known format. Known: %(known)s.") % {"name": name, "known": known},
        fields={"format": _("Choose one of: %(known)s.") % {"known": known}},
    )


def marked_by(keys: Iterable[str]) -> tuple[Layout, ...]:
    """List the layouts whose marking keys are all there, whatever stands under them."""
    return _find_marked(frozenset(keys))


def recognise(record: Mapping[str, Any]) -> Layout:
    """Pick the layout that most marking keys speak for; a line that lacks a key gets its layout too, which names it.

    Raises: LineError when no layout has half of its marking keys there.
    """
    keys = tuple(record)
    for layout in _found(_marked, keys, _find_marked):
        if layout.accepts is None or layout.accepts(record):
            return layout
    for layout in _found(_nearest, keys, _find_nearest):
        return layout
    found = ", ".join(keys[:KEYS_SHOWN]) or "-"
    raise LineError("unknown_layout", found=found[:500], layouts=", ".join(one.name for one in LAYOUTS))


def _find_marked(there: frozenset[str]) -> tuple[Layout, ...]:
    """List the layouts whose marking keys are all there, those with most of them first."""
    found = [(layout.fit(there), layout) for layout in LAYOUTS]
    return tuple(layout for fit, layout in sorted(found, key=lambda one: -one[0]) if fit)


def _find_nearest(there: frozenset[str]) -> tuple[Layout, ...]:
    """Find the layout with most of its marking keys there, whose reader says what is missing or wrong."""
    best = max(LAYOUTS, key=lambda layout: layout.nearness(there))
    return (best,) if best.nearness(there)[1] >= ENOUGH else ()


def _found(
    known: Found, keys: tuple[str, ...], find: Callable[[frozenset[str]], tuple[Layout, ...]]
) -> tuple[Layout, ...]:
    """Look up what was found for the same keys before; find it, and remember it, when nothing was."""
    found = known.get(keys)
    if found is None:
        found = find(frozenset(keys))
        if sum(map(len, keys)) <= MAX_KEYS:
            if len(known) >= MAX_REMEMBERED:
                known.clear()
            known[keys] = found
    return found
