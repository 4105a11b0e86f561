"""The page of a project's evaluation set: what it has, what a draw would add, and the draw."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from config.errors import DomainError
from config.security.limits import limited
from raters.access import Right, needs
from tasks import jobs
from tasks.models import Project
from tasks.policy import evaluation
from tasks.web import finding
from tasks.web.forms import put_errors


class DrawForm(forms.Form):
    share = forms.FloatField(
        label=gettext_lazy("Share of the prompts, in %"),
        required=False,
        widget=forms.NumberInput(attrs={"step": "any", "min": "0", "max": "50"}),
        help_text=gettext_lazy("Prompts that are near duplicates count as one, and are drawn together."),
    )
    groups = forms.IntegerField(
        label=gettext_lazy("Or a number of prompts"),
        required=False,
        widget=forms.NumberInput(attrs={"min": "1"}),
        help_text=gettext_lazy("How many the set is to have. It never becomes smaller."),
    )

    def size(self) -> evaluation.Size:
        share = self.cleaned_data["share"]
        return evaluation.Size(
            share=None if share is None else share / 100, groups=self.cleaned_data["groups"]
        )


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.MANAGE)
@limited("page")
def evaluation_set(request: HttpRequest, slug: str) -> HttpResponse:
    project = finding.project(request, slug)
    form = DrawForm(request.POST or None)
    found: evaluation.Draw | None = None
    if form.is_bound and form.is_valid():
        try:
            if request.POST.get("do") == "draw":
                return _drawn(request, project, form)
            found = evaluation.preview(project=project, size=form.size())
        except DomainError as error:
            put_errors(form, error)
    shown: dict[str, Any] = {"project": project, "form": form, "draw": found}
    shown["evaluation"] = evaluation.standing(project)
    return render(request, "tasks/evaluation.html", shown, status=422 if form.errors else 200)


def _drawn(request: HttpRequest, project: Project, form: DrawForm) -> HttpResponse:
    evaluation.draw(project=project, size=form.size(), by=finding.user_of(request))
    jobs.ring(jobs.fill_trays)
    messages.success(request, _("The evaluation set is drawn."))
    return redirect("evaluation", project.slug)
