"""What is judged and what comes of it; one file a noun."""

from tasks.models.added_address import AddedAddress
from tasks.models.assignment import Assignment
from tasks.models.batch import Batch, BatchFile, RejectedLine, WaitingLine
from tasks.models.completion import Completion
from tasks.models.consensus import Consensus, Fit
from tasks.models.draft import Draft
from tasks.models.evaluation_group import EvaluationGroup
from tasks.models.event import Event
from tasks.models.export import Export, ExportItem
from tasks.models.export_policy import ExportPolicy
from tasks.models.gold import Gold
from tasks.models.heartbeat import Heartbeat
from tasks.models.idempotent_request import IdempotentRequest
from tasks.models.item import Item, ItemCompletion, ItemDetail, LinkedLine
from tasks.models.media import BatchMedia, Media
from tasks.models.membership import Membership
from tasks.models.pending_change import PendingChange
from tasks.models.posterior import Posterior
from tasks.models.presentation import Presentation
from tasks.models.project import Project
from tasks.models.prompt import Prompt
from tasks.models.rating import Rating
from tasks.models.rendered_text import RenderedText
from tasks.models.rubric_version import RubricVersion
from tasks.models.source import Source
from tasks.models.tray import Tray

__all__ = [
    "AddedAddress",
    "Assignment",
    "Batch",
    "BatchFile",
    "BatchMedia",
    "Completion",
    "Consensus",
    "Draft",
    "EvaluationGroup",
    "Event",
    "Export",
    "ExportItem",
    "ExportPolicy",
    "Fit",
    "Gold",
    "Heartbeat",
    "IdempotentRequest",
    "Item",
    "ItemCompletion",
    "ItemDetail",
    "LinkedLine",
    "Media",
    "Membership",
    "PendingChange",
    "Posterior",
    "Presentation",
    "Project",
    "Prompt",
    "Rating",
    "RejectedLine",
    "RenderedText",
    "RubricVersion",
    "Source",
    "Tray",
    "WaitingLine",
]
