"""The `dir` and `lang` that a block says of itself, from its own text."""

from tasks.rendering.direction import direction_of
from tasks.rendering.language import language_of

AUTO = 'dir="auto"'


def named(html: str, text: str, *, inside: str, has_left: bool) -> str:
    """Put a block's direction and language into its opening tag, where AUTO stands; `inside` is the language around.

    A block without letters runs as the one around it does.
    """
    language = language_of(text) if text else ""
    lang = f' lang="{language}"' if language and language != inside else ""
    direction = direction_of(text) if has_left else "auto"
    words = (f'dir="{direction}"' if direction else "") + lang
    return html.replace(f" {AUTO}", f" {words.strip()}" if words else "", 1)
