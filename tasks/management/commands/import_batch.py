"""`import_batch PROJECT FILE…`: import files at once as one batch, opened unless `--hold`; or say what they make."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError

from config.errors import DomainError
from tasks.intake import batches, formats, importing, receiving, rejecting, results
from tasks.intake.choices import Options, check
from tasks.intake.dry_run import trying, words
from tasks.intake.dry_run.files import SurveyFile
from tasks.intake.files import encodings
from tasks.intake.files.columns import FIELDS
from tasks.intake.receiving import Upload
from tasks.management import columns_argument, watching
from tasks.models import Batch, Project

BLOCK = 1 << 20
REJECTED_SHOWN = 3
COUNTS = ("items", "accepted", "waiting", "rejected", "duplicates", "ratings", "warnings")


class Command(BaseCommand):
    came_to_nothing = True
    help = "Import files of prompts and completions as one batch, or say what that would make."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", help="the project's slug")
        parser.add_argument("file", nargs="+", type=Path)
        _add_choices(parser)
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--together", action="store_true", help="all files are one batch; the default")
        how.add_argument("--separate", action="store_true", help="each file is a batch of its own")
        how.add_argument("--extend", type=int, metavar="BATCH", help="add the files to this batch")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what it would make, and write nothing"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object a batch")

    def handle(self, *_args: Any, **options: Any) -> None:
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project “{options['project']}”.")
        for file in options["file"]:
            if not file.is_file():
                raise CommandError(f"There is no file {file}.")
        try:
            self._act(project, options)
        except DomainError as error:
            raise CommandError(error.message) from error

    def _act(self, project: Project, options: dict[str, Any]) -> None:
        choices, files = _choices(options), options["file"]
        self.came_to_nothing = not options["dry_run"]
        check(choices)
        parts = [[file] for file in files] if options["separate"] else [files]
        if options["dry_run"]:
            wrong = [self._survey(project, part, choices, as_json=options["json"]) for part in parts]
        else:
            receive = self._receive(project, choices, options["extend"])
            wrong = [self._import(receive, part, as_json=options["json"]) for part in parts]
        if any(wrong):
            raise CommandError(" ".join(filter(None, wrong)), returncode=3 if self.came_to_nothing else 1)

    def _receive(self, project: Project, choices: Options, extended: int | None) -> Callable[..., Batch]:
        if extended is None:
            return partial(receiving.receive, project=project, user=None, options=choices)
        if choices != Options():
            raise CommandError("The choices of a batch stand: give none together with --extend.")
        return partial(receiving.extend, batch=_batch(project, extended))

    def _survey(self, project: Project, files: Sequence[Path], choices: Options, *, as_json: bool) -> str:
        with watching.reading(sys.stderr) as report:
            found = trying.take(
                files=list(map(_survey_file, files)), project=project, options=choices, report=report
            )
        told = json.dumps(words.worded(found)) if as_json else "\n".join(words.sentences(found))
        self.stdout.write(told)
        return words.failure(found)

    def _import(self, receive: Callable[..., Batch], files: Sequence[Path], *, as_json: bool) -> str:
        batch = receive(uploads=[Upload(file.name, _blocks(file)) for file in files], claim=True)
        with watching.watched(batch, sys.stderr):
            importing.import_batch(batch_id=batch.pk)
        batch.refresh_from_db()
        self.came_to_nothing &= results.is_nothing(batch)
        told = json.dumps(batches.summary(batch), default=str) if as_json else "\n".join(_report(batch))
        self.stdout.write(told)
        return _what_is_wrong(batch)


def _add_choices(parser: ArgumentParser) -> None:
    known = ", ".join(layout.name for layout in formats.LAYOUTS)
    add = parser.add_argument
    add("--format", default="", help=f"{known}; default: recognised by the keys of each line")
    add("--encoding", default="", help=f"default: found; one of {', '.join(encodings.KNOWN)}")
    add(
        "--columns",
        nargs="+",
        metavar="[FILE:]KEY=COLUMN",
        help=f"our key and the file's column or key, or one JSON object; keys: {', '.join(FIELDS)}",
    )
    add(
        "--labels",
        nargs="+",
        metavar="COLUMN=USE",
        help="what becomes of a label column: keep, rating:NAME, gold, gold:LEAST-MOST; or base:0, base:1",
    )
    add(
        "--prompts-only",
        action="store_true",
        help="these are prompts without answers, whatever else they hold",
    )
    add("--hold", action="store_true", help="import, and assign nothing yet")
    add("--duplicates", default="keep", choices=Batch.Duplicates.values, help="what becomes of repeats")
    add(
        "--same-id",
        default="keep",
        choices=Batch.SameId.values,
        help="an id the project has with another text",
    )
    add("--pairing", default="", choices=Batch.Pairing.values, help="which of more than two answers meet")
    add("--opponents", type=int, default=1, metavar="K", help="of each answer, with --pairing random")
    add("--count-ratings", action="store_true", help="people's imported ratings count towards overlap")
    add("--tolerate-rejected", action="store_true", help="import on, however many lines are bad")


def _choices(options: dict[str, Any]) -> Options:
    return Options(
        fmt=options["format"],
        encoding=options["encoding"],
        columns=columns_argument.columns(options["columns"]),
        labels=columns_argument.labels(options["labels"]),
        prompts_only=options["prompts_only"],
        hold=options["hold"],
        duplicates=options["duplicates"],
        same_id=options["same_id"],
        pairing=options["pairing"],
        n_opponents=options["opponents"],
        counts_ratings=options["count_ratings"],
        tolerates_rejected=options["tolerate_rejected"],
    )


def _batch(project: Project, batch_id: int) -> Batch:
    batch = Batch.objects.filter(pk=batch_id, project=project).select_related("project").first()
    if batch is None:
        raise CommandError(f"There is no batch {batch_id} in “{project.slug}”.")
    return batch


def _survey_file(file: Path) -> SurveyFile:
    def opened() -> BinaryIO:
        return file.open("rb")

    return SurveyFile(file.name, opened, file.stat().st_size)


def _blocks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as stream:
        while block := stream.read(BLOCK):
            yield block


def _report(batch: Batch) -> Iterator[str]:
    told = batches.summary(batch)
    counts = ", ".join(f"{told[name]} {name}" for name in COUNTS)
    yield f"Batch {batch.pk} ({batch.name}) is {batch.status}: {counts}."
    files = dict(batch.files.values_list("position", "name"))
    for line in rejecting.kinds(batch=batch, n=REJECTED_SHOWN):
        more = f" ({line['n']} lines)" if line["n"] > 1 else ""
        yield f"Line {line['line']} of {files[line['file']]}{more}: {line['message']} {line['remedy']}"
    for file in told["files"]:
        if file["above"]:
            yield words.above(file["name"], file["above"])
    if batch.passed_over:
        yield f"Passed over: {', '.join(batch.passed_over)}."


def _what_is_wrong(batch: Batch) -> str:
    if batch.error:
        return f"{batch.name}: {batches.failure(batch)}"
    if batch.status == Batch.Status.STOPPED:
        return f"{batch.name}: too many lines are bad. Mend them, or import on with --tolerate-rejected."
    return ""
