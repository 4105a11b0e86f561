"""What a dry run tells: read off the rows that the import made, before they are taken back.

Decides what is counted and what raters' work will cost. The keys of the JSON are a contract with the API, the command
and the page; docs/formats.md, "Dry run", explains them.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

from django.db.models import Count

from tasks.assignment.presentation import question_of
from tasks.intake.choices import Options
from tasks.intake.chunks import Chunk, Policy, Seen
from tasks.intake.dry_run import oddities
from tasks.intake.dry_run.oddities import Odd, Place
from tasks.intake.dry_run.reading_time import reading_seconds
from tasks.intake.dry_run.self_naming import names_itself
from tasks.intake.judged import judgements
from tasks.intake.lines import Answer
from tasks.models import Assignment, Batch, Item, Project, Prompt, RejectedLine

FIRST = 20
LONGEST_SHOWN = 20_000
AT_ONCE = 500
# What a rater does after reading: to weigh, score and write (full), to weigh and score (standard), to decide (light).
DECISION_SECONDS = {Project.Form.FULL: 90, Project.Form.STANDARD: 60, Project.Form.LIGHT: 15}
PERCENTILES = {"p5": 5, "p50": 50, "p95": 95, "max": 100}

Json = dict[str, Any]


class Shown(NamedTuple):
    """An item as raters will see it, but for the order of its answers."""

    place: Place
    language: str
    is_gold: bool
    prompt: list[Json]
    answers: tuple[Answer, ...]
    n_people: int


class Sums:
    """What is summed up over all items that were tried."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.odd = Odd()
        self.languages: Counter[str] = Counter()
        self.cost: Counter[str] = Counter()
        self.least_seconds = self.most_seconds = 0.0
        self.n_gold = self.names_model = 0
        self.prompts, self.answers = array("I"), array("I")

    def add(self, item: Shown) -> None:
        self.languages[item.language] += 1
        self.n_gold += item.is_gold
        self.prompts.append(sum(len(turn["content"] or "") for turn in item.prompt))
        self.answers.extend(len(answer.text) for answer in item.answers)
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
        least, most = (
            max(0, n - item.n_people) for n in (self.project.min_overlap, self.project.max_overlap)
        )
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
        told["cost"] = {
            name: round(value * share, 2 if isinstance(value, float) else None)
            for name, value in found["cost"].items()
        }
        return found | told | {"tried": found["lines"]}


def of(policy: Policy, options: Options, *, media: Mapping[str, str]) -> Json:
    """Tell what an import has made of the lines so far; `media` has the paths of the ids that lines were given."""
    batch, seen = policy.batch, policy.seen
    batch.refresh_from_db()
    sums, first = Sums(batch.project), list[Json]()
    for item in _items(batch, counts_ratings=options.counts_ratings):
        sums.add(item)
        if len(first) < FIRST:
            first.append(_shown(item, media))
    for place in seen.strange:
        sums.odd.add("same_id", Place(place.file, place.line))
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
        "lengths": {"prompt": _spread(sums.prompts), "answer": _spread(sums.answers)},
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
        "lengths": {"prompt": _spread(()), "answer": _spread(())},
        "cost": dict.fromkeys(("ratings_least", "ratings_most", "hours_least", "hours_most"), 0),
        "too_many_rejected": False,
        "comes_to_nothing": None,
        "error": error,
    }


def _items(batch: Batch, *, counts_ratings: bool) -> Iterator[Shown]:
    """Read the items in imported order, some at a time.

    Nothing is known of rows that are not committed, so one join of all would be planned as if there were none.
    """
    columns = ("file", "line", "pk", "language", "is_gold", "prompt")
    items = Item.objects.filter(batch=batch).order_by("file", "line", "nth").values_list(*columns)
    coming = items.iterator(AT_ONCE)
    while some := list(islice(coming, AT_ONCE)):
        pks = [pk for _file, _line, pk, *_others in some]
        prompts = Prompt.objects.filter(pk__in={prompt for *_others, prompt in some})
        messages = dict(prompts.values_list("pk", "messages"))
        answers, people = judgements.answers_of(pks), _people(pks) if counts_ratings else {}
        for file, line, pk, language, is_gold, prompt in some:
            place = Place(file, line)
            yield Shown(place, language, is_gold, messages[prompt], tuple(answers[pk]), people.get(pk, 0))


def _people(items: Sequence[int]) -> dict[int, int]:
    """Count the people who rated each item elsewhere."""
    given = Assignment.objects.filter(item__in=items, purpose=Assignment.Purpose.IMPORTED)
    return dict(given.order_by().values_list("item").annotate(n=Count("pk")))


def _spread(lengths: Sequence[int]) -> dict[str, int]:
    """Give percentiles (nearest rank) of lengths in code points; zeros when there are none."""
    ranked = sorted(lengths) or [0]
    return {name: ranked[-(-percent * len(ranked) // 100) - 1] for name, percent in PERCENTILES.items()}


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
