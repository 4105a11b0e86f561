"""How a login comes to be, with its pseudonym and first skills. Who may ask for one, the caller decides."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from config.errors import Conflict, Invalid
from raters import access, security_events
from raters.models import Rater, Role, User
from raters.qualification import granting


class InvalidAccount(Invalid):
    code = "invalid_account"


class EmailTaken(Conflict):
    code = "email_taken"


class ManagerExists(Conflict):
    code = "manager_exists"


def create_user(
    *,
    email: str,
    role: str,
    password: str | None,
    now: datetime,
    name: str = "",
    languages: Sequence[str] = (),
    skills: Collection[str] = (),
    by: User | None = None,
) -> User:
    """Make a login, and for a role that rates its pseudonym with languages and skills.

    Without a password nobody can sign in until an invitation is accepted. A password is given by the command line only,
    which vouches for the address. Skills are codes; an unknown one is
    made.

    Raises: InvalidAccount, EmailTaken, granting.InvalidSkill.
    """
    email = email.strip()
    _check(email=email, role=role, name=name, languages=languages)
    user = User(email=email, role=role, name=name.strip())
    if password is not None:
        check_password(password=password, user=user)
    with transaction.atomic():
        user = _insert(user, password, now)
        security_events.record_of(security_events.Kind.ACCOUNT_MADE, by=by, user=user, label=role)
        if role in access.ROLES_THAT_RATE:
            _give_pseudonym(user, languages=languages, skills=skills, by=by, now=now)
    return user


def check_password(*, password: str, user: User) -> None:
    """Insist on a password that the installation's rules accept.

    Raises: InvalidAccount.
    """
    try:
        validate_password(password, user)
    except ValidationError as error:
        said = " ".join(error.messages)
        raise InvalidAccount(said, fields={"password": said}) from error


def check_role(role: str) -> None:
    """Insist on one of the five roles.

    Raises: InvalidAccount.
    """
    if role not in Role.values:
        said = _no_such_role(role)
        raise InvalidAccount(said, fields={"role": said})


def _no_such_role(role: str) -> str:
    return _("There is no role “%(role)s”; choose one of %(roles)s.") % {
        "role": role,
        "roles": ", ".join(Role.values),
    }


def _check(*, email: str, role: str, name: str, languages: Sequence[str]) -> None:
    fields: dict[str, str] = {}
    try:
        validate_email(email)
    except ValidationError:
        fields["email"] = _("“%(email)s” is not an email address.") % {"email": email}
    if len(email) > 254:
        fields["email"] = _("An email address has at most 254 characters.")
    if role not in Role.values:
        fields["role"] = _no_such_role(role)
    if len(name.strip()) > 150:
        fields["name"] = _("A name has at most 150 characters.")
    if any(not language or len(language) > 16 for language in languages):
        fields["languages"] = _("A language is a short code such as zh or en.")
    if fields:
        raise InvalidAccount(" ".join(fields.values()), fields=fields)


def _insert(user: User, password: str | None, now: datetime) -> User:
    # The look comes first for a clear message; the unique index decides between two who ask at once.
    taken = EmailTaken(
        _("There is an account for %(email)s already.") % {"email": user.email},
        fields={"email": _("This address has an account.")},
    )
    if User.objects.filter(email__iexact=user.email).exists():
        raise taken
    try:
        with transaction.atomic():
            created: User = User.objects.create_user(
                user.email,
                password,
                role=user.role,
                name=user.name,
                email_proved_at=now if password else None,
            )
    except IntegrityError as error:
        raise taken from error
    return created


def ensure_pseudonym(*, user: User) -> None:
    """Give a person whose role rates a pseudonym; one from before is kept, with all that it rated."""
    if user.role in access.ROLES_THAT_RATE:
        Rater.objects.get_or_create(user=user)


def _give_pseudonym(
    user: User, *, languages: Sequence[str], skills: Collection[str], by: User | None, now: datetime
) -> None:
    rater = Rater.objects.create(user=user, languages=list(dict.fromkeys(languages)))
    for code in dict.fromkeys(skills):
        skill = granting.ensure_skill(code=code)
        granting.grant(rater=rater, skill=skill, by=by, reason=_("Given with the account."), now=now)


def first_manager(*, email: str, now: datetime) -> User:
    """Make the owner of a new installation, or return the one who has not chosen a password yet.

    The owner is a manager who sees every project.

    Raises: ManagerExists, InvalidAccount, EmailTaken.
    """
    with transaction.atomic():
        managers = User.objects.filter(Q(role=Role.MANAGER) | Q(is_superuser=True)).select_for_update()
        if not managers:
            owner = create_user(email=email, role=Role.MANAGER, password=None, now=now)
            owner.is_owner = True
            owner.save(update_fields=["is_owner"])
            security_events.record_of(security_events.Kind.ROLE_CHANGED, by=None, user=owner, label="owner")
            return owner
        waiting: list[User] = [user for user in managers if user.email.casefold() == email.strip().casefold()]
        if len(managers) > 1 or not waiting or waiting[0].has_usable_password():
            raise ManagerExists(_("There is a manager already; others are made with create_user or invited."))
        return waiting[0]


def ensure_owner(*, user: User) -> None:
    """Make a manager the owner of an installation that has none; the sample data need one before `bootstrap` ran."""
    with transaction.atomic():
        if not User.objects.filter(is_owner=True).exists():
            User.objects.filter(pk=user.pk).update(is_owner=True)
