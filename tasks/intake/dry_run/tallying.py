"""The sums of a dry run, and the one JSON in which they are told.

Decides what is counted and what raters' work will cost. Which lines are good, and what items they make, is found out
by `survey`. The JSON's keys are a contract with the API, the command and the page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from tasks.intake.dry_run import self_naming
from tasks.intake.dry_run.digested import Sketch
from tasks.intake.dry_run.heard import Heard, Said
from tasks.intake.dry_run.lengths import Lengths
from tasks.intake.dry_run.repeats import Kind, Repeat, Repeats
from tasks.intake.faults import LineError
from tasks.intake.lines import Line
from tasks.models import Project

FIRST = 20
SETTLED_AT_ONCE = 2000
# What a rater does after reading: to weigh, score and write (full), to weigh and score (standard), to decide (light).
DECISION_SECONDS = {Project.Form.FULL: 90, Project.Form.STANDARD: 60, Project.Form.LIGHT: 15}

Json = dict[str, Any]
Models = tuple[str, ...]


class Made(NamedTuple):
    """The items of one line, or of several joined ones; `shown` has them as raters will see them."""

    language: str
    sketches: list[Sketch]
    external_id: str = ""
    models: Sequence[Models] = ()
    shown: Sequence[Json] = ()


class Tally:
    """Everything counted so far."""

    def __init__(self, project: Project, *, keeps_repeats: bool, counts_ratings: bool) -> None:
        self.project = project
        self.keeps_repeats, self.counts_ratings = keeps_repeats, counts_ratings
        self.n: Counter[str] = Counter()
        self.layouts: Counter[str] = Counter()
        self.languages: Counter[str] = Counter()
        self.warnings: Counter[str] = Counter()
        self.rejected_codes: Counter[str] = Counter()
        self.rejected_lines: list[Json] = []
        self.first_items: list[Json] = []
        self.prompts, self.answers = Lengths(), Lengths()
        self.least_seconds = self.most_seconds = 0.0
        self.n_answers: Counter[int] = Counter()
        self.heard = Heard(project.pk)
        self.on_kept: Callable[[Made, Sequence[int]], None] = lambda _made, _kept: None
        self._repeats = Repeats(project.pk)
        self._made: list[Made] = []

    @property
    def wants_items(self) -> bool:
        """Whether the first items are still to be shown."""
        return len(self.first_items) < FIRST

    def accept(self, line: Line, layout: str) -> None:
        """Count a good line, whatever becomes of it."""
        self.n["accepted"] += 1
        self.layouts[layout] += 1
        self.warnings.update(notice.code for notice in line.notices)
        if line.prompt:
            self.prompts.add(sum(len(message.content) for message in line.prompt))
        for answer in line.answers:
            self.answers.add(len(answer.text))
            self.n["names_model"] += self_naming.names_itself(answer)

    def reject(self, fault: LineError, *, file: int, number: int, original: str = "") -> None:
        self.n["rejected"] += 1
        self.rejected_codes[fault.code] += 1
        if len(self.rejected_lines) < FIRST:
            where = {"file": file, "line": number, "field": fault.field, "code": fault.code}
            self.rejected_lines.append({**where, "details": fault.details, "original": original})

    def make(self, made: Made) -> None:
        """Count items; which of them repeat others is asked for many at a time."""
        self._made.append(made)
        if len(self._made) >= (FIRST if self.wants_items else SETTLED_AT_ONCE):
            self.settle()

    def settle(self) -> None:
        """Find the repeats among what was made, and count what is left."""
        repeats = self._repeats.of([[sketch.digest for sketch in made.sketches] for made in self._made])
        together = list(zip(self._made, repeats, strict=True))
        if not self.keeps_repeats:
            standing = [
                (repeat.of, sketch.said)
                for made, repeating in together
                for sketch, repeat in zip(made.sketches, repeating, strict=True)
                if repeat.of and sketch.said.raters
            ]
            self.heard.ask({item for item, _said in standing}, [said for _item, said in standing])
        for made, repeating in together:
            self._settle(made, repeating)
        self._made = []

    def _settle(self, made: Made, repeats: Sequence[Repeat]) -> None:
        kinds = {repeat.kind for repeat in repeats}
        if Kind.IN_PROJECT in kinds or Kind.IN_FILE in kinds:
            self.n["in_project" if Kind.IN_PROJECT in kinds else "in_file"] += 1
        kept = [at for at, repeat in enumerate(repeats) if self.keeps_repeats or repeat.kind == Kind.NEW]
        self.n["accepted"] -= not kept
        self.n["items"] += len(kept)
        self.languages[made.language] += len(kept)
        for sketch, repeat in zip(made.sketches, repeats, strict=True):
            self.hear(sketch.said, repeat.of or sketch.digest, is_new=self.keeps_repeats)
        for at in kept:
            self.n["gold"] += made.sketches[at].is_gold
            self._price(made.sketches[at])
        if made.shown:
            self.first_items += [made.shown[at] for at in kept]
        self.on_kept(made, kept)

    def hear(self, said: Said, item: int | bytes, *, is_new: bool = False) -> None:
        """Count the ratings that an item gets; `is_new` where nobody can have rated it before."""
        n_taken = len(said.raters) if is_new else self.heard.count(item, said)
        self.n["ratings"] += n_taken
        if said.n_given > n_taken:
            self.warnings["rating_left_out"] += said.n_given - n_taken

    def _price(self, sketch: Sketch) -> None:
        """Add what is still to be rated: gold is not, and ratings that count need not be given again."""
        if sketch.is_gold:
            return
        given = sketch.said.n_people if self.counts_ratings else 0
        seconds = sketch.seconds + DECISION_SECONDS[Project.Form(self.project.form)]
        least, most = (max(0, n - given) for n in (self.project.min_overlap, self.project.max_overlap))
        self.n["ratings_least"] += least
        self.n["ratings_most"] += most
        self.least_seconds += least * seconds
        self.most_seconds += most * seconds

    def as_json(self, *, files: Sequence[Json], complete: bool, too_many_rejected: bool) -> Json:
        """Tell everything; `error` and what belongs to it is left to the caller."""
        counted = {name: self.n[name] for name in ("lines", "accepted", "waiting", "rejected", "items")}
        return {
            **nothing(),
            **counted,
            "files": list(files),
            "complete": complete,
            "duplicates": {name: self.n[name] for name in ("in_file", "in_project")},
            "ratings": self.n["ratings"],
            "gold": self.n["gold"],
            "layouts": dict(self.layouts),
            "languages": {code: n for code, n in self.languages.items() if n},
            "n_answers": {str(n): count for n, count in sorted(self.n_answers.items())},
            "lengths": {"prompt": self.prompts.spread(), "answer": self.answers.spread()},
            "names_model": self.n["names_model"],
            "warnings": dict(self.warnings),
            "rejected_lines": self.rejected_lines,
            "rejected_codes": dict(self.rejected_codes),
            "first_items": sorted(self.first_items, key=_place)[:FIRST],
            "cost": {
                **{name: self.n[name] for name in ("ratings_least", "ratings_most")},
                "hours_least": round(self.least_seconds / 3600, 2),
                "hours_most": round(self.most_seconds / 3600, 2),
            },
            "too_many_rejected": too_many_rejected,
        }


def _place(item: Json) -> tuple[int, int]:
    return item["file"], item["line"]


def nothing(error: str | None = None) -> Json:
    """Give the JSON of a dry run that found nothing."""
    no_lengths = Lengths().spread()
    return {
        **dict.fromkeys(
            ("lines", "accepted", "waiting", "rejected", "items", "ratings", "gold", "names_model"), 0
        ),
        **{name: [] for name in ("files", "rejected_lines", "first_items")},
        **{
            name: {}
            for name in ("layouts", "languages", "n_answers", "warnings", "rejected_codes", "error_details")
        },
        "complete": error is None,
        "duplicates": {"in_file": 0, "in_project": 0},
        "lengths": {"prompt": no_lengths, "answer": no_lengths},
        "cost": dict.fromkeys(("ratings_least", "ratings_most", "hours_least", "hours_most"), 0),
        "too_many_rejected": False,
        "error": error,
    }
