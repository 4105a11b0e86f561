"""A project's licence as the Hub names licences, and as an address for JSON-LD."""

from __future__ import annotations

import re
from typing import Any

# The Hub's identifiers, each with the licence's own page.
KNOWN = {
    "apache-2.0": "https://www.apache.org/licenses/LICENSE-2.0",
    "mit": "https://opensource.org/license/mit",
    "bsd-3-clause": "https://opensource.org/license/bsd-3-clause",
    "cc0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "cc-by-2.0": "https://creativecommons.org/licenses/by/2.0/",
    "cc-by-3.0": "https://creativecommons.org/licenses/by/3.0/",
    "cc-by-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "cc-by-sa-3.0": "https://creativecommons.org/licenses/by-sa/3.0/",
    "cc-by-sa-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "cc-by-nc-2.0": "https://creativecommons.org/licenses/by-nc/2.0/",
    "cc-by-nc-3.0": "https://creativecommons.org/licenses/by-nc/3.0/",
    "cc-by-nc-4.0": "https://creativecommons.org/licenses/by-nc/4.0/",
    "cc-by-nd-4.0": "https://creativecommons.org/licenses/by-nd/4.0/",
    "cc-by-nc-nd-3.0": "https://creativecommons.org/licenses/by-nc-nd/3.0/",
    "cc-by-nc-nd-4.0": "https://creativecommons.org/licenses/by-nc-nd/4.0/",
    "cc-by-nc-sa-2.0": "https://creativecommons.org/licenses/by-nc-sa/2.0/",
    "cc-by-nc-sa-3.0": "https://creativecommons.org/licenses/by-nc-sa/3.0/",
    "cc-by-nc-sa-4.0": "https://creativecommons.org/licenses/by-nc-sa/4.0/",
    "cdla-permissive-1.0": "https://cdla.dev/permissive-1-0/",
    "cdla-permissive-2.0": "https://cdla.dev/permissive-2-0/",
    "cdla-sharing-1.0": "https://cdla.dev/sharing-1-0/",
    "odbl": "https://opendatacommons.org/licenses/odbl/1-0/",
    "odc-by": "https://opendatacommons.org/licenses/by/1-0/",
    "pddl": "https://opendatacommons.org/licenses/pddl/1-0/",
    "gpl-3.0": "https://www.gnu.org/licenses/gpl-3.0.html",
}
UNSTATED, OTHER = "unknown", "other"
SPACES = re.compile(r"[\s_]+")


def hub(licence: str | None) -> dict[str, Any]:
    """Return the keys of a card: an identifier of the Hub, else `other` with the name as it was given."""
    if not licence or not licence.strip():
        return {"license": UNSTATED}
    code = _code(licence)
    return {"license": code} if code in KNOWN else {"license": OTHER, "license_name": licence.strip()}


def address(licence: str | None) -> str:
    """Return the licence's page, else its name."""
    return KNOWN.get(_code(licence or ""), (licence or "").strip() or UNSTATED)


def _code(licence: str) -> str:
    """Spell as the Hub does: “CC BY-SA 4.0” is cc-by-sa-4.0, “Apache 2.0” apache-2.0."""
    return SPACES.sub("-", licence.strip().lower())
