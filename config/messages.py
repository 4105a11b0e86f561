"""Makes the stores of a person's messages, cookie and session, only when a message is read or added.

Django makes them for each request, also of the API and of a rating, which have no messages.
"""

from __future__ import annotations

from django.contrib.messages.storage.base import BaseStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpRequest
from django.utils.functional import cached_property


class LazyStorage(FallbackStorage):
    def __init__(self, request: HttpRequest) -> None:
        super(FallbackStorage, self).__init__(request)
        self._used_storages: set[BaseStorage] = set()

    @cached_property
    def storages(self) -> list[BaseStorage]:
        return [store(self.request) for store in self.storage_classes]
