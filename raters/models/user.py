"""A login. All personal data is here and nowhere else; what a person rates points at a `Rater`."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    RATER = "rater", _("rater")
    LEAD = "lead", _("team lead")
    EXPERT = "expert", _("expert")
    MANAGER = "manager", _("manager")
    ENGINEER = "engineer", _("engineer")


class UserQuerySet(models.QuerySet["User"]):
    def for_user(self, user: User) -> UserQuerySet:
        """Managers see everybody, a lead their team, everyone else themselves."""
        if user.is_superuser or user.role == Role.MANAGER:
            return self
        own = models.Q(pk=user.pk)
        if user.role == Role.LEAD:
            own |= models.Q(team_membership__team__lead=user)
        return self.filter(own).distinct()


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Creates logins; Django and allauth look for these two methods here."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user: User = self.model(email=self.normalize_email(email).strip(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        fields |= {"is_staff": True, "is_superuser": True, "role": Role.MANAGER}
        return self.create_user(email, password, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        user: User = self.get(email__iexact=username)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField(_("email"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    role = models.CharField(_("role"), max_length=16, choices=Role, default=Role.RATER)
    language = models.CharField(_("language"), max_length=16, blank=True)
    preferences = models.JSONField(default=dict, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    # Sees every project and the security events; made by `bootstrap`.
    is_owner = models.BooleanField(_("owner of the installation"), default=False)
    # Set by a link mailed to the address, by the command line or by an owner; a trigger clears it with the address.
    email_proved_at = models.DateTimeField(null=True, blank=True)
    # Of a deactivated person: only an owner lets them in again.
    closed_by_owner = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="user_role_known"),
            models.CheckConstraint(
                condition=models.Q(is_owner=False) | models.Q(role=Role.MANAGER), name="user_owner_is_manager"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name or self.email
