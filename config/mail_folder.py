"""Keeps mails as files where there is no mail server. They hold one-time links, so only the service may read them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail.backends import filebased


class EmailBackend(filebased.EmailBackend):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        path = Path(str(settings.EMAIL_FILE_PATH))  # type: ignore[misc]
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        super().__init__(*args, **kwargs)
