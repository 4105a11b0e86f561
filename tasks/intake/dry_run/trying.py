"""The dry run: the import itself, in a transaction that is rolled back.

The first lines are parsed and then written by the functions of the import, as a draft that no other session ever sees;
what is told of them is read off their rows (`reporting`). The lines behind them are parsed and counted. While its
transaction stands, no import and no rater waits for it: it writes under ids of its own (`Batch.home`) and locks no row
of another batch.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from typing import Any

from django.db import connection, transaction

from tasks.intake import gathering, importing, results, stopping
from tasks.intake.choices import Options, columns_of
from tasks.intake.chunks import Chunk, Policy, Seen
from tasks.intake.dry_run import peeking, reporting
from tasks.intake.dry_run.files import Part, SurveyFile, unpacked
from tasks.intake.faults import UnreadableFile
from tasks.intake.files import reading
from tasks.models import Batch, BatchFile, Project

# Tried exactly: whole chunks, as far as neither of the two is passed.
EXACT_LINES = 20_000
EXACT_BYTES = 64 << 20

Json = dict[str, Any]
Report = Callable[[int, int], None]
Coming = Iterator[tuple[BatchFile, Chunk]]


def take(
    *,
    files: Sequence[SurveyFile],
    project: Project,
    options: Options,
    reads_on: bool = True,
    report: Report = lambda _n_lines, _n_bytes: None,
    on_tried: Callable[[Json], None] = lambda _found: None,
    batch_id: int = 0,
) -> Json:
    """Say what an import of the files would make; docs/formats.md, "Dry run", has the keys.

    What cannot be read at all is told as `error`, with what was found before it. Without `reads_on` nothing is read
    behind the lines that are tried. `report` is told of lines and bytes read so far, `on_tried` of what was found
    before the other lines are counted. With `batch_id`, what is drawn at random is what that batch will draw.
    """
    run = _DryRun(project, options, report)
    with closing(run.chunks(files, f"{project.seed}:{batch_id}")) as coming:
        found = run.tried(list(run.beginning(coming)))
        if run.is_cut:
            on_tried(run.as_json(found))
        run.count(coming, reads_on=reads_on)
    return run.as_json(found)


class _DryRun:
    """One dry run on its way through the files."""

    def __init__(self, project: Project, options: Options, report: Report) -> None:
        self.project, self.options, self.report = project, options, report
        self.batch = _batch(project, options)
        self.policy: Policy | None = None
        self.files: list[BatchFile] = []
        self.told: list[Json] = []
        self.media: dict[str, str] = {}
        self.n: Counter[str] = Counter()
        self.rest = reporting.Rest(Seen())
        self.n_bytes = 0
        self.error: UnreadableFile | None = None
        self.complete, self.is_cut, self.too_many_rejected = True, False, False

    def chunks(self, files: Sequence[SurveyFile], seed: str) -> Generator[tuple[BatchFile, Chunk]]:
        """Yield the chunks of all files; ends with `error` set where one cannot be read."""
        try:
            parts, paths = unpacked(files)
            self.media = {path: str(-nth) for nth, path in enumerate(sorted(paths), start=1)}
            self.policy = importing.policy_of(self.batch, self.media, seed=seed)
            for position, part in enumerate(parts):
                yield from self._of_file(position, part, self.policy)
        except FileNotFoundError:
            self.error = UnreadableFile("upload_missing")
        except UnreadableFile as error:
            self.error = error

    def _of_file(self, position: int, part: Part, policy: Policy) -> Generator[tuple[BatchFile, Chunk]]:
        file = BatchFile(batch=self.batch, position=position, name=part.name, n_bytes=part.n_bytes)
        self.files.append(file)
        self.told.append(told := peeking.blank(part))
        told |= peeking.of(part, policy)
        if part.open is None:
            return
        with part.open() as stream:
            source = reading.open_source(stream, encoding=self.batch.encoding, name=part.name)
            with closing(importing.chunks_of(source, policy, file, stream)) as coming:
                for chunk in coming:
                    told["lines"], told["layout"] = chunk.last, told["layout"] or chunk.layout
                    self.report(self._n_lines(), self.n_bytes + chunk.n_bytes_read)
                    yield file, chunk
            told["bytes"] = told["bytes"] or stream.tell()  # an archive's file is weighed by reading it
            self.n_bytes += stream.tell()

    def beginning(self, coming: Coming) -> Iterator[tuple[BatchFile, Chunk]]:
        """Take the chunks that are to be tried; `is_cut` when there may be more."""
        n_lines = n_bytes = 0
        for file, chunk in coming:
            yield file, chunk
            n_lines, n_bytes = n_lines + chunk.n_lines, n_bytes + chunk.n_bytes
            if n_lines >= EXACT_LINES or n_bytes >= EXACT_BYTES:
                self.is_cut = True
                return

    def tried(self, beginning: list[tuple[BatchFile, Chunk]]) -> Json:
        """Import the chunks, tell what came of them, and take all of it back."""
        if self.policy is None:
            return reporting.nothing()
        with transaction.atomic():
            _plan_by_indexes()
            self.batch.save(force_insert=True)
            BatchFile.objects.bulk_create(self.files)
            for file, chunk in beginning:
                importing.commit(self.policy, file, chunk)
                self._ask_whether_too_bad(chunk.n_lines, len(chunk.rejected))
            if self.error is None:
                gathering.gather(self.policy)
            found = reporting.of(
                self.policy, self.options, media={pk: path for path, pk in self.media.items()}
            )
            if not self.is_cut and self.batch.n_accepted:
                found["comes_to_nothing"] = results.nothing(self.batch)
            transaction.set_rollback(True)
        self._ask_whether_too_bad(
            0, found["rejected"] - self.n["rejected"]
        )  # what was rejected when lines met
        return found

    def count(self, coming: Coming, *, reads_on: bool) -> None:
        """Count the lines behind those that were tried, or only find out whether there are any."""
        for file, chunk in coming:
            if not reads_on:
                self.complete = False
                self.told[file.position]["lines"] = file.n_lines
                return
            self.rest.add(chunk)
            self._ask_whether_too_bad(chunk.n_lines, len(chunk.rejected))

    def as_json(self, found: Json) -> Json:
        """Tell what was found of the lines so far, those behind the tried ones counted in."""
        told = self.rest.added_to(found)
        told |= {"files": self.told, "lines": self._n_lines(), "rows": self.n["tried"]}
        told["too_many_rejected"] = self.too_many_rejected
        error = self.error or _refusal(told)
        told["complete"] = self.complete and error is None
        if error is not None:
            details = {name: value for name, value in error.as_json().items() if name != "reason"}
            told |= {"error": error.reason, "error_details": details}
        return told

    def _n_lines(self) -> int:
        return sum(file["lines"] for file in self.told)

    def _ask_whether_too_bad(self, n_lines: int, n_rejected: int) -> None:
        self.n["tried"] += n_lines
        self.n["rejected"] += n_rejected
        self.too_many_rejected |= stopping.is_too_bad(
            n_rejected=self.n["rejected"],
            n_lines=self.n["tried"],
            most=1.0 if self.options.tolerates_rejected else self.project.max_rejected,
        )


def _plan_by_indexes() -> None:
    """Keep the planner from reading whole tables for each row, until the transaction ends.

    It has no statistics of rows that are not committed, and those of a table whose rows were rolled back say that it
    is empty.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")


def _refusal(told: Json) -> UnreadableFile | None:
    """Return what the import says of a batch that has nothing to show for its lines."""
    n_good = told["accepted"] + sum(told["duplicates"].values())
    try:
        stopping.refuse_nothing(told["lines"], n_rejected=told["rejected"], n_good=n_good)
    except UnreadableFile as error:
        return error
    return None


def _batch(project: Project, options: Options) -> Batch:
    """Make the draft that the dry run imports. Ratings take no slots in it: that would lock items of other batches."""
    chosen = columns_of(options) | {"counts_ratings": False}
    return Batch(
        project=project,
        name="dry run",
        status=Batch.Status.DRAFT,
        rubric_version_id=project.rubric_version_id,
        form=project.form,
        **chosen,
    )
