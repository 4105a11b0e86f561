"""One sentence for each operation of the API, for the OpenAPI document and for the page that is made of it.

A new operation needs a row here, or `tests/api/test_api_page.py` fails.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

BELOW = "/api/v1/"
SENTENCES = {
    "get me/": _("Who the token acts for, and its scopes."),
    "get projects/": _("The projects that you may see."),
    "get projects/{slug}/": _("A project and its settings."),
    "patch projects/{slug}/": _("Change settings of a project, or see what a change would do."),
    "post projects/{slug}/policy": _("Change a project's rules for its raters."),
    "get items/{id}/": _("An item with its ratings, in canonical order."),
    "get projects/{slug}/batches/": _("The batches of a project, the newest first."),
    "post projects/{slug}/batches/": _("Upload files as a new batch, or try them without storing anything."),
    "get batches/{batch_id}/": _("How a batch stands."),
    "patch batches/{batch_id}/": _("Change settings of a batch, or see what a change would do."),
    "delete batches/{batch_id}/": _("Delete a batch and all that came of it."),
    "post batches/{batch_id}/files": _("Add files or lines to a batch."),
    "get batches/{batch_id}/rejected.jsonl": _("The lines that were refused, each with its reason."),
    "post batches/{batch_id}/look": _("Look again at a draft with other choices."),
    "post batches/{batch_id}/confirm": _("Confirm a draft, which begins its import."),
    "post batches/{batch_id}/open": _("Open a batch for rating."),
    "post batches/{batch_id}/hold": _("Hold a batch back."),
    "post batches/{batch_id}/pause": _("Pause a batch."),
    "post batches/{batch_id}/resume": _("Let a paused batch go on."),
    "post batches/{batch_id}/cancel": _("Cancel an import."),
    "post batches/{batch_id}/archive": _("Put a batch into the archive."),
    "post batches/{batch_id}/restore": _("Take a batch out of the archive."),
    "post projects/{slug}/assignments/next": _("Take the next item to rate."),
    "get assignments/{id}/": _("An assignment as its rater sees it."),
    "post assignments/{id}/rating": _("Send the rating of an assignment, and learn what comes next."),
    "post assignments/{id}/draft": _("Keep an unfinished rating."),
    "post assignments/{id}/extend": _("Keep an assignment for longer."),
    "post assignments/{id}/skip": _("Skip an item, with the reason."),
    "post assignments/{id}/release": _("Give an assignment back."),
    "post assignments/{id}/resume": _("Take up again what ran out, was skipped or was given back."),
    "post assignments/{id}/undo": _("Take back a rating that was just sent."),
    "get assignments/{id}/media/{which}": _("A picture, sound or film of an assignment."),
    "get projects/{slug}/exports/": _("The exports of a project, the newest first."),
    "post projects/{slug}/exports/": _("Ask for an export."),
    "post projects/{slug}/exports/preview": _(
        "Count what an export would take and leave out, without making it."
    ),
    "get projects/{slug}/export-policies/": _("The export policies that are saved under a name."),
    "post projects/{slug}/export-policies/": _("Save a format and its policy under a name."),
    "get projects/{slug}/export-policies/{name}/": _("A saved export policy."),
    "delete projects/{slug}/export-policies/{name}/": _("Forget a saved export policy."),
    "get projects/{slug}/evaluation-set/": _(
        "How large the set kept for evaluation is, and how much of it is rated."
    ),
    "post projects/{slug}/evaluation-set/": _("Draw items for evaluation, or count what a draw would take."),
    "get exports/{export_id}/": _("How an export stands, its files, and what it left out."),
    "post exports/{export_id}/cancel": _("Stop an export that is not finished."),
    "get exports/{export_id}/archive": _("All files of an export as one tar archive, whole or from a range."),
    "post exports/{export_id}/links/": _(
        "Make a link to a file or the archive that works without a token for a while."
    ),
    "get exports/{export_id}/downloads/": _("Who downloaded which file, the newest first; for managers."),
    "get exports/{export_id}/files/{name}": _("A file of an export, whole or from a range."),
}


def add_sentences(result: dict[str, Any], **_context: Any) -> dict[str, Any]:
    """Give each operation its sentence as summary; a hook of drf-spectacular.

    What a view's class says to its readers is not about the operation, and is taken out.
    """
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            operation.pop("description", None)
            if said := SENTENCES.get(f"{method} {path.removeprefix(BELOW)}"):
                operation["summary"] = str(said)
    return result
