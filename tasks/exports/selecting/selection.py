"""Which items, rating versions and consensus rows belong to an export, frozen in one snapshot.

The policy decides; the frozen rows point only at what never changes, so that files can be derived from them
again. What the files look like is decided by the format and by `writing`.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection, transaction
from django.db.models import BigIntegerField, Count, DateTimeField, Func, OuterRef, QuerySet, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce

from tasks.claims import CLAIM
from tasks.exports import containers, describing, encoding, formats, provenance, shape
from tasks.exports.policy import Policy, Repeats, conditions
from tasks.exports.rows import WINNERS
from tasks.exports.selecting import changes, merging, prompt_limit, splits
from tasks.models import Assignment, Export, ExportItem, Rating

# What is copied from the item's posterior, because it moves on.
NUMBERS = (
    *("method", "method_version", "confidence", "probabilities", "strength", "margin", "agreement", "errors"),
)
COLUMNS = ", ".join(("export_id", "item_id", "consensus_id", "rating_ids", *NUMBERS))
INSERT = """
INSERT INTO tasks_exportitem ({columns}, "group", split)
SELECT s.*, r.digest, r.split FROM ({taken}) AS s ({columns}) {grouped} ORDER BY s.item_id
"""
MOST_NAMED = 50
UNLABELLED, OTHER_LABELS = "unlabelled", "other_labels"
RUBRIC = ("rubric_version__key", "rubric_version__number")
GUIDELINE = ("guideline_version__guideline__name", "guideline_version__number")


def select(*, export_id: int) -> Export:
    """Freeze what belongs to the export, once; a second call leaves the first selection as it is."""
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        export = Export.objects.select_for_update(of=("self",)).select_related("project").get(pk=export_id)
        if export.selected_at is None:
            _freeze(export)
    return export


def counted_ratings() -> QuerySet[Rating]:
    """Return the ratings that judge: an undone one is current still, but its assignment is open again."""
    judging = Rating.objects.counted().exclude(verdict=Rating.Verdict.CANNOT_JUDGE)
    return judging.filter(assignment__state=Assignment.State.SUBMITTED)


def choose(export: Export, policy: Policy) -> dict[str, int]:
    """Write the rows of what belongs to an export; return how many items went again, by reason."""
    splits.assign(export.project, policy)
    _insert(export, policy)
    left_out: dict[str, int] = dict(merging.merge(export, policy)) if policy.repeats == Repeats.MERGE else {}
    left_out |= {
        "answer_in_other_split": splits.keep_answers_apart(export),
        "over_max_pairs": prompt_limit.keep_the_best(export, policy),
    }
    return left_out


def labels(export: Export) -> dict[str, int]:
    """Count what was chosen, by label."""
    frozen = ExportItem.objects.filter(export=export)
    label = Coalesce(KeyTextTransform("label", "merged"), "consensus__label", output_field=TextField())
    return dict(frozen.values_list(label).annotate(n=Count("pk")).order_by())


def _freeze(export: Export) -> None:
    left_out = choose(export, formats.policy_of(export))
    found = labels(export)
    export.counts = by_label(found)
    export.n_items = sum(found.values())
    cut_off = _database_time()
    export.selected_at = cut_off
    export.manifest = _about(export, cut_off, ExportItem.objects.filter(export=export), left_out)
    export.save(update_fields=["counts", "n_items", "selected_at", "manifest"])
    # Renewals had to wait for this transaction, whose own time is that of its beginning.
    Export.objects.filter(pk=export.pk).exclude(claimed_until=None).update(claimed_until=ClockTime() + CLAIM)


def by_label(found: dict[str, int]) -> dict[str, int]:
    """Count by label; labels that are too many to be named, as rankings and means, are counted together."""
    others = {label: n for label, n in sorted(found.items()) if label not in WINNERS}
    counts: dict[str, int] = {label: found.get(label, 0) for label in WINNERS}
    if len(others) > MOST_NAMED:
        return counts | {OTHER_LABELS: sum(others.values())}
    return counts | {label or UNLABELLED: n for label, n in others.items()}


class ClockTime(Func):
    """The time at this moment, not at the beginning of the transaction."""

    function = "clock_timestamp"
    output_field = DateTimeField()


def _database_time() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        moment: datetime = cursor.fetchone()[0]
    return moment


def _insert(export: Export, policy: Policy) -> None:
    ratings = counted_ratings().filter(item=OuterRef("item_id")).order_by("pk").values("pk")
    rows = (
        conditions.taken(export.project, policy)
        .order_by()
        .annotate(
            export=Value(export.pk, output_field=BigIntegerField()),
            rating_ids=ArraySubquery(ratings),
        )
        .values_list(
            "export", "item_id", "pk", "rating_ids", *(f"item__posterior__{name}" for name in NUMBERS)
        )
    )
    taken, parameters = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(INSERT.format(columns=COLUMNS, taken=taken, grouped=splits.GROUPED), parameters)


def _about(
    export: Export, cut_off: datetime, frozen: QuerySet[ExportItem], left_out: Mapping[str, int]
) -> dict[str, Any]:
    """Collect what the manifest says beside rows and files, as it stands in this snapshot."""
    ratings = Rating.objects.filter(pk__in=frozen.values(rating=Func("rating_ids", function="unnest")))
    fmt, policy = formats.named(export.format), formats.policy_of(export)
    style = fmt.style(policy)
    common = shape.found(export, whole=style.says_questions)
    becoming = Counter(conditions.counted(export.project, policy)) + Counter(left_out)
    return {
        "project": export.project.slug,
        "format": export.format,
        "format_version": fmt.version,
        "shape": common.as_dict(),
        "features": style.declared(common),
        "not_taken": {why: n for why, n in sorted(becoming.items()) if why != conditions.TAKEN},
        "policy": export.policy,
        "licence": export.project.licence or None,
        "created_at": encoding.instant(export.created_at),
        "cut_off": encoding.instant(cut_off),
        "items": export.n_items,
        "ratings": ratings.count(),
        "splits": splits.described(export),
        "since": changes.since(export),
        "aggregators": list(_aggregators(frozen)),
        "rubric_versions": list(_versions(ratings, RUBRIC)),
        "guideline_versions": list(_versions(ratings, GUIDELINE)),
        "software": provenance.software(),
        "packed_by": containers.CONTAINERS[policy.container].packer(),
        **describing.facts_to_freeze(export),
    }


def _aggregators(frozen: QuerySet[ExportItem]) -> Iterator[dict[str, Any]]:
    rows = frozen.values_list("method", "method_version").annotate(n=Count("pk"))
    for name, version, n in rows.order_by("method", "method_version"):
        yield {"name": name, "version": str(version), "items": n}


def _versions(ratings: QuerySet[Rating], columns: tuple[str, str]) -> Iterator[dict[str, Any]]:
    for name, number in ratings.values_list(*columns).distinct().order_by(*columns):
        if number is not None:
            yield {"name": name, "version": number}
