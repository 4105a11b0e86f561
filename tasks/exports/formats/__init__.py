"""The registry of export formats, and the policy that each makes of what was asked for.

A format decides keys and what it cannot say (such an example is counted in the manifest). Selection, files and order
are decided elsewhere, so that every format tells of the same items.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from config.errors import Invalid
from tasks.exports.formats.registry import EARLIER, FORMATS
from tasks.exports.formats.style import Format, Style
from tasks.exports.policy import InvalidPolicy, Labels, Policy, Repeats, parse
from tasks.exports.policy.definition import DECIDED
from tasks.models import Export, Project
from tasks.rubric import versions
from tasks.rubric.kinds import KINDS

__all__ = ["EARLIER", "FORMATS", "Format", "Style", "UnknownFormat", "named", "of", "policy_of", "resolved"]

# Below it a label is hardly better than a coin; Secrets of RLHF II and HelpSteer2 drop such pairs too.
SURE = 0.7


class UnknownFormat(Invalid):
    code = "unknown_export_format"


def named(name: object) -> Format:
    """Return the format of this name.

    Raises: UnknownFormat, with the names that exist.
    """
    if not isinstance(name, str) or name not in FORMATS:
        message = _("There is no export format “%(name)s”. Formats: %(known)s.") % {
            "name": name,
            "known": ", ".join(sorted(FORMATS)),
        }
        raise UnknownFormat(message, fields={"format": message})
    return FORMATS[name]


def of(export: Export) -> Format:
    """Return the format of an export in its own version; exports from before there were versions say none."""
    version = (export.manifest or {}).get("format_version", 1)
    return EARLIER.get((export.format, version)) or named(export.format)


def resolved(fmt: Format, project: Project, data: Mapping[str, Any]) -> Policy:
    """Complete a policy with the project's minimum and the format's defaults.

    Raises: InvalidPolicy, also for a style, container or way of labels that the format does not have.
    """
    if fmt.needs not in ("", *KINDS):
        message = _("This format is made of a rubric with %(kind)s, which no rubric of this project has.")
        raise InvalidPolicy(message % {"kind": fmt.needs}, fields={"format": message % {"kind": fmt.needs}})
    asked = parse(data, min_ratings=project.min_overlap)
    _need_aspect(project, asked.aspect)
    style_name = asked.style or next(iter(fmt.styles))
    _need("style", style_name, tuple(fmt.styles))
    style = fmt.styles[style_name]
    labels = asked.labels if data.get("labels") else style.labels[0]
    _need("labels", labels, style.labels)
    container = asked.container if data.get("container") else fmt.containers[0]
    _need("container", container, fmt.containers)
    # A format that takes all tells of every item as its raters saw it; a trainer is to meet a pair once.
    defaults: dict[str, Any] = {"repeats": Repeats.KEEP if fmt.takes_all else Repeats.MERGE}
    if not (fmt.takes_all or labels in Labels.OF_ALL_STATES):
        defaults |= {"states": DECIDED, "min_confidence": SURE}
    own = {"style": style_name, "labels": labels, "container": container}
    return parse({**data, **own}, min_ratings=project.min_overlap, defaults=defaults)


def policy_of(export: Export) -> Policy:
    """Return the policy that an export was asked for with."""
    return parse(export.policy, min_ratings=export.project.min_overlap)


def _need_aspect(project: Project, aspect: str) -> None:
    """Refuse an aspect that no rubric of the project scores: every item would be left out."""
    if not aspect:
        return
    used = {project.rubric_version_id, *project.batches.values_list("rubric_version", flat=True)}
    known = sorted({scale.key for pk in used for scale in versions.by_id(pk).scales})
    if aspect not in known:
        message = _("No rubric of this project has the aspect “%(name)s”. Aspects: %(known)s.") % {
            "name": aspect,
            "known": ", ".join(known) or "–",
        }
        raise InvalidPolicy(message, fields={"policy.aspect": message})


def _need(setting: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        message = _("This format has no %(setting)s “%(value)s”: it has %(known)s.") % {
            "setting": setting,
            "value": value,
            "known": ", ".join(choices),
        }
        raise InvalidPolicy(message, fields={f"policy.{setting}": message})
