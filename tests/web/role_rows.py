"""The role matrix: who gets past the guard of each address.

One letter a person, in the order of PEOPLE: `i` in (whatever the page then says), `l` sent to the login page,
`1` 401, `3` 403, `4` 404. A new address needs a row here, or `test_role_matrix.py` fails.
"""

from __future__ import annotations

from dataclasses import dataclass, field

PEOPLE = (
    "anonymous",
    "rater",  # the assignment and the API token of the matrix are this rater's
    "lead",
    "expert",
    "manager",
    "engineer",
    "superuser",  # not a member; may see everything and rates nothing, for want of a pseudonym
    "other manager",  # not a member of the project
    "other rater",  # not a member of the project
)
EVERYBODY = "iiiiiiiii"
SIGNED_IN = "liiiiiiii"
STAFF = "l333iii43"
MANAGERS = "l333i3i43"
OWN_ASSIGNMENT = "li4433334"
API_OWN_ASSIGNMENT = "1i4433334"
API_MANAGERS = "1333i3i43"
API_STAFF = "1333iii43"


@dataclass(frozen=True)
class Row:
    method: str
    path: str
    who: str
    body: dict[str, str] = field(default_factory=dict)


SYSTEM = [
    Row("GET", "/livez", EVERYBODY),
    Row("GET", "/readyz", EVERYBODY),
    Row("GET", "/metrics", EVERYBODY),  # of this machine, which is where these questions come from
    Row("POST", "/csp-report/", EVERYBODY),
]

ACCOUNTS = [
    Row("GET", "/accounts/login/", EVERYBODY),
    Row("GET", "/accounts/logout/", SIGNED_IN),
    Row("GET", "/accounts/inactive/", EVERYBODY),
    Row("GET", "/accounts/signup/", EVERYBODY),
    Row("POST", "/accounts/signup/", EVERYBODY, {"email": "a@example.org", "password1": "never-typed-here"}),
    Row("GET", "/accounts/reauthenticate/", SIGNED_IN),
    Row("GET", "/accounts/password/change/", SIGNED_IN),
    Row("GET", "/accounts/password/set/", SIGNED_IN),
    Row("GET", "/accounts/password/reset/", EVERYBODY),
    Row("GET", "/accounts/password/reset/done/", EVERYBODY),
    Row("GET", "/accounts/password/reset/key/1-set-password/", EVERYBODY),
    Row("GET", "/accounts/password/reset/key/done/", EVERYBODY),
]

OWN_PAGES = [
    Row("GET", "/", SIGNED_IN),
    Row("GET", "/profile/", SIGNED_IN),
    Row("POST", "/profile/preferences/", EVERYBODY, {"theme": "dark"}),
    Row("POST", "/profile/tokens/", SIGNED_IN, {"name": "mine"}),
    Row("POST", "/profile/tokens/{token}/revoke/", "li4444444"),
    Row("POST", "/profile/name/", SIGNED_IN, {"name": "Somebody Else"}),
    Row("GET", "/profile/email/", SIGNED_IN),
    Row("POST", "/profile/email/", SIGNED_IN, {"email": "b@example.org"}),
    Row("GET", "/profile/email/confirm/", "l44444444"),
    Row("POST", "/profile/email/confirm/", "l44444444"),
    Row("GET", "/profile/email/confirm/no-such-link/", SIGNED_IN),
    Row("POST", "/profile/sessions/end/", "l44444444", {"session": "nobody's"}),
    Row("POST", "/profile/sessions/end-others/", SIGNED_IN),
    Row("GET", "/security-events/", "l33333i33"),
    Row("GET", "/invitations/", "444444444"),
    Row("POST", "/invitations/", "444444444", {"password": "short"}),
    Row("GET", "/invitations/{invitation}/", EVERYBODY),
    Row("POST", "/invitations/{invitation}/", EVERYBODY, {"password": "short"}),
    Row("GET", "/invitations/no-such-link/", EVERYBODY),
]

PROJECT_PAGES = [
    Row("GET", "/projects/", "l333iiii3"),
    Row("GET", "/projects/new/", "l333i3ii3"),
    Row("POST", "/projects/new/", "l333i3ii3"),
    Row("GET", "/projects/{project}/", STAFF),
    Row("GET", "/projects/{project}/batches/", STAFF),
    Row("POST", "/projects/{project}/batches/", MANAGERS),
    Row("GET", "/projects/{project}/batches/{batch}/", STAFF),
    Row("GET", "/projects/{project}/batches/{batch}/rejected.jsonl", STAFF),
    Row("POST", "/projects/{project}/batches/{batch}/hold/", MANAGERS),
    Row("GET", "/projects/{project}/batches/{batch}/draft/", STAFF),
    Row("POST", "/projects/{project}/batches/{draft}/draft/", MANAGERS, {"do": "cancel"}),
    Row("POST", "/projects/{project}/batches/{batch}/files/", MANAGERS),
    Row("GET", "/projects/{project}/batches/{batch}/delete/", MANAGERS),
    Row("POST", "/projects/{project}/batches/{batch}/delete/", MANAGERS),
    Row("GET", "/projects/{project}/settings/", MANAGERS),
    Row("POST", "/projects/{project}/settings/", MANAGERS, {"do": "preview"}),
    Row("GET", "/projects/{project}/evaluation/", MANAGERS),
    Row("POST", "/projects/{project}/evaluation/", MANAGERS, {"do": "preview"}),
    Row("GET", "/projects/{project}/batches/{batch}/settings/", MANAGERS),
    Row("POST", "/projects/{project}/batches/{batch}/settings/", MANAGERS, {"do": "preview"}),
    Row("GET", "/projects/{project}/items/{item}/media/a/", STAFF),
    Row("GET", "/projects/{project}/people/", MANAGERS),
    Row("POST", "/projects/{project}/people/invite/", MANAGERS),
    Row("POST", "/projects/{project}/people/add/", MANAGERS, {"email": "{email}"}),
    Row("POST", "/projects/{project}/people/skills/", MANAGERS, {"rater": "{rater}", "skill": "law"}),
    Row("POST", "/projects/{project}/people/raters/{rater}/pause/", MANAGERS, {"note": "Read clause 3."}),
    Row("POST", "/projects/{project}/people/raters/{rater}/go-on/", MANAGERS),
    Row("POST", "/projects/{project}/people/raters/{rater}/languages/", MANAGERS, {"languages": "zh"}),
    Row("POST", "/projects/{project}/people/added/{added}/remove/", MANAGERS),
    Row("POST", "/projects/{project}/people/{membership}/remove/", MANAGERS),
    # The membership is that of somebody invited into the project; a superuser may invite everybody.
    Row("POST", "/projects/{project}/people/{membership}/invite/", MANAGERS),
    Row("GET", "/people/", "l333i3ii3"),
    Row("POST", "/people/{person}/deactivate/", "l333i3i43"),
    Row("POST", "/people/{person}/reactivate/", "l333i3i43"),
    Row("POST", "/people/{person}/role/", "l33333i33", {"role": "lead"}),
    Row("GET", "/projects/{project}/guideline/", "liiiiii44"),
    Row("POST", "/projects/{project}/guideline/", "l33ii3i44"),
    Row("GET", "/projects/{project}/exports/", STAFF),
    Row("POST", "/projects/{project}/exports/", STAFF),
    Row("GET", "/projects/{project}/exports/new/", STAFF),
    Row("GET", "/projects/{project}/exports/{export}/", STAFF),
    Row("POST", "/projects/{project}/exports/{export}/link/", STAFF, {"name": "manifest.json"}),
    Row("GET", "/downloads/no-such-link/manifest.json", "444444444"),
    Row("POST", "/projects/{project}/exports/policies/", "l333iii43", {"name": "{saved}"}),
    Row("POST", "/projects/{project}/exports/{export}/policy/", STAFF, {"name": "weekly"}),
    Row("POST", "/projects/{project}/exports/{export}/cancel/", STAFF),
    Row("GET", "/projects/{project}/exports/{export}/files/manifest.json", STAFF),
]

RATING_PAGES = [
    Row("GET", "/tray/", "liii3333i"),
    Row("GET", "/projects/{project}/rate/", "liii33334"),
    Row("POST", "/projects/{project}/undo/", "liii33334"),
    Row("POST", "/assignments/{assignment}/rating/", "li4433434"),
    Row("POST", "/assignments/{assignment}/draft/", OWN_ASSIGNMENT),
    Row("GET", "/assignments/{assignment}/media/a/", OWN_ASSIGNMENT),
    Row("POST", "/assignments/{assignment}/skip/", OWN_ASSIGNMENT),
    Row("POST", "/assignments/{assignment}/release/", OWN_ASSIGNMENT),
    Row("POST", "/assignments/{assignment}/extend/", OWN_ASSIGNMENT),
    Row("POST", "/assignments/{assignment}/resume/", OWN_ASSIGNMENT),
]

API = [
    Row("GET", "/api/v1/schema/", "1iiiiiiii"),
    Row("GET", "/api/v1/docs/", SIGNED_IN),
    Row("GET", "/api/v1/me/", "1iiiiiiii"),
    Row("GET", "/api/v1/projects/", "1iiiiiiii"),
    Row("GET", "/api/v1/projects/{project}/", "1iiiiii44"),
    Row("PATCH", "/api/v1/projects/{project}/", API_MANAGERS, {"tray_size": "5"}),
    Row("PATCH", "/api/v1/batches/{batch}/", API_MANAGERS, {"priority": "5"}),
    Row("POST", "/api/v1/projects/{project}/policy", API_MANAGERS, {"max_skips_per_hour": "30"}),
    Row("GET", "/api/v1/items/{item}/", "1333iii43"),
    Row("POST", "/api/v1/projects/{project}/assignments/next", "1iii33334"),
    Row("GET", "/api/v1/assignments/{assignment}/", "1i44i3i44"),
    Row("POST", "/api/v1/assignments/{assignment}/rating", "1i4444444"),
    Row("POST", "/api/v1/assignments/{assignment}/draft", API_OWN_ASSIGNMENT),
    Row("POST", "/api/v1/assignments/{assignment}/extend", API_OWN_ASSIGNMENT),
    Row("POST", "/api/v1/assignments/{assignment}/skip", API_OWN_ASSIGNMENT),
    Row("POST", "/api/v1/assignments/{assignment}/release", API_OWN_ASSIGNMENT),
    Row("POST", "/api/v1/assignments/{assignment}/resume", API_OWN_ASSIGNMENT),
    Row("POST", "/api/v1/assignments/{assignment}/undo", API_OWN_ASSIGNMENT),
    Row("GET", "/api/v1/assignments/{assignment}/media/a", API_OWN_ASSIGNMENT),
    Row("GET", "/api/v1/projects/{project}/batches/", API_STAFF),
    Row("POST", "/api/v1/projects/{project}/batches/", API_MANAGERS),
    Row("GET", "/api/v1/batches/{batch}/", API_STAFF),
    Row("GET", "/api/v1/batches/{batch}/rejected.jsonl", API_STAFF),
    Row("POST", "/api/v1/batches/{batch}/open", API_MANAGERS),
    Row("POST", "/api/v1/batches/{batch}/hold", API_MANAGERS),
    Row("POST", "/api/v1/batches/{batch}/cancel", API_MANAGERS),
    Row("POST", "/api/v1/batches/{batch}/pause", API_MANAGERS),
    Row("POST", "/api/v1/batches/{batch}/resume", API_MANAGERS),
    Row("POST", "/api/v1/batches/{batch}/archive", API_MANAGERS),
    Row("POST", "/api/v1/batches/{batch}/restore", API_MANAGERS),
    Row("POST", "/api/v1/batches/{batch}/look", API_MANAGERS),
    Row("POST", "/api/v1/batches/{batch}/confirm", API_MANAGERS),
    Row("POST", "/api/v1/batches/{batch}/files", API_MANAGERS),
    Row("GET", "/api/v1/projects/{project}/evaluation-set/", API_STAFF),
    Row("POST", "/api/v1/projects/{project}/evaluation-set/", API_MANAGERS),
    Row("GET", "/api/v1/projects/{project}/export-policies/", API_STAFF),
    Row("POST", "/api/v1/projects/{project}/export-policies/", API_STAFF),
    Row("GET", "/api/v1/projects/{project}/export-policies/{saved}/", API_STAFF),
    Row("DELETE", "/api/v1/projects/{project}/export-policies/{saved}/", API_STAFF),
    Row("GET", "/api/v1/projects/{project}/exports/", API_STAFF),
    Row("POST", "/api/v1/projects/{project}/exports/", API_STAFF),
    Row("POST", "/api/v1/projects/{project}/exports/preview", API_STAFF),
    Row("GET", "/api/v1/exports/{export}/", API_STAFF),
    Row("POST", "/api/v1/exports/{export}/cancel", API_STAFF),
    Row("GET", "/api/v1/exports/{export}/files/manifest.json", API_STAFF),
    Row("GET", "/api/v1/exports/{export}/archive", API_STAFF),
    Row("GET", "/api/v1/exports/{export}/downloads/", API_MANAGERS),
    Row("POST", "/api/v1/exports/{export}/links/", API_STAFF, {"file": "manifest.json"}),
]

ROWS = SYSTEM + ACCOUNTS + OWN_PAGES + PROJECT_PAGES + RATING_PAGES + API
