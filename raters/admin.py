"""Django's admin, for superusers only and mostly for reading, because the rules live in the domain.

No page edits rows in the list, and no digest or password hash is shown.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from raters import security_events
from raters.access import NotSignedIn, RoleForbids
from raters.models import (
    ApiToken,
    Grant,
    Guideline,
    GuidelineVersion,
    Invitation,
    Rater,
    Skill,
    Team,
    TeamMember,
    User,
)


class SuperuserSite(admin.AdminSite):
    site_header = site_title = _("Touchstone administration")

    def has_permission(self, request: HttpRequest) -> bool:
        """Insist on a superuser; Django would send everybody else to a login page of its own.

        Raises: NotSignedIn, RoleForbids.
        """
        if not request.user.is_authenticated:
            raise NotSignedIn(gettext("Please sign in."))
        if not (request.user.is_active and request.user.is_superuser):
            raise RoleForbids(gettext("The administration is for superusers."))
        return True

    def login(
        self,
        request: HttpRequest,
        extra_context: dict[str, Any] | None = None,  # noqa: ARG002
    ) -> HttpResponse:
        """Send people to the one page that signs in: Django's own would count no tries.

        Raises: RoleForbids.
        """
        if request.user.is_authenticated and self.has_permission(request):
            return redirect("admin:index")
        return redirect("account_login")

    def password_change(  # type: ignore[override]
        self,
        request: HttpRequest,  # noqa: ARG002
        extra_context: dict[str, Any] | None = None,  # noqa: ARG002
    ) -> HttpResponse:
        return redirect("account_change_password")


site = SuperuserSite(name="admin")


class ReadMostlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Shows rows and changes none, but for what a subclass says."""

    hidden: ClassVar[tuple[str, ...]] = ()
    adds: ClassVar[bool] = False
    changes: ClassVar[bool] = False
    deletes: ClassVar[bool] = False

    def get_exclude(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:  # noqa: ARG002
        return self.hidden

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.adds and request.user.is_superuser

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        return self.changes and request.user.is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        return self.deletes and request.user.is_superuser


@admin.register(User, site=site)
class UserAdmin(ReadMostlyAdmin):
    list_display = ("email", "name", "role", "is_active", "is_superuser", "created_at")
    list_filter = ("role", "is_active", "is_superuser")
    search_fields = ("email", "name")
    ordering = ("email",)
    fields = ("email", "name", "role", "language", "is_active", "is_staff", "is_superuser", "last_login")
    # A role is more than its name: it may need a pseudonym. Deactivating ends work too: the people page does that.
    readonly_fields = ("email", "role", "is_active", "last_login")
    changes = True

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm[User], change: bool) -> None:
        super().save_model(request, obj, form, change)
        if changed := {"is_staff", "is_superuser"}.intersection(form.changed_data):
            flags = ", ".join(f"{name}={getattr(obj, name)}" for name in sorted(changed))
            by = request.user if isinstance(request.user, User) else None
            security_events.record_of(security_events.Kind.ROLE_CHANGED, by=by, user=obj, label=flags)


@admin.register(Skill, site=site)
class SkillAdmin(ReadMostlyAdmin):
    list_display = ("code", "name_en", "name_zh", "domain", "language")
    search_fields = ("code", "name_en", "name_zh")
    ordering = ("code",)
    adds = True
    changes = True


@admin.register(Team, site=site)
class TeamAdmin(ReadMostlyAdmin):
    list_display = ("name", "lead")
    search_fields = ("name",)
    autocomplete_fields = ("lead",)
    ordering = ("name",)
    adds = True
    changes = True


@admin.register(TeamMember, site=site)
class TeamMemberAdmin(ReadMostlyAdmin):
    list_display = ("user", "team", "joined_at")
    list_select_related = ("user", "team")
    autocomplete_fields = ("user", "team")
    ordering = ("team", "user")
    adds = True
    deletes = True


@admin.register(Rater, site=site)
class RaterAdmin(ReadMostlyAdmin):
    list_display = ("pseudonym", "kind", "user", "created_at")
    list_filter = ("kind",)
    list_select_related = ("user",)
    search_fields = ("pseudonym",)
    ordering = ("pseudonym",)


@admin.register(Grant, site=site)
class GrantAdmin(ReadMostlyAdmin):
    list_display = ("rater", "skill", "level", "granted_by", "granted_at", "expires_at", "revoked_at")
    list_filter = ("skill",)
    list_select_related = ("rater", "skill", "granted_by")
    ordering = ("-granted_at",)


@admin.register(ApiToken, site=site)
class ApiTokenAdmin(ReadMostlyAdmin):
    list_display = ("prefix", "user", "name", "scopes", "last_used_at", "expires_at", "revoked_at")
    list_select_related = ("user",)
    hidden = ("digest",)
    ordering = ("-created_at",)


@admin.register(Invitation, site=site)
class InvitationAdmin(ReadMostlyAdmin):
    list_display = ("user", "created_by", "created_at", "expires_at", "used_at")
    list_select_related = ("user", "created_by")
    hidden = ("digest",)
    ordering = ("-created_at",)


@admin.register(Guideline, site=site)
class GuidelineAdmin(ReadMostlyAdmin):
    list_display = ("name", "created_at")
    ordering = ("name",)


@admin.register(GuidelineVersion, site=site)
class GuidelineVersionAdmin(ReadMostlyAdmin):
    list_display = ("guideline", "number", "created_by", "published_at")
    list_select_related = ("guideline", "created_by")
    ordering = ("guideline", "-number")
