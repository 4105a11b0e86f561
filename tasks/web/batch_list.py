"""The page of a project's batches: search, filters, pages of fifty. The rows themselves are `batch_rows`'."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from config.security.limits import limited
from config.security.uploads import takes_upload
from raters.access import Right, needs
from raters.models import User
from tasks.intake import listing
from tasks.models import Batch, Project
from tasks.web import finding, uploads
from tasks.web.batch_rows import is_moving, newest, rows

PAGE = 50
LONGEST_ID = 18


class Search(forms.Form):
    """What is looked for; what cannot be read is as if it were not there."""

    q = forms.CharField(label=_("Name"), required=False, max_length=255)
    status = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("all but archived")),
            *((value, name) for value, name in Batch.Status.choices if value != Batch.Status.DELETING),
            ("any", _("all, archived too")),
        ],
    )
    who = forms.TypedChoiceField(label=_("Uploaded by"), required=False, coerce=int, empty_value=None)
    since = forms.DateField(
        label=_("Uploaded since"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, data: QueryDict, project: Project) -> None:
        super().__init__(data, auto_id="find-%s")
        self.project = project
        people = User.objects.filter(pk__in=project.batches.values("uploaded_by")).order_by("name", "email")
        self.fields["who"].choices = [  # type: ignore[attr-defined]
            ("", _("anybody")),
            *((user.pk, user.get_full_name()) for user in people),
        ]

    @property
    def is_narrow(self) -> bool:
        return any(self.cleaned_data.values())

    def found(self) -> QuerySet[Batch]:
        self.full_clean()
        asked = {name: self.cleaned_data.get(name) for name in self.fields}
        self.cleaned_data = asked
        matching: QuerySet[Batch] = self.project.batches.all()
        if asked["q"]:
            matching = listing.named(matching, asked["q"])
        if asked["status"] != "any":
            chosen = Q(status=asked["status"]) if asked["status"] else ~Q(status=listing.AWAY)
            matching = matching.filter(chosen)
        if asked["who"]:
            matching = matching.filter(uploaded_by=asked["who"])
        if asked["since"]:
            matching = listing.received_since(matching, asked["since"], self.project)
        return matching


@takes_upload
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.MANAGE, Right.EXPORT)
@limited("upload")
def batch_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the batches; for a page that asks again while one is imported, the table alone. Take an upload."""
    if request.method == "POST":
        return uploads.upload(request, slug)
    project = finding.project(request, slug)
    if "newest" in request.GET:
        return render(request, "tasks/_batches.html", {"project": project} | newest(project))
    template = "tasks/_batches.html" if request.headers.get("HX-Request") else "tasks/batches.html"
    return render(request, template, {"project": project} | _page(request, project))


def _page(request: HttpRequest, project: Project) -> dict[str, Any]:
    search = Search(request.GET, project)
    found, before = search.found().order_by("-pk"), request.GET.get("before", "")
    if before.isdecimal() and len(before) <= LONGEST_ID:
        found = found.filter(pk__lt=int(before))
    some = rows(found[: PAGE + 1])
    shown, asked = some[:PAGE], request.GET.copy()
    asked.pop("before", None)
    following = asked.copy()
    if some[PAGE:]:
        following["before"] = str(shown[-1].pk)
    return {
        "search": search,
        "batches": shown,
        "is_moving": is_moving(shown),
        "again": request.GET.urlencode(),
        "following": following.urlencode() if some[PAGE:] else "",
        "first": asked.urlencode() if before else None,
        "sums": listing.sums(project),
    }
