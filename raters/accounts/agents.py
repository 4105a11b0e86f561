"""Reads a User-Agent for people: which browser on which system. It knows the common ones and decides nothing."""

from __future__ import annotations

import re

# The order matters: most browsers call themselves Safari and Chrome as well.
_BROWSERS = (
    ("Edge", r"Edg(?:e|A|iOS)?/"),
    ("Opera", r"OPR/"),
    ("QQBrowser", r"QQBrowser/"),
    ("WeChat", r"MicroMessenger/"),
    ("Firefox", r"(?:Firefox|FxiOS)/"),
    ("Chrome", r"(?:Chrome|CriOS|HeadlessChrome)/"),
    ("Safari", r"Safari/"),
)
_SYSTEMS = (
    ("HarmonyOS", "HarmonyOS|OpenHarmony"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("macOS", "Mac OS X|Macintosh"),
    ("Linux", "Linux|X11"),
)


def named(agent: str) -> str:
    """Return such as “Firefox, Windows”; the beginning of what is not known."""
    found = [
        next((name for name, sign in signs if re.search(sign, agent)), "") for signs in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(filter(None, found)) if found[0] else agent[:60]
