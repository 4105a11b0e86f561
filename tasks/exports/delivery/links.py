"""Signed links with which a program without a token takes one file of an export, as the person who made the link.

A link is nothing but a signed sentence: which file of which export, for whom, until when. That person's right is asked
anew at each use, so a link gives nothing that its maker could not take at that moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext as _

from config.errors import Missing
from raters.models import User
from tasks.exports.delivery import handing_over
from tasks.models import Export

SALT = "tasks.exports.links"


class DeadLink(Missing):
    """Expired, damaged, or its maker may no longer take the file: all alike from outside."""

    code = "dead_link"


@dataclass(frozen=True, slots=True)
class Link:
    signed: str
    filename: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Followed:
    export: Export
    name: str
    by: User


def make(*, export: Export, name: str, by: User, now: datetime) -> Link:
    """Sign a link to a file of an export, or to its archive.

    Raises: NoSuchFile.
    """
    offer = handing_over.offered(export=export, name=name)
    until = (now + timedelta(seconds=settings.EXPORT_LINK_SECONDS)).replace(microsecond=0)
    said = {"export": export.pk, "name": name, "by": by.pk, "until": int(until.timestamp())}
    return Link(Signer(salt=SALT).sign_object(said, compress=False), offer.filename, until)


def follow(*, signed: str, now: datetime) -> Followed:
    """Return what a link leads to, if it is still good and its maker may still take it.

    Raises: DeadLink.
    """
    try:
        said = Signer(salt=SALT).unsign_object(signed)
    except BadSignature:
        said = {"until": 0}
    good = datetime.fromtimestamp(said["until"], UTC) > now
    if not good or not handing_over.may_fetch(export_id=said["export"], user_id=said["by"]):
        raise DeadLink(_("This link has expired or is no longer good. Make a new one on the export's page."))
    export = Export.objects.select_related("project").get(pk=said["export"])
    return Followed(export, said["name"], User.objects.get(pk=said["by"]))
