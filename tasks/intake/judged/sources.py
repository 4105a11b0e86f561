"""Who rated elsewhere: one rater for each name that a project's imports have met.

Decides that a person and a judge of the same name are two, and that names are taken letter by letter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

from django.db import transaction

from raters.accounts import outside
from raters.models import Rater
from tasks.intake import storing
from tasks.models import Source

Name = tuple[str, str]

KINDS: dict[str, str] = {"human": Rater.Kind.EXTERNAL, "judge": Rater.Kind.JUDGE}


@transaction.atomic
def raters_for(*, project_id: int, names: Iterable[Name], home: int | None = None) -> dict[Name, int]:
    """Return the rater of each (kind, name), kind `human` or `judge`; who is new gets one under a pseudonym.

    New ones are kept under the project, or under `home` (`Batch.home`).
    """
    wanted = {(KINDS[kind], name): (kind, name) for kind, name in names}
    homes = {project_id, home or project_id}
    known = _known(homes, wanted)
    if len(known) < len(wanted):
        storing.lock(home or project_id)
        known = _known(homes, wanted)
        known |= _created(home or project_id, sorted(wanted.keys() - known.keys()))
    return {wanted[each]: rater for each, rater in known.items()}


def _known(homes: Collection[int], wanted: Collection[Name]) -> dict[Name, int]:
    rows = Source.objects.filter(project__in=homes, name__in={name for _kind, name in wanted})
    found = {(kind, name): rater for kind, name, rater in rows.values_list("kind", "name", "rater")}
    return {each: found[each] for each in wanted if each in found}


def _created(home: int, missing: Collection[Name]) -> dict[Name, int]:
    raters = {
        kind: outside.create_raters(kind=kind, n=n)
        for kind, n in Counter(kind for kind, _name in missing).items()
    }
    made = {(kind, name): raters[kind].pop() for kind, name in missing}
    Source.objects.bulk_create(
        Source(project_id=home, kind=kind, name=name, rater_id=rater) for (kind, name), rater in made.items()
    )
    return made
