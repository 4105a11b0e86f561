"""The dry run: what an import would make of some files, found out without writing anything.

Reads by what the import reads by, in chunks cut where the import cuts them, and ends early where enough is read. What
a line would become is left to `prospect`, what is told of it to `tallying`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from raters.models import Skill
from tasks.intake import formats, parsing, stopping
from tasks.intake.chunks import CHUNK_BYTES, CHUNK_LINES
from tasks.intake.dry_run.prospect import Prospect
from tasks.intake.dry_run.survey_files import Part, SurveyFile, unpacked
from tasks.intake.faults import LineError, UnreadableFile
from tasks.intake.files import decoding, headers, reading, tables
from tasks.intake.files.reading import Source
from tasks.intake.files.splitting import Entry
from tasks.intake.parsing import Rules
from tasks.intake.receiving import Options
from tasks.models import Project
from tasks.rubric import versions

LIMIT = 200_000
LIMIT_BYTES = 1 << 30
ROWS_SHOWN = 3
LONGEST_CELL = 200

Report = Callable[[int, int], None]


def take(
    *,
    files: Sequence[SurveyFile],
    project: Project,
    options: Options,
    limit: int = LIMIT,
    limit_bytes: int = LIMIT_BYTES,
    report: Report = lambda _n_lines, _n_bytes: None,
    batch_id: int = 0,
) -> dict[str, Any]:
    """Say what an import of the files would make, reading so much of them at most; the keys are those of `tallying`.

    What cannot be read at all is told as `error`, with what was found before it. `report` is told of lines and bytes
    read so far. With `batch_id`, what is drawn at random is what the import of that batch will draw.
    """
    looked = _Survey(project, options, report, batch_id)
    looked.left, looked.left_bytes = limit, limit_bytes
    return looked.of(files)


class _Survey:
    """One dry run on its way through the files."""

    def __init__(self, project: Project, options: Options, report: Report, batch_id: int) -> None:
        self.project, self.options, self.report = project, options, report
        self.left, self.left_bytes = LIMIT, LIMIT_BYTES
        self.prospect = Prospect(project, options, seed=f"{project.seed}:{batch_id}")
        self.tally = self.prospect.tally
        self.told: list[dict[str, Any]] = []
        self.n_bytes = 0
        self.complete, self.too_many_rejected = True, False

    def of(self, files: Sequence[SurveyFile]) -> dict[str, Any]:
        error = None
        try:
            parts, media = unpacked(files)
            rules = _rules(self.project, self.options, media)
            for position, part in enumerate(parts):
                self._read(position, part, rules)
            self.prospect.join(rules)
            self._refuse_nothing()
        except FileNotFoundError:
            error = UnreadableFile("upload_missing")
        except UnreadableFile as found:
            error = found
        return self._result(error)

    def _read(self, position: int, part: Part, rules: Rules) -> None:
        told = _blank(part)
        self.told.append(told)
        if part.open is None:
            return
        with part.open() as stream:
            source = reading.open_source(stream, encoding=self.options.encoding, name=part.name)
            told |= {name: getattr(source, name) for name in ("kind", "encoding", "delimiter", "means")}
            told["header"] = None if source.header is None else _cells(source.header)
            told["guessed"] = headers.guess(source.header, rules)
            rules = headers.with_guess(rules, told["guessed"])
            for chunk in self._chunks(source):
                self._add(chunk, position, source, rules)
                self.report(self.tally.n["lines"], self.n_bytes + stream.tell())
            told["bytes"] = told["bytes"] or stream.tell()  # an archive's file is weighed by reading it
            self.n_bytes += stream.tell()

    def _chunks(self, source: Source) -> Iterator[list[Entry]]:
        chunk: list[Entry] = []
        size = 0
        for entry in source.entries():
            if not self.left or self.left_bytes <= 0:
                self.complete = False
                break
            self.left -= 1
            self.left_bytes -= entry.size
            size += len(entry.data)
            chunk.append(entry)
            if len(chunk) >= CHUNK_LINES or size >= CHUNK_BYTES:
                yield chunk
                chunk, size = [], 0
        if chunk:
            yield chunk

    def _add(self, chunk: list[Entry], position: int, source: Source, rules: Rules) -> None:
        told, rejected = self.told[-1], []
        if source.header is not None and told["rows"] is None:
            told["rows"] = _first_rows(source, chunk)
        for entry in chunk:
            original = ""
            try:
                line = parsing.read(source, entry, rules)
                told["layout"] = told["layout"] or line.layout
                self.prospect.add(line, rules, file=position, number=entry.number)
            except LineError as fault:
                original = decoding.original(entry)
                rejected.append((fault.code, original))
                self.tally.reject(fault, file=position, number=entry.number, original=original)
        if not told["lines"]:
            stopping.refuse_unreadable(len(chunk), rejected)
        self.tally.n["lines"] += chunk[-1].number - told["lines"]
        told["lines"] = chunk[-1].number
        self._ask_whether_too_bad()

    def _ask_whether_too_bad(self) -> None:
        self.too_many_rejected |= stopping.is_too_bad(
            n_rejected=self.tally.n["rejected"],
            n_lines=self.tally.n["lines"],
            most=1.0 if self.options.tolerates_rejected else self.project.max_rejected,
        )

    def _refuse_nothing(self) -> None:
        """Say what the import says of a batch that has nothing to show for its lines."""
        n = self.tally.n
        if not n["lines"]:
            raise UnreadableFile("empty_file")
        if n["rejected"] and not n["accepted"] and not n["in_file"] + n["in_project"]:
            raise UnreadableFile("nothing_accepted")

    def _result(self, error: UnreadableFile | None) -> dict[str, Any]:
        self.tally.settle()
        told = self.tally.as_json(
            files=self.told,
            complete=self.complete and error is None,
            too_many_rejected=self.too_many_rejected,
        )
        if error is not None:
            details = {name: value for name, value in error.as_json().items() if name != "reason"}
            told |= {"error": error.reason, "error_details": details}
        return told


def _blank(part: Part) -> dict[str, Any]:
    unknown = dict.fromkeys(("encoding", "layout", "delimiter"), "")
    kind = "media" if part.open is None else ""
    return {
        "name": part.name,
        "kind": kind,
        **unknown,
        "header": None,
        "rows": None,
        "guessed": {},
        "lines": 0,
        "bytes": part.n_bytes,
    }


def _first_rows(source: Source, chunk: Sequence[Entry]) -> list[list[str]]:
    """Give a table's first rows as they stand, so that its columns can be told apart by what is in them."""
    texts = (entry.data.decode("utf-8", "replace") for entry in chunk[:ROWS_SHOWN])
    found = []
    for text in texts:
        with suppress(LineError):
            found.append(_cells(tables.cells(text, source.delimiter)))
    return found


def _cells(cells: Iterable[str]) -> list[str]:
    return [cell[:LONGEST_CELL].replace("\0", "\N{REPLACEMENT CHARACTER}") for cell in cells]


def _rules(project: Project, options: Options, media: frozenset[str]) -> Rules:
    return Rules(
        rubric=versions.by_id(project.rubric_version_id),
        layout=formats.by_name(options.fmt) if options.fmt else None,
        columns=options.columns,
        skills=set(Skill.objects.values_list("code", flat=True)),
        media={path: path for path in media},
        pairing=options.pairing,
        n_opponents=options.n_opponents,
    )
