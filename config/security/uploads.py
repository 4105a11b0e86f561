"""The mark on a view that takes files; the body cap lets people who are known send more there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


def takes_upload(view: View) -> View:
    """Mark a view function; a view class says `takes_upload = True` itself."""
    view.takes_upload = True  # type: ignore[attr-defined]
    return view


def is_marked(view: Callable[..., Any]) -> bool:
    return bool(getattr(getattr(view, "cls", view), "takes_upload", False))
