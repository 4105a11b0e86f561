"""BELLE's evaluation set: `question`, `std_answer` (a reference, often empty) and `class`. Prompts alone, which wait.

Defined by eval/eval_set.json of github.com/LianjiaTech/BELLE (Ji et al. 2023, arXiv 2303.14742).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from tasks.intake.formats import plain
from tasks.intake.formats.fields import Layout, mapped
from tasks.intake.lines import Line


def _on_one_line(_record: dict[str, Any], line: Line) -> Line:
    """The published file has one class with a no-break space in its name."""
    return replace(line, domain=" ".join(line.domain.split()))


LAYOUT = Layout(
    "belle",
    ("question", "std_answer", "class"),
    mapped({"class": "domain"}, plain.prompts, _on_one_line),
    title=_("BELLE: questions with a reference answer, without models' answers"),
)
