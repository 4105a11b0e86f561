"""What raters are called in files that leave the house: a name that cannot be traced to the pseudonym.

The same rater has the same name in every export of a project and another one in every other project. The salt
comes from the installation's secret: who changes that changes the names, and with them the derived bytes.
"""

from django.utils.crypto import salted_hmac

LENGTH = 16


def rater_name(*, project_id: int, pseudonym: str) -> str:
    digest = salted_hmac(f"tasks.exports.rater.{project_id}", pseudonym, algorithm="sha256")
    return digest.hexdigest()[:LENGTH]
