"""The project page as a report: its finding, its figures, where the items are, in words. `tasks.figures` counts."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tasks import figures
from tasks.figures import Figures
from tasks.models import Project

BAR_WIDTH = 720.0


@dataclass(frozen=True)
class Segment:
    """A part of the bar: how many items, and where it is drawn."""

    name: str
    css: str
    n: int
    x: float
    width: float


@dataclass(frozen=True)
class Report:
    n_items: int
    n_settled: int
    n_contested: int
    n_ratings: int
    n_gold: int
    n_imported: int
    n_closed: int  # items that wait in batches that are not open
    is_any_open: bool
    segments: list[Segment]

    @property
    def per_item(self) -> float:
        return self.n_ratings / self.n_items if self.n_items else 0.0

    @property
    def title(self) -> str:
        if not self.n_items:
            return _("No items yet: add the first batch")
        if not self.is_any_open and self.n_closed:
            return _("No batch is open, so no rater gets an item")
        if not self.n_ratings:
            n = self.n_items - self.n_closed
            return ngettext(
                "%(n)s item waits for its first rating",
                "%(n)s items wait for their first rating",
                n,
            ) % {"n": n}
        return _("%(share)s %% of the items are settled") % {"share": 100 * self.n_settled // self.n_items}

    @property
    def spoken(self) -> str:
        """The bar in words, for those who do not see it."""
        return _(", ").join(f"{part.name} {part.n}" for part in self.segments)

    @property
    def lead(self) -> str:
        if not (self._lead and self._closed):
            return self._lead or self._closed
        # Chinese puts no space between sentences.
        return _("%(first)s %(second)s") % {"first": self._lead, "second": self._closed}

    @property
    def _closed(self) -> str:
        if not self.n_closed:
            return ""
        return ngettext(
            "%(n)s open item is in a batch that is not open; open the batch to have it rated.",
            "%(n)s open items are in batches that are not open; open a batch to have them rated.",
            self.n_closed,
        ) % {"n": self.n_closed}

    @property
    def _lead(self) -> str:
        if not self.is_any_open and self.n_closed and not self.n_ratings:
            return ""
        if not self.n_ratings:
            return _("Raters see the items of open batches as soon as they ask for work.")
        left = self.n_items - self.n_settled - self.n_contested
        return _(
            "Still in need of ratings: %(left)s. Full and undecided, kept with a soft label: %(contested)s."
        ) % {
            "left": left,
            "contested": self.n_contested,
        }


def of(project: Project) -> Report:
    counts = figures.of(project)
    return Report(
        n_items=counts.n_items,
        n_settled=counts.by_stage["settled"],
        n_contested=counts.by_stage["contested"],
        n_ratings=counts.n_ratings - counts.n_imported,
        n_gold=counts.n_gold,
        n_imported=counts.n_imported,
        n_closed=counts.n_closed,
        is_any_open=counts.is_any_open,
        segments=_segments(counts),
    )


def _segments(counts: Figures) -> list[Segment]:
    parts = [
        (_("settled"), "c-1", "settled"),
        (_("contested"), "c-warn", "contested"),
        (_("rated, open"), "c-2", "rated"),
        (_("with raters"), "c-3", "with_raters"),
        (_("untouched"), "c-none", "untouched"),
        (_("withdrawn"), "c-bad", "withdrawn"),
    ]
    shown = [(name, css, counts.by_stage[key]) for name, css, key in parts if counts.by_stage[key]]
    at, segments = 0.0, []
    for name, css, n in shown:
        width = BAR_WIDTH * n / counts.n_items
        segments.append(Segment(name, css, n, round(at, 2), round(max(width - 1.5, 0.75), 2)))
        at += width
    return segments
