"""The forms of an upload: its files, and what a manager says about them. What fits is the domain's to say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tasks.intake import receiving
from tasks.intake.files import columns, encodings
from tasks.intake.formats import LAYOUTS
from tasks.intake.receiving import Options
from tasks.models import Batch

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
    hold = forms.TypedChoiceField(
        label=_("When it is in"),
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
        choices=[
            ("yes", _("Hold it: raters see nothing until you open it")),
            ("no", _("Open it: raters are given its items at once")),
        ],
    )

    def __init__(self, data: QueryDict | None, *, options: Options, found: Mapping[str, str]) -> None:
        super().__init__(data, initial=_initial(options))
        self.sent, self.standing = data, options
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
            columns=self._columns(),
            hold=given["hold"],
            duplicates=given["duplicates"],
            same_id=given["same_id"] or self.standing.same_id,
            pairing=given["pairing"],
            n_opponents=given["n_opponents"] or 1,
            counts_ratings=given["counts_ratings"],
            tolerates_rejected=given["tolerates_rejected"],
        )

    def _columns(self) -> dict[str, str | list[str]]:
        """Read the mapping of a table; a page that showed none leaves what stands."""
        chosen = {
            key.removeprefix("column-"): [name for name in names if name]
            for key, names in (self.sent.lists() if self.sent else ())
            if key.startswith("column-")
        }
        if not chosen:
            return self.standing.columns
        return {key: names if key in columns.SEVERAL else names[0] for key, names in chosen.items() if names}


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
        "hold": "yes" if options.hold else "no",
    }
