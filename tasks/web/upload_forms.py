"""The forms of an upload: its files, and what a manager says about them. What fits is the domain's to say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tasks.intake import receiving
from tasks.intake.files import encodings
from tasks.intake.formats import LAYOUTS
from tasks.intake.receiving import Options
from tasks.models import Batch
from tasks.web import mapping

ACCEPTED = ".jsonl,.json,.csv,.tsv,.gz,.zip"


class Files(forms.FileInput):
    """A file input that takes several; without script it is a plain one."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    widget = Files

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:  # type: ignore[type-arg]  # not generic at run time
        one = super().clean
        given = data if isinstance(data, list | tuple) else [data]
        return [one(each, initial) for each in given or [None]]


class Upload(forms.Form):
    file = FilesField(
        label=_("Files"),
        allow_empty_file=True,
        widget=Files(attrs={"accept": ACCEPTED, "multiple": True}),
    )

    def uploads(self) -> list[receiving.Upload]:
        return [receiving.Upload(file.name or "", file.chunks()) for file in self.cleaned_data["file"]]


class Choices(forms.Form):
    """What the manager says about a draft, prefilled with what stands on it."""

    format = forms.ChoiceField(label=_("Layout"), required=False)
    encoding = forms.ChoiceField(label=_("Encoding"), required=False)
    duplicates = forms.ChoiceField(
        label=_("Items that are there already"),
        widget=forms.RadioSelect,
        choices=[
            (Batch.Duplicates.KEEP, _("Keep them as items of their own")),
            (Batch.Duplicates.LINK, _("Link them to the first: it is rated once, and exports name both")),
            (Batch.Duplicates.SKIP, _("Leave them out")),
        ],
    )
    same_id = forms.ChoiceField(
        label=_("Ids that the project has with another text"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            (Batch.SameId.KEEP, _("Keep both as items")),
            (Batch.SameId.REPLACE, _("Withdraw the earlier item, unless it was opened or rated")),
            (Batch.SameId.SKIP, _("Leave the new lines out")),
        ],
    )
    pairing = forms.ChoiceField(
        label=_("Which answers meet"), required=False, widget=forms.RadioSelect, choices=Batch.Pairing.choices
    )
    n_opponents = forms.IntegerField(
        label=_("Random opponents of each answer"), required=False, min_value=1, max_value=receiving.MAX_FILES
    )
    counts_ratings = forms.BooleanField(
        label=_("Count people's imported ratings towards the overlap"), required=False
    )
    tolerates_rejected = forms.BooleanField(
        label=_("Import the good lines, however many are bad"), required=False
    )
    prompts_only = forms.BooleanField(
        label=_("These are prompts without answers: let them wait, whatever else their rows hold"),
        required=False,
    )
    hold = forms.TypedChoiceField(
        label=_("When it is in"),
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
        choices=[
            ("yes", _("Hold it: raters see nothing until you open it")),
            ("no", _("Open it: raters are given its items at once")),
        ],
    )

    def __init__(
        self, data: QueryDict | None, *, options: Options, found: Mapping[str, str], files: Sequence[str] = ()
    ) -> None:
        super().__init__(data, initial=_initial(options))
        self.sent, self.standing, self.file_names = data, options, list(files)
        self.fields["format"].choices = [  # type: ignore[attr-defined]
            ("", found["layout"]),
            *((layout.name, layout.title or layout.name) for layout in LAYOUTS),
        ]
        self.fields["encoding"].choices = [  # type: ignore[attr-defined]
            ("", found["encoding"]),
            *((name, name) for name in encodings.KNOWN),
        ]

    def options(self) -> Options:
        given = self.cleaned_data
        return Options(
            fmt=given["format"],
            encoding=given["encoding"],
            columns=self._said(mapping.posted_columns(self.sent or QueryDict(), self.file_names), "columns"),
            labels=self._said(mapping.posted_labels(self.sent or QueryDict()), "labels"),
            prompts_only=given["prompts_only"],
            hold=given["hold"],
            duplicates=given["duplicates"],
            same_id=given["same_id"] or self.standing.same_id,
            pairing=given["pairing"],
            n_opponents=given["n_opponents"] or 1,
            counts_ratings=given["counts_ratings"],
            tolerates_rejected=given["tolerates_rejected"],
        )

    def _said(self, given: dict[str, Any] | None, name: str) -> dict[str, Any]:
        """Take what was sent; a page that showed nothing of it leaves what stands."""
        return getattr(self.standing, name) if given is None else given


def _initial(options: Options) -> dict[str, Any]:
    return {
        "format": options.fmt,
        "encoding": options.encoding,
        "duplicates": options.duplicates,
        "same_id": options.same_id,
        "pairing": options.pairing,
        "n_opponents": options.n_opponents,
        "counts_ratings": options.counts_ratings,
        "tolerates_rejected": options.tolerates_rejected,
        "prompts_only": options.prompts_only,
        "hold": "yes" if options.hold else "no",
    }
