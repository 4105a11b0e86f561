"""The forms of the project pages. They read what was typed; whether it fits is the domain's to say."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from config.errors import DomainError
from raters.models import Role, Skill
from raters.models.rater import ROUTED
from tasks.models import Project
from tasks.rubric import presets

RUBRICS = {
    "exam": _("Paired answers: preference, three scores each, the reason written down"),
    "single": _("One answer: three scores, the reason written down"),
    "ranking": _("Two to 26 answers put in order, the reason written down"),
    "intent": _("What the user wants: one intent of a list"),
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
