"""The form of a new export. It offers what the chosen format has and the project's own names; whether a policy fits
is the domain's to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from raters.models import Skill
from tasks.exports import formats
from tasks.exports.policy.definition import STATES, Labels, Repeats, Undecided
from tasks.models import Item, Project
from tasks.rubric import versions
from tasks.web import export_words

DEFAULT = "trl-preference"
STEP = {"step": "any"}
MOST_NAMES = 200
OF_FORMAT = ("style", "container", "labels")


class NewExport(forms.Form):
    """A field that is empty takes what the format and the project give."""

    format = forms.ChoiceField(
        label=_("Format"),
        choices=[(name, name) for name in formats.FORMATS],
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("There is no such format.")},
    )
    style = forms.ChoiceField(label=_("Written as"), required=False)
    container = forms.ChoiceField(label=_("Kind of file"), required=False)
    labels = forms.ChoiceField(label=_("How sure a label is, said by"), required=False)
    ties = forms.ChoiceField(label=_("Answers about equal"), required=False)
    both_bad = forms.ChoiceField(label=_("Answers both bad"), required=False)
    aspect = forms.ChoiceField(label=_("Better by"), required=False)
    threshold = forms.FloatField(
        label=_("Mean score of a good answer"), required=False, widget=forms.NumberInput(attrs=STEP)
    )
    states = forms.MultipleChoiceField(
        label=_("Items that are"), required=False, widget=forms.CheckboxSelectMultiple
    )
    min_ratings = forms.IntegerField(label=_("Ratings at least"), required=False, min_value=1)
    min_confidence = forms.FloatField(
        label=_("Confidence at least"),
        required=False,
        min_value=0,
        max_value=1,
        help_text=_("A probability from 0 to 1; 0 takes every decided item."),
        widget=forms.NumberInput(attrs={"step": "0.05"}),
    )
    batches = forms.TypedMultipleChoiceField(label=_("Batches"), required=False, coerce=int)
    domains = forms.MultipleChoiceField(label=_("Domains"), required=False)
    languages = forms.MultipleChoiceField(label=_("Languages"), required=False)
    skills = forms.MultipleChoiceField(label=_("Skills"), required=False)
    guideline_versions = forms.TypedMultipleChoiceField(
        label=_("Guideline versions"), required=False, coerce=int
    )
    without_flags = forms.MultipleChoiceField(label=_("Without these flags"), required=False)
    without_tags = forms.MultipleChoiceField(label=_("Without these tags"), required=False)
    since = forms.DateField(
        label=_("Decided since"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("Decided until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    repeats = forms.ChoiceField(label=_("The same pair in several items"), required=False)
    max_pairs_per_prompt = forms.IntegerField(label=_("Items a prompt at most"), required=False, min_value=1)
    validation = forms.FloatField(
        label=_("For validation, in %"), required=False, widget=forms.NumberInput(attrs=STEP)
    )
    test = forms.FloatField(
        label=_("For testing, in %"), required=False, widget=forms.NumberInput(attrs=STEP)
    )

    def __init__(self, project: Project, data: QueryDict) -> None:
        super().__init__(data)
        self.sent = data
        name = data.get("format", DEFAULT)
        self.chosen = formats.FORMATS.get(name, formats.FORMATS[DEFAULT])
        for field, choices in self._choices(project).items():
            self.fields[field].choices = choices  # type: ignore[attr-defined]
            self.fields[field].widget.attrs["size"] = min(6, max(2, len(choices)))
        for single in ("style", "container", "labels", "ties", "both_bad", "repeats", "aspect"):
            self.fields[single].widget.attrs.pop("size")

    def forget_what_the_format_lacks(self) -> None:
        """Drop what was chosen for another format, so that a change of format takes its own."""
        kept = QueryDict(mutable=True)
        for name, values in self.sent.lists():
            choices = getattr(self.fields.get(name), "choices", ())
            if name not in OF_FORMAT or values[-1] in dict(choices):
                kept.setlist(name, values)
        self.data = kept

    def policy(self) -> dict[str, Any]:
        """Return what was chosen, as the API takes it."""
        typed = {name: value for name, value in self.cleaned_data.items() if value not in (None, "", [])}
        typed.pop("format", None)
        days = {name: typed[name].isoformat() for name in ("since", "until") if name in typed}
        return typed | days

    def _choices(self, project: Project) -> dict[str, list[tuple[Any, Any]]]:
        styles = self.chosen.styles
        style = styles.get(str(self.data.get("style", ""))) or next(iter(styles.values()), None)
        aspects, flags, tags = _of_rubric(project)
        items = Item.objects.filter(project=project)
        return {
            "style": _named(styles, export_words.STYLES),
            "container": _named(self.chosen.containers, export_words.CONTAINERS),
            "labels": _named(style.labels if style else (Labels.HARD,), export_words.LABELS),
            "ties": _named((Undecided.DROP, Undecided.HALF, Undecided.BOTH), export_words.TIES),
            "both_bad": _named((Undecided.DROP, Undecided.BOTH), export_words.BOTH_BAD),
            "repeats": _named(_repeats(self.chosen), export_words.REPEATS),
            "aspect": [("", _("the overall preference")), *((key, key) for key in aspects)],
            "states": _named(STATES, export_words.STATES),
            "batches": list(project.batches.order_by("-pk").values_list("pk", "name")[:MOST_NAMES]),
            "domains": _own(items.exclude(domain="").values_list("domain", flat=True)),
            "languages": _own(items.exclude(language="").values_list("language", flat=True)),
            "skills": _own(Skill.objects.values_list("code", flat=True)),
            "guideline_versions": _versions(project),
            "without_flags": [(key, key) for key in flags],
            "without_tags": [(key, key) for key in tags],
        }


def _repeats(fmt: formats.Format) -> tuple[str, ...]:
    """Give the choices, the format's default first."""
    return (Repeats.KEEP, Repeats.MERGE) if fmt.takes_all else (Repeats.MERGE, Repeats.KEEP)


def _named(names: Iterable[str], words: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [(name, words.get(name, name)) for name in names]


def _own(names: Any) -> list[tuple[str, str]]:
    return [(name, name) for name in names.order_by().distinct()[:MOST_NAMES]]


def _versions(project: Project) -> list[tuple[int, str]]:
    rated = project.ratings.exclude(guideline_version=None)
    numbers = rated.values_list("guideline_version__number", flat=True).order_by().distinct()
    return [(number, str(number)) for number in sorted(numbers[:MOST_NAMES])]


def _of_rubric(project: Project) -> tuple[list[str], list[str], list[str]]:
    rubric = versions.by_id(project.rubric_version_id)
    return (
        [scale.key for scale in rubric.scales],
        [option.code for option in rubric.flags],
        [option.code for option in rubric.tags],
    )
