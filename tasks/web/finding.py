"""Finds what a page is about among what its user may see; anything else is missing, not forbidden."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from config import time_zone
from raters.models import User
from tasks.models import Batch, Export, Item, Project


def user_of(request: HttpRequest) -> User:
    """Return the user of a guarded view."""
    return cast("User", request.user)


def project(request: HttpRequest, slug: str) -> Project:
    mine = Project.objects.for_user(user_of(request)).select_related("rubric_version", "guideline")
    found = get_object_or_404(mine, slug=slug)
    time_zone.show_in(found.time_zone)
    return found


def batch(request: HttpRequest, slug: str, pk: int) -> Batch:
    mine = Batch.objects.for_user(user_of(request)).select_related("project", "rubric_version", "uploaded_by")
    found = get_object_or_404(mine, project__slug=slug, pk=pk)
    time_zone.show_in(found.project.time_zone)
    return found


def export(request: HttpRequest, slug: str, pk: int) -> Export:
    mine = Export.objects.for_user(user_of(request)).select_related("project", "requested_by")
    return get_object_or_404(mine, project__slug=slug, pk=pk)


def item(request: HttpRequest, slug: str, pk: int) -> Item:
    mine = Item.objects.for_user(user_of(request))
    return get_object_or_404(mine, project__slug=slug, pk=pk)
