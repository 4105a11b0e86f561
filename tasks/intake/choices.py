"""What a manager chooses for an import, whether the choices are known ones, and how they stand on a batch."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from config.errors import Invalid
from tasks.intake import formats
from tasks.intake.files import columns, encodings
from tasks.intake.judged import labels
from tasks.models import Batch

MOST_OPPONENTS = 100


class InvalidOptions(Invalid):
    """The choices for an import do not fit together; `fields` says which."""

    code = "invalid_options"


@dataclass(frozen=True, slots=True)
class Options:
    """What the manager says about an import; empty means: find it out, or do the usual."""

    fmt: str = ""
    encoding: str = ""
    columns: dict[str, Any] = field(default_factory=dict)
    labels: dict[str, Any] = field(default_factory=dict)
    prompts_only: bool = False
    hold: bool = False
    duplicates: str = Batch.Duplicates.KEEP
    same_id: str = Batch.SameId.KEEP
    pairing: str = Batch.Pairing.AUTO
    n_opponents: int = 1
    counts_ratings: bool = False
    tolerates_rejected: bool = False


def columns_of(options: Options) -> dict[str, Any]:
    """Give the choices as columns of a batch."""
    return {
        "format": options.fmt,
        "encoding": encodings.canonical(options.encoding) if options.encoding else "",
        "columns": options.columns,
        "labels": options.labels,
        "prompts_only": options.prompts_only,
        "hold": options.hold,
        "duplicates": options.duplicates,
        "same_id": options.same_id,
        "pairing": options.pairing,
        "n_opponents": options.n_opponents,
        "counts_ratings": options.counts_ratings,
        "tolerates_rejected": options.tolerates_rejected,
    }


def options_of(batch: Batch) -> Options:
    """Give the choices that stand on a batch."""
    return Options(
        fmt=batch.format,
        encoding=batch.encoding,
        columns=batch.columns,
        labels=batch.labels,
        prompts_only=batch.prompts_only,
        hold=batch.hold,
        duplicates=batch.duplicates,
        same_id=batch.same_id,
        pairing=batch.pairing,
        n_opponents=batch.n_opponents,
        counts_ratings=batch.counts_ratings,
        tolerates_rejected=batch.tolerates_rejected,
    )


def check(options: Options) -> None:
    """Raise unless the choices are known ones.

    Raises: InvalidOptions, formats.UnknownFormat, encodings.UnknownEncoding.
    """
    if options.fmt:
        formats.by_name(options.fmt)
    if options.encoding:
        encodings.canonical(options.encoding)
    said = {"columns": columns.wrong(options.columns), "labels": labels.wrong(options.labels)}
    fields = {name: wrong for name, wrong in said.items() if wrong}
    for name, value, known in (
        ("duplicates", options.duplicates, Batch.Duplicates.values),
        ("same_id", options.same_id, Batch.SameId.values),
        ("pairing", options.pairing, Batch.Pairing.values),
    ):
        if value not in known:
            fields[name] = _("Choose one of: %(known)s.") % {"known": ", ".join(filter(None, known))}
    if not 1 <= options.n_opponents <= MOST_OPPONENTS:
        fields["n_opponents"] = _("Give a number from 1 to %(most)d.") % {"most": MOST_OPPONENTS}
    if fields:
        raise InvalidOptions(" ".join(fields.values()), fields=fields)
