"""The views of a person's own name, address and sessions. Each loads, makes one call into the domain, and answers.

Name and address ask for the password again when it was not given in the last ten minutes.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from config.errors import Conflict, Invalid
from config.security.limits import limited
from raters import access
from raters.accounts import changing, mailing, sessions
from raters.web import forms
from raters.web.password_again import password_again
from raters.web.profile import user_of

TOKEN = "email_link"  # noqa: S105 (the session's key for it)


@require_POST
@access.needs()
@limited("page")
@password_again
def change_name(request: HttpRequest) -> HttpResponse:
    changing.change_name(user=user_of(request), name=request.POST.get("name", ""))
    messages.success(request, _("Your name was changed."))
    return redirect("profile")


@require_http_methods(["GET", "HEAD", "POST"])
@access.needs()
@limited("mail")
@password_again
def change_email(request: HttpRequest) -> HttpResponse:
    form = forms.NewEmail(request.POST or None)
    sent_to = ""
    if form.is_valid():
        try:
            token = changing.new_email(user=user_of(request), email=form.cleaned_data["email"])
        except Invalid as error:
            form.add_error("email", error.message)
        else:
            sent_to = form.cleaned_data["email"]
            mailing.send_email_link(to=sent_to, token=token)
    shown = {"form": form, "sent_to": sent_to}
    return render(request, "raters/email.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD"])
@access.needs()
def take_email_link(request: HttpRequest, token: str) -> HttpResponse:
    """Take the token out of the address, as an invitation's is."""
    request.session[TOKEN] = token
    return redirect("confirm_email")


@require_http_methods(["GET", "HEAD", "POST"])
@access.needs()
@limited("page")
def confirm_email(request: HttpRequest) -> HttpResponse:
    """Show what the link changes, and change it when asked to: mail scanners open links by themselves."""
    user, token = user_of(request), request.session.get(TOKEN, "")
    email = changing.proved_email(user=user, token=token)
    if request.method != "POST":
        return render(request, "raters/email_confirm.html", {"email": email})
    try:
        old = changing.confirm_email(user=user, token=token, now=timezone.now())
    except Conflict as error:
        messages.error(request, error.message)
        return redirect("profile")
    mailing.tell_old_address(to=old)
    request.session.pop(TOKEN, None)
    messages.success(request, _("Your address was changed. Sign in with it from now on."))
    return redirect("profile")


@require_POST
@access.needs()
@limited("page")
def end_session(request: HttpRequest) -> HttpResponse:
    sessions.end(user=user_of(request), handle=request.POST.get("session", ""))
    messages.success(request, _("The session was ended."))
    return redirect("profile")


@require_POST
@access.needs()
@limited("page")
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    sessions.end_others(user=user_of(request), but=request.session.session_key or "")
    messages.success(request, _("All other sessions were ended."))
    return redirect("profile")
