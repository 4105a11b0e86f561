"""A change of settings in words: the setting's name, its value before and after, and what follows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils import formats, timezone
from django.utils.choices import flatten_choices
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tasks.policy.settings import AT_ONCE, SETTINGS
from tasks.policy.touched import Change
from tasks.web.setting_forms import PERCENTS


@dataclass(frozen=True)
class Told:
    label: str
    old: str
    new: str
    holds_from: str
    follows: list[str]


def changes_in_words(changes: Iterable[Change], form: forms.Form) -> list[Told]:
    """Tell each change with the words of its form field."""
    return [_told(change, form.fields[change.name]) for change in changes]


def _told(change: Change, field: forms.Field) -> Told:
    setting = SETTINGS.get(change.name)
    return Told(
        label=str(field.label),
        old=_value(change.name, change.old, field),
        new=_value(change.name, change.new, field),
        holds_from=str(setting.holds_from if setting else AT_ONCE),
        follows=[FOLLOWS[kind](n) for kind, n in change.counts.items()],
    )


def _value(name: str, value: Any, field: forms.Field) -> str:
    if value is None or value == "" or value == []:
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, list):
        return ", ".join(value)
    if name in PERCENTS:
        return _("%(n)s %%") % {"n": f"{100 * value:g}"}
    if isinstance(field, forms.ChoiceField):
        pairs: Any = field.choices
        return str(dict(flatten_choices(pairs)).get(value, value))
    return str(value)


def _shown(n: int) -> str:
    return formats.number_format(n, use_l10n=True, force_grouping=True)


FOLLOWS: dict[str, Callable[[int], str]] = {
    "items": lambda n: ngettext("%(n)s open item", "%(n)s open items", n) % {"n": _shown(n)},
    "batches": lambda n: ngettext("%(n)s batch", "%(n)s batches", n) % {"n": _shown(n)},
    "trays": lambda n: (
        ngettext("%(n)s tray of a rater at work", "%(n)s trays of raters at work", n) % {"n": _shown(n)}
    ),
    "in_hand": lambda n: (
        ngettext("%(n)s item that a rater has open", "%(n)s items that raters have open", n)
        % {"n": _shown(n)}
    ),
}
