"""The page on which an invited person chooses a password.

The token stands in an address only until the first look: it moves to the session, out of reach of logs, of the
browser's history and of the Referer header.
"""

from __future__ import annotations

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from config.errors import Invalid
from config.security.limits import limited
from raters.accounts import devices, inviting, signing_in
from raters.web import forms

TOKEN = "invitation"  # noqa: S105 (the session's key for it)
_BACKEND = "raters.web.session_store.SessionUser"


@require_http_methods(["GET", "HEAD", "POST"])
def take_link(request: HttpRequest, token: str) -> HttpResponse:
    """Take the token out of the address. One that is not valid is not kept, so that guesses leave no rows."""
    try:
        inviting.find(token=token, now=timezone.now())
    except inviting.InvitationNotValid:
        request.session.pop(TOKEN, None)
    else:
        request.session[TOKEN] = token
    return redirect("choose_password", preserve_request=request.method == "POST")


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@limited("invitation")
def choose_password(request: HttpRequest) -> HttpResponse:
    now, token = timezone.now(), request.session.get(TOKEN, "")
    try:
        invited = inviting.find(token=token, now=now).user
    except inviting.InvitationNotValid:
        return render(request, "raters/invitation.html", status=404)
    form = forms.NewPassword(request.POST or None)
    if form.is_valid():
        try:
            user = inviting.accept(token=token, password=form.cleaned_data["password"], now=now)
        except Invalid as error:
            form.add_error("password", error.message)
        else:
            request.session.pop(TOKEN, None)
            login(request, user, backend=_BACKEND)
            signing_in.note_sign_in(request, user=user, now=now)
            response = redirect("home")
            devices.remember(request, response, account=signing_in.account_key(user.email))
            return response
    shown = {"form": form, "invited": invited}
    return render(request, "raters/invitation.html", shown, status=422 if form.errors else 200)
