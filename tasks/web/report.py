"""The project page as a report: its finding, its figures, where the items are. It only counts.

Gold is no work to be done, and ratings that came with a batch and do not count are no ratings of this project: both
have figures of their own.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tasks.models import Assignment, Batch, Item, Project, Rating, Source

BAR_WIDTH = 720.0
DONE = (Item.State.SETTLED, Item.State.ADJUDICATED)
FROM_ELSEWHERE = (Assignment.Purpose.IMPORTED, Assignment.Purpose.JUDGE)


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
    items = Item.objects.filter(project=project, is_gold=False)
    ratings = Rating.objects.filter(project=project, current=True)
    n_imported = _n_imported(project)
    untouched = Q(state=Item.State.OPEN, n_ratings=0)
    counts = items.aggregate(
        n=Count("pk"),
        settled=Count("pk", filter=Q(state__in=DONE)),
        contested=Count("pk", filter=Q(state__in=[Item.State.CONTESTED, Item.State.DISPUTED])),
        rated=Count("pk", filter=Q(state=Item.State.OPEN, n_ratings__gt=0)),
        with_raters=Count("pk", filter=untouched & Q(taken__gt=0)),
        untouched=Count("pk", filter=untouched & Q(taken=0)),
        withdrawn=Count("pk", filter=Q(state=Item.State.WITHDRAWN)),
        closed=Count("pk", filter=Q(state=Item.State.OPEN) & ~Q(batch__status=Batch.Status.OPEN)),
    )
    return Report(
        n_items=counts["n"],
        n_settled=counts["settled"],
        n_contested=counts["contested"],
        n_ratings=ratings.count() - n_imported,
        n_gold=Item.objects.filter(project=project, is_gold=True).count(),
        n_imported=n_imported,
        n_closed=counts["closed"],
        is_any_open=project.batches.filter(status=Batch.Status.OPEN).exists(),
        segments=_segments(counts),
    )


def _n_imported(project: Project) -> int:
    """Count what others said elsewhere, if anybody did: few projects have to pay for the look at every assignment."""
    if not Source.objects.filter(project=project).exists():
        return 0
    elsewhere = Rating.objects.filter(project=project, current=True, assignment__purpose__in=FROM_ELSEWHERE)
    return elsewhere.count()


def _segments(counts: dict[str, int]) -> list[Segment]:
    parts = [
        (_("settled"), "c-1", "settled"),
        (_("contested"), "c-warn", "contested"),
        (_("rated, open"), "c-2", "rated"),
        (_("with raters"), "c-3", "with_raters"),
        (_("untouched"), "c-none", "untouched"),
        (_("withdrawn"), "c-bad", "withdrawn"),
    ]
    shown = [(name, css, counts[key]) for name, css, key in parts if counts[key]]
    at, segments = 0.0, []
    for name, css, n in shown:
        width = BAR_WIDTH * n / counts["n"]
        segments.append(Segment(name, css, n, round(at, 2), round(max(width - 1.5, 0.75), 2)))
        at += width
    return segments
