"""Lines that a program hands over one by one instead of a file: the file that they would have made."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from config.errors import Invalid
from tasks.intake.receiving import Upload

MOST = 1000
NAME = "lines.jsonl"


class WrongLines(Invalid):
    """Too many lines for one request, or none."""

    code = "wrong_lines"


def upload(lines: Sequence[Mapping[str, Any]], *, encoding: str = "") -> Upload:
    """Write the lines as the batch's files are written, so that they are read like them.

    Raises: WrongLines.
    """
    if not 0 < len(lines) <= MOST:
        said = _("Give from 1 to %(most)d lines; upload a file for more.") % {"most": MOST}
        raise WrongLines(said, fields={"lines": said})
    # Escapes for all but ASCII: it is in every encoding a batch may have.
    text = "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines)
    return Upload(NAME, [text.encode(encoding or "utf-8")])
