"""The forms of the project pages. They read what was typed; whether it fits is the domain's to say."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from config.errors import DomainError
from raters.models import Role, Skill
from raters.models.rater import ROUTED
from tasks.exports.formats import FORMATS
from tasks.models import Project
from tasks.rubric import presets

RUBRICS = {
    "exam": _("Paired answers: preference, three scores each, the reason written down"),
    "single": _("One answer: three scores, the reason written down"),
    "ranking": _("Two to 26 answers put in order, the reason written down"),
    "intent": _("What the user wants: one intent of a list"),
}
EXPORT_NOTES = {
    "trl-preference": _(
        "prompt, chosen, rejected as messages; ties, both bad and pairs of equal answers are left out and counted"
    ),
    "canonical": _("every item with its label, probability, scores and votes"),
}


def put_errors(form: forms.Form, error: DomainError) -> None:
    """Show a domain error in a form: at its field where the form has that field, else above it."""
    for name, message in (error.fields or {"": error.message}).items():
        form.add_error(name if name in form.fields else None, message)


class NewProject(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=150)
    slug = forms.CharField(
        label=_("Short name in addresses"),
        max_length=64,
        required=False,
        help_text=_("Made from the name if left empty."),
    )
    rubric = forms.ChoiceField(
        label=_("Rubric"),
        choices=[(name, RUBRICS.get(name, name)) for name in presets.NAMES],
        widget=forms.RadioSelect,
    )
    form = forms.ChoiceField(
        label=_("How much is asked"),
        widget=forms.RadioSelect,
        choices=[
            (Project.Form.FULL, _("Full: preference, all scores and a written rationale")),
            (Project.Form.STANDARD, _("Standard: the same, a mark and a chip may stand for the rationale")),
            (Project.Form.LIGHT, _("Light: preference and a chip; the rest on a sample")),
        ],
    )
    min_overlap = forms.IntegerField(
        label=_("Ratings an item, at least"), min_value=1, max_value=50, initial=3
    )
    max_overlap = forms.IntegerField(
        label=_("Ratings an item, at most"), min_value=1, max_value=50, initial=3
    )
    closed = forms.BooleanField(label=_("Only members may rate"), required=False)

    def values(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        given["slug"] = given["slug"] or slugify(given["name"])
        return given


class Policy(forms.Form):
    max_rejected = forms.FloatField(
        label=_("Bad lines that stop an import, in %"),
        min_value=0,
        max_value=100,
        widget=forms.NumberInput(attrs={"step": "any"}),
    )
    reference_for = forms.ChoiceField(
        label=_("Who is shown references"), choices=Project.ReferenceFor.choices
    )
    max_skips_per_hour = forms.IntegerField(
        label=_("Items a rater may skip or give back in an hour"),
        min_value=1,
        max_value=1000,
        required=False,
    )

    @classmethod
    def of(cls, project: Project) -> Policy:
        percent = round(100 * project.max_rejected, 4)
        kept = {name: getattr(project, name) for name in ("reference_for", "max_skips_per_hour")}
        return cls(initial={"max_rejected": f"{percent:g}", **kept})

    def values(self) -> dict[str, Any]:
        return self.cleaned_data | {"max_rejected": self.cleaned_data["max_rejected"] / 100}


class Invite(forms.Form):
    email = forms.EmailField(label=_("E-mail address"))
    name = forms.CharField(label=_("Full name"), max_length=150, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        required=False,
        choices=list(ROUTED.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    skills = forms.CharField(
        label=_("Skills"),
        required=False,
        help_text=_("Short codes such as medicine-zh, with commas between them."),
    )

    def clean_skills(self) -> list[str]:
        return [code.strip() for code in self.cleaned_data["skills"].split(",") if code.strip()]


class GrantSkill(forms.Form):
    rater = forms.IntegerField(widget=forms.HiddenInput)
    skill = forms.CharField(label=_("Skill"), max_length=64)
    reason = forms.CharField(label=_("Why"), required=False, max_length=500)

    def known_skills(self) -> list[Skill]:
        return list(Skill.objects.order_by("code"))


class Publish(forms.Form):
    name = forms.CharField(label=_("Title"), max_length=150, required=False)
    text_en = forms.CharField(
        label=_("Text in English"), required=False, widget=forms.Textarea(attrs={"rows": 14})
    )
    text_zh = forms.CharField(
        label=_("Text in Chinese"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 14, "lang": "zh-Hans"}),
    )


class NewExport(forms.Form):
    format = forms.ChoiceField(
        label=_("Format"), choices=[(name, name) for name in FORMATS], widget=forms.RadioSelect
    )
    min_confidence = forms.FloatField(
        label=_("Sure at least"),
        required=False,
        min_value=0,
        max_value=1,
        help_text=_("A probability from 0 to 1; empty takes every decided item."),
        widget=forms.NumberInput(attrs={"step": "0.05"}),
    )

    def policy(self) -> dict[str, Any]:
        sure = self.cleaned_data["min_confidence"]
        return {} if sure is None else {"min_confidence": sure}
