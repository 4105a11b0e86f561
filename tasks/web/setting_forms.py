"""The forms of the settings of projects and batches: what was typed. Whether it fits is decided in `tasks.policy`."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from tasks.models import Batch, Project
from tasks.policy import of_batches, settings
from tasks.policy.settings import SETTINGS

# Shares, which the form has in percent.
PERCENTS = ("max_rejected", "audit_share")
SHOWN = "%Y-%m-%dT%H:%M"


def _whole(name: str, most: int, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=SETTINGS[name].label, min_value=1, max_value=most, **more)


class ProjectSettings(forms.Form):
    name = forms.CharField(label=SETTINGS["name"].label, max_length=settings.MAX_NAME)
    state = forms.ChoiceField(
        label=SETTINGS["state"].label,
        choices=Project.State.choices,
        help_text=_("Paused: nothing new is given out. Closed: nothing can be submitted any more."),
    )
    admits_all = forms.BooleanField(label=SETTINGS["admits_all"].label, required=False)
    skills = forms.CharField(
        label=SETTINGS["skills"].label,
        required=False,
        help_text=_("Short codes such as medicine-zh, with commas between them."),
    )
    min_overlap = _whole("min_overlap", settings.MAX_OVERLAP)
    max_overlap = _whole("max_overlap", settings.MAX_OVERLAP)
    max_error = forms.FloatField(
        label=SETTINGS["max_error"].label,
        min_value=0,
        max_value=settings.MAX_ERROR,
        widget=forms.NumberInput(attrs={"step": "any"}),
        help_text=_("In points of the scale; for rubrics that score one answer."),
    )
    form = forms.ChoiceField(label=SETTINGS["form"].label, choices=Project.Form.choices)
    reference_for = forms.ChoiceField(
        label=SETTINGS["reference_for"].label, choices=Project.ReferenceFor.choices
    )
    tray_size = _whole("tray_size", settings.MAX_TRAY)
    lease_minutes = _whole("lease_minutes", settings.MAX_LEASE)
    max_skips_per_hour = _whole("max_skips_per_hour", settings.MAX_SKIPS)
    max_rejected = forms.FloatField(
        label=_("Bad lines that stop an import, in %"),
        min_value=0,
        max_value=100,
        widget=forms.NumberInput(attrs={"step": "any"}),
    )
    audit_share = forms.FloatField(
        label=_("Items with a fixed number of ratings, in %"),
        min_value=0,
        max_value=100,
        widget=forms.NumberInput(attrs={"step": "any"}),
        help_text=_(
            "Drawn at import. They get no further ratings when raters differ, so agreement stays unbiased."
        ),
    )
    time_zone = forms.ChoiceField(
        label=SETTINGS["time_zone"].label,
        choices=lambda: [(name, name) for name in sorted(available_timezones())],
        help_text=_("Days are counted and times are shown in it."),
    )
    licence = forms.CharField(
        label=SETTINGS["licence"].label,
        max_length=settings.MAX_LICENCE,
        required=False,
        help_text=_("Stands in every exported row and in the manifest. Such as CC-BY-4.0."),
    )

    @classmethod
    def of(cls, project: Project) -> ProjectSettings:
        kept = settings.of(project)
        percents = {name: f"{round(100 * kept[name], 4):g}" for name in PERCENTS}
        return cls(initial=kept | percents | {"skills": ", ".join(kept["skills"])})

    def clean_skills(self) -> list[str]:
        return [code.strip() for code in self.cleaned_data["skills"].split(",") if code.strip()]

    def clean_max_rejected(self) -> float:
        return self._share("max_rejected")

    def clean_audit_share(self) -> float:
        return self._share("audit_share")

    def _share(self, name: str) -> float:
        return round(float(self.cleaned_data[name]) / 100, 6)


class BatchSettings(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=of_batches.MAX_NAME)
    min_overlap = _whole("min_overlap", settings.MAX_OVERLAP, required=False)
    max_overlap = _whole("max_overlap", settings.MAX_OVERLAP, required=False)
    priority = forms.IntegerField(
        label=_("Priority"),
        min_value=-of_batches.MAX_PRIORITY,
        max_value=of_batches.MAX_PRIORITY,
        help_text=_("Items of a higher priority are given out first."),
    )
    deadline = forms.DateTimeField(
        label=_("Deadline"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=SHOWN),
    )

    @classmethod
    def of(cls, batch: Batch) -> BatchSettings:
        return cls(initial=of_batches.of(batch))
