"""What a dry run tells: read off the rows that the import made, before they are taken back.

Decides what is counted and what raters' work will cost. The keys of the JSON are a contract with the API, the command
and the page; docs/formats.md, "Dry run", explains them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Count, OuterRef

from tasks.assignment.presentation import question_of
from tasks.intake.chunks import Chunk, Policy, Seen
from tasks.intake.dry_run import oddities
from tasks.intake.dry_run.oddities import Odd, Place
from tasks.intake.dry_run.reading_time import reading_seconds
from tasks.intake.dry_run.self_naming import names_itself
from tasks.intake.lines import Answer
from tasks.intake.receiving import Options
from tasks.models import Assignment, Batch, Item, ItemCompletion, Project, RejectedLine

FIRST = 20
LONGEST_SHOWN = 20_000
AT_ONCE = 500
# What a rater does after reading: to weigh, score and write (full), to weigh and score (standard), to decide (light).
DECISION_SECONDS = {Project.Form.FULL: 90, Project.Form.STANDARD: 60, Project.Form.LIGHT: 15}
LENGTHS = {
    "prompt": "SELECT length(turn ->> 'content') AS n FROM tasks_prompt, jsonb_array_elements(messages) turn "
    "WHERE project_id = %s",
    "answer": "SELECT length(c.text) AS n FROM tasks_completion c JOIN tasks_prompt p ON p.id = c.prompt_id "
    "WHERE p.project_id = %s",
}
SPREAD = "SELECT percentile_disc(ARRAY[.05, .5, .95, 1]) WITHIN GROUP (ORDER BY n) FROM ({}) texts"

Json = dict[str, Any]


class Shown(NamedTuple):
    """An item as raters will see it, but for the order of its answers."""

    place: Place
    pk: int
    language: str
    is_gold: bool
    prompt: list[Json]
    answers: tuple[Answer, ...]


class Sums:
    """What is summed up over all items that were tried."""

    def __init__(self, batch: Batch, options: Options) -> None:
        self.project = batch.project
        self.odd = Odd()
        self.languages: Counter[str] = Counter()
        self.cost: Counter[str] = Counter()
        self.least_seconds = self.most_seconds = 0.0
        self.n_gold = self.names_model = 0
        self._given = _people(batch) if options.counts_ratings else {}

    def add(self, item: Shown) -> None:
        self.languages[item.language] += 1
        self.n_gold += item.is_gold
        asked = item.prompt[question_of(item.prompt)]["content"] if item.prompt else ""
        for kind in oddities.of_item(asked, item.answers):
            self.odd.add(kind, item.place)
            if kind == "names_model":
                self.names_model += sum(map(names_itself, item.answers))
        if not item.is_gold:
            self._price(item)

    def _price(self, item: Shown) -> None:
        """Add what is still to be rated; ratings that count need not be given again."""
        texts = (*(turn["content"] or "" for turn in item.prompt), *(answer.text for answer in item.answers))
        seconds = sum(map(reading_seconds, texts)) + DECISION_SECONDS[Project.Form(self.project.form)]
        given = self._given.get(item.pk, 0)
        least, most = (max(0, n - given) for n in (self.project.min_overlap, self.project.max_overlap))
        self.cost.update(ratings_least=least, ratings_most=most)
        self.least_seconds += least * seconds
        self.most_seconds += most * seconds


@dataclass(slots=True)
class Rest:
    """The lines behind those that were tried: parsed and counted, and not held against anything else."""

    seen: Seen
    n: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    rejected: list[RejectedLine] = field(default_factory=list)

    def add(self, chunk: Chunk) -> None:
        self.seen.add(chunk.seen)
        self.n.update(
            accepted=chunk.n_lines - len(chunk.rejected),
            waiting=len(chunk.waiting),
            rejected=len(chunk.rejected),
            items=chunk.n_items,
        )
        self.codes.update(line.code for line in chunk.rejected)
        self.rejected += chunk.rejected[: FIRST - len(self.rejected)]

    def added_to(self, found: Json) -> Json:
        """Give what was found of the lines that were tried, with these lines counted in."""
        told = {name: found[name] + self.n[name] for name in ("accepted", "waiting", "rejected", "items")}
        for name, more in (
            ("layouts", self.seen.layouts),
            ("warnings", self.seen.notices),
            ("n_answers", {str(n): lines for n, lines in self.seen.n_answers.items()}),
            ("rejected_codes", self.codes),
        ):
            told[name] = dict(Counter(found[name]) + Counter(more))
        told["rejected_lines"] = [*found["rejected_lines"], *map(_rejected, self.rejected)][:FIRST]
        share = told["items"] / found["items"] if found["items"] else 1
        told["cost"] = {name: round(value * share, 2) for name, value in found["cost"].items()}
        return found | told | {"tried": found["lines"]}


def of(policy: Policy, options: Options, *, media: Mapping[str, str]) -> Json:
    """Tell what an import has made of the lines so far; `media` has the paths of the ids that lines were given."""
    batch, seen = policy.batch, policy.seen
    batch.refresh_from_db()
    sums, first = Sums(batch, options), list[Json]()
    for item in _items(batch):
        sums.add(item)
        if len(first) < FIRST:
            first.append(_shown(item, media))
    for place in oddities.same_id(batch):
        sums.odd.add("same_id", place)
    rejected = batch.rejected_lines.order_by("file", "line")
    codes = dict(rejected.order_by().values_list("code").annotate(n=Count("pk")))
    for file, line in rejected.filter(code="unknown_media").values_list("file", "line"):
        sums.odd.add("missing_media", Place(file, line))
    return nothing() | {
        **{
            name: getattr(batch, f"n_{name}")
            for name in ("lines", "accepted", "waiting", "rejected", "items", "ratings")
        },
        "duplicates": {"in_file": batch.n_duplicates - seen.n_known, "in_project": seen.n_known},
        "gold": sums.n_gold,
        "layouts": dict(seen.layouts),
        "languages": dict(sums.languages),
        "n_answers": {str(n): lines for n, lines in sorted(seen.n_answers.items())},
        "lengths": {name: _lengths(batch, texts) for name, texts in LENGTHS.items()},
        "names_model": sums.names_model,
        "warnings": dict(seen.notices),
        "odd": sums.odd.as_json(),
        "rejected_lines": list(map(_rejected, rejected[:FIRST])),
        "rejected_codes": codes,
        "first_items": first,
        "cost": {
            **{name: sums.cost[name] for name in ("ratings_least", "ratings_most")},
            "hours_least": round(sums.least_seconds / 3600, 2),
            "hours_most": round(sums.most_seconds / 3600, 2),
        },
    }


def nothing(error: str | None = None) -> Json:
    """Give the JSON of a dry run that found nothing."""
    spread = dict.fromkeys(("p5", "p50", "p95", "max"), 0)
    numbers = ("lines", "tried", "accepted", "waiting", "rejected", "items", "ratings", "gold", "names_model")
    return {
        **dict.fromkeys(numbers, 0),
        **{name: [] for name in ("files", "rejected_lines", "first_items", "odd")},
        **{
            name: {}
            for name in ("layouts", "languages", "n_answers", "warnings", "rejected_codes", "error_details")
        },
        "complete": error is None,
        "duplicates": {"in_file": 0, "in_project": 0},
        "lengths": {"prompt": spread, "answer": spread},
        "cost": dict.fromkeys(("ratings_least", "ratings_most", "hours_least", "hours_most"), 0),
        "too_many_rejected": False,
        "error": error,
    }


def _items(batch: Batch) -> Iterator[Shown]:
    """Read the items in imported order, some at a time."""
    places = ItemCompletion.objects.filter(item=OuterRef("pk")).order_by("position")
    told = {
        name: ArraySubquery(places.values(f"completion__{name}")) for name in ("text", "model", "media_id")
    }
    items = Item.objects.filter(batch=batch).annotate(**{f"{name}s": column for name, column in told.items()})
    columns = (
        "file",
        "line",
        "pk",
        "language",
        "is_gold",
        "prompt__messages",
        "texts",
        "models",
        "media_ids",
    )
    rows = items.order_by("file", "line", "nth").values_list(*columns).iterator(chunk_size=AT_ONCE)
    for file, line, pk, language, is_gold, prompt, texts, models, media in rows:
        said = zip(texts, models, media, strict=True)
        answers = tuple(Answer(text, model, media=str(shown or "")) for text, model, shown in said)
        yield Shown(Place(file, line), pk, language, is_gold, prompt, answers)


def _people(batch: Batch) -> dict[int, int]:
    """Count the people who rated an item elsewhere."""
    given = Assignment.objects.filter(item__batch=batch, purpose=Assignment.Purpose.IMPORTED)
    return dict(given.order_by().values_list("item").annotate(n=Count("pk")))


def _lengths(batch: Batch, texts: str) -> dict[str, int]:
    """Give the 5th, 50th and 95th percentile (nearest rank) and the greatest length in code points."""
    with connection.cursor() as cursor:
        cursor.execute(SPREAD.format(texts), [batch.home])
        (found,) = cursor.fetchone()
    return dict(zip(("p5", "p50", "p95", "max"), found or (0, 0, 0, 0), strict=True))


def _shown(item: Shown, media: Mapping[str, str]) -> Json:
    return {
        "file": item.place.file,
        "line": item.place.line,
        "prompt": [turn | {"content": (turn["content"] or "")[:LONGEST_SHOWN]} for turn in item.prompt],
        "answers": [answer.text[:LONGEST_SHOWN] for answer in item.answers],
        "media": [media.get(answer.media, answer.media) for answer in item.answers],
        "is_cut": any(len(answer.text) > LONGEST_SHOWN for answer in item.answers),
    }


def _rejected(line: RejectedLine) -> Json:
    return {name: getattr(line, name) for name in ("file", "line", "field", "code", "details", "original")}
