"""Embedded PostgreSQL and Valkey, and the supervisor behind `manage.py serve`.

Nothing here needs Django's settings: settings themselves ask `addresses` where the services are.
"""

from config.services.endpoints import Addresses, addresses
from config.services.ensuring import ensure
from config.services.failures import ServiceError

__all__ = ["Addresses", "ServiceError", "addresses", "ensure"]
