"""People, their rights and skills, and the rules they follow; one file a noun."""

from raters.models.acknowledgement import Acknowledgement
from raters.models.api_token import ApiToken
from raters.models.guideline import Guideline, GuidelineVersion
from raters.models.invitation import Invitation
from raters.models.rater import Rater
from raters.models.security_event import SecurityEvent
from raters.models.session import Session
from raters.models.skill import Grant, Skill
from raters.models.team import Team, TeamMember
from raters.models.user import Role, User

__all__ = [
    "Acknowledgement",
    "ApiToken",
    "Grant",
    "Guideline",
    "GuidelineVersion",
    "Invitation",
    "Rater",
    "Role",
    "SecurityEvent",
    "Session",
    "Skill",
    "Team",
    "TeamMember",
    "User",
]
