"""Mails of an installation without a mail server: kept where only the service reads them."""

from __future__ import annotations

from pathlib import Path

from django.core.mail import send_mail

from config.env import mail_folder


def test_a_mail_is_kept_in_a_private_folder(settings: object, tmp_path: Path) -> None:
    for name, value in mail_folder(tmp_path / "mail").items():
        setattr(settings, name, value)

    send_mail("A new password", "https://touchstone.example/link/", None, ["ming@example.org"])

    (kept,) = (tmp_path / "mail").iterdir()
    assert "https://touchstone.example/link/" in kept.read_text()
    assert (tmp_path / "mail").stat().st_mode & 0o077 == 0
