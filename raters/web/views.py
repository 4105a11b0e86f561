"""The pages of a person's own account. Each loads, makes one call into the domain, and answers."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from config.language import SESSION_KEY
from config.security.limits import limited
from raters import access
from raters.accounts import preferences, tokens
from raters.models import ApiToken, User
from raters.web import forms, profile
from raters.web.password_again import password_again
from raters.web.profile import user_of


@require_GET
@access.needs()
def home(request: HttpRequest) -> HttpResponse:
    rates = access.may(request.user, access.Right.RATE) and not access.may(request.user, access.Right.MANAGE)
    return redirect("tray" if rates else "projects")


@require_GET
@access.needs()
def show_profile(request: HttpRequest) -> HttpResponse:
    return render(request, "raters/profile.html", profile.of(request))


@require_POST
@limited("page")
def set_preferences(request: HttpRequest) -> HttpResponse:
    form = forms.Choices(request.POST)
    if not form.is_valid():
        raise preferences.InvalidPreference(_("This preference is not known."))
    if isinstance(request.user, User):
        preferences.set_preferences(user=request.user, **form.given())
    if len(form.given()) > 1:  # the profile's form; a single switch shows by itself
        messages.success(request, _("Your choices are saved."))
    answer = HttpResponse(status=204) if _wants_json(request) else redirect(_next(request))
    if "language" in form.given():
        request.session[SESSION_KEY] = form.given()["language"]
    return answer


@require_POST
@access.needs()
@limited("page")
@password_again
def make_token(request: HttpRequest) -> HttpResponse:
    form = forms.NewToken(request.POST)
    if not form.is_valid():
        return render(request, "raters/profile.html", profile.of(request, form=form), status=422)
    plaintext = tokens.create_token(
        user=user_of(request), scopes=form.cleaned_data["scopes"], name=form.cleaned_data["name"]
    )
    return render(request, "raters/profile.html", profile.of(request, plaintext=plaintext), status=201)


@require_POST
@access.needs()
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(ApiToken.objects.for_user(user_of(request)), pk=pk)
    tokens.revoke(token=token, now=timezone.now())
    messages.success(request, _("The token works no longer."))
    return redirect("profile")


def _wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _next(request: HttpRequest) -> str:
    target = request.POST.get("next", "/")
    if not target.startswith("/"):  # `redirect` would take it for the name of a view
        return "/"
    is_ours = url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return target if is_ours else "/"
