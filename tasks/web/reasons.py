"""Why nothing is waiting, in words, and what the rater can do about it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Why:
    """One sentence for the cause, one for what comes next."""

    code: str
    cause: str
    remedy: str

    @property
    def words(self) -> str:
        return _("%(cause)s %(remedy)s") % {"cause": self.cause, "remedy": self.remedy}


def why(code: str) -> Why:
    """Explain a reason code of `tasks.assignment.opening`; an unknown one is explained as no work."""
    known = _of_the_work() | _of_the_rater()
    cause, remedy = known.get(code, known["no_work"])
    return Why(code, cause, remedy)


def _of_the_work() -> dict[str, tuple[str, str]]:
    return {
        "no_work": (
            _("No open item is left for you to rate."),
            _("New items appear here by themselves when a batch is opened."),
        ),
        "all_skipped": (
            _("What is still open for you, you have skipped or given back."),
            _("You may take it back, the last one first, as long as it is open and nobody else has it."),
        ),
        "no_batch_open": (
            _("No batch of this project is open at present."),
            _("Its items appear here by themselves when a manager opens a batch."),
        ),
        "all_leased": (
            _("The last open items are with other raters."),
            _("What they do not finish comes to you; look again in half an hour."),
        ),
        "paused": (
            _("A manager has paused the project."),
            _("Nothing is lost; it goes on when the project is opened again."),
        ),
        "closed": (
            _("The project is closed."),
            _("Thank you: what you rated is in the data."),
        ),
    }


def _of_the_rater() -> dict[str, tuple[str, str]]:
    return {
        "cap": (
            _("You have reached today's limit of this project."),
            _("It starts again tomorrow. All you rated is kept."),
        ),
        "too_many_skips": (
            _("You have skipped, given back or not judged as many items as this project allows in an hour."),
            _("All you rated is kept. The next item comes within the hour."),
        ),
        "acknowledgement_due": (
            _("The guideline has changed and waits to be read."),
            _("Read it and confirm; then your tray fills again."),
        ),
        "rater_paused": (
            _("A manager has paused your work in this project."),
            _("All you rated is kept. Ask whoever looks after the project when you may go on."),
        ),
        "other_language": (
            _("The items that are open are in a language that you did not declare."),
            _("Ask your manager if you read it; your languages are set on the people page."),
        ),
        "not_member": (
            _("You are not a member of this project any more."),
            _("What you rated is kept. Ask your manager if you should be in it."),
        ),
        "not_qualified": (
            _("This project asks for a skill that you do not hold."),
            _("Ask your manager: a skill is granted, and may expire."),
        ),
    }
