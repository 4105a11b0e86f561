"""Decides which letters of a rationale name an answer, and turns those from what its rater saw to the canonical order.

A rationale is stored verbatim with the letters that its rater saw; this gives the form that exports and staff pages
show beside it. Only letters are turned: "the first one", "left" and 前者 stay. When in doubt a letter stays too.
What each word means for a letter stands in `letter_words.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tasks.rubric import letter_words as words
from tasks.rubric.kinds import LETTERS

_LETTER = re.compile(r"(?<![0-9A-Za-z_ａ-ｚＡ-Ｚ０-９])[A-Za-zＡ-Ｚ](?![0-9A-Za-z_ａ-ｚＡ-Ｚ０-９])")
_BOTH = re.compile(r"(?<![A-Za-z])[A-Z]{2,}(?=[都两均俱二皆]|三[个者])")
_FULL_WIDTH = ord("Ａ") - ord("A")
# Code, maths and addresses stay as they are.
_VERBATIM = re.compile(
    r"```.*?(?:```|\Z)|`[^`\n]+`|\$\$.{1,999}?\$\$|\$(?=\S)[^$\n]+(?<=\S)\$(?!\d)|\\\(.{1,999}?\\\)|\\\[.{1,999}?\\\]"
    r"|https?://\S+|\bQ[:：].{0,999}?\bA[:：]",
    re.DOTALL,
)
_HAN = r"[\u3400-\u9fff]"
_HAN_BEFORE = re.compile(_HAN + r"\s?$")
_HAN_AFTER = re.compile(r"\s?" + _HAN)
_NAMED = re.compile(words.ANSWER_BEFORE + "$", re.IGNORECASE)
_NAMED_HAN = re.compile(r"(?:回答|答案|回复|答复|模型)\s*$")
_JOINED = re.compile(r"['’]?s?\s*(?:,|，|、|&|/|和|与|及|或|跟|\band\b|\bor\b)\s*", re.IGNORECASE)
_COMPARED = re.compile(r"\s*(?:>{1,3}|<{1,3}|[≥≤≈＞＜]|={1,2})\s*")
_THING_HAN_BEFORE = re.compile(words.THING_BEFORE_HAN)
_THING_HAN_AFTER = re.compile(words.THING_AFTER_HAN)
# Initials, "A-level", "A+", "C#", "P(A|B)", "A ∩ B", "7 B": a letter of something else.
_GLUED_BEFORE = re.compile(
    r"(?:(?<![A-Za-z])[A-Za-z]\.|\bPh\.|[A-Za-z0-9][-–/]|\d\s|[\w)]\s\*\s|[\w)]\*\s?|[+×^\\|∩∪∈⊂→∧∨¬&=<>]\s*|\bP\(|\b[a-z]\()$"
)
_GLUED_AFTER = re.compile(
    r"\.[A-Za-z]\.|[-–][A-Za-z0-9]|-(?!\S)|#|\s*[+×^|∩∪∈⊂→∧∨=]|\s\*\s[\w(]|\*[\w(]|\(\w*\)|/B test"
)
_POSSESSIVE = re.compile(r"['’]s(?![A-Za-z])")
_LAST_WORD = re.compile(r"(?:^|[^A-Za-z'’])([A-Za-z]+)[\s“\"'(*_]+$")
_NEXT_WORDS = re.compile(r"[A-Za-z][A-Za-z'’.-]*")
_STARTS_SENTENCE = re.compile(r"(?:^|[.!?;:。！？；：\n\r]|\n\s*[-*•]|\d[.)、])[\s“\"'‘(（\[*_]*$")


class _Place(NamedTuple):
    """A letter with the text on both sides of it."""

    letter: str
    before: str
    after: str


def canonical_rationale(text: str, order: Sequence[int]) -> str:
    """Return the rationale with its references to answers in canonical letters.

    `order` is that of the presentation: `order[place]` is the canonical position of the answer shown at `place`.
    """
    if list(order) == sorted(order):
        return text
    turned = shown_letters(order)
    pieces, done = [], 0
    for at in _references(text, len(order)):
        pieces += [text[done:at], _turn(text[at], turned)]
        done = at + 1
    return "".join([*pieces, text[done:]])


def shown_letters(order: Sequence[int]) -> dict[str, str]:
    """Return for each letter that the rater saw the canonical letter of the same answer."""
    return {LETTERS[place]: LETTERS[position] for place, position in enumerate(order)}


def _turn(letter: str, turned: dict[str, str]) -> str:
    if letter > "z":
        return chr(ord(turned[_plain(letter)].upper()) + _FULL_WIDTH)
    return turned[letter.lower()].upper() if letter.isupper() else turned[letter]


def _plain(letter: str) -> str:
    return chr(ord(letter) - _FULL_WIDTH).lower() if letter > "z" else letter.lower()


def _references(text: str, n: int) -> Iterator[int]:
    """Yield where a letter names one of `n` answers."""
    text = _VERBATIM.sub(lambda found: "\0" * len(found[0]), text)
    known = set(LETTERS[:n])
    together = {at for run in _BOTH.finditer(text) if _all_known(run[0], known) for at in range(*run.span())}
    last, last_is = None, False
    for at in sorted(together | {found.start() for found in _LETTER.finditer(text)}):
        if _plain(text[at]) not in known:
            continue
        place = _Place(text[at], text[max(0, at - 60) : at], text[at + 1 : at + 80])
        joined = last is not None and _JOINED.fullmatch(text[last:at])
        last_is = at in together or (last_is if joined else _is_reference(place, known))
        last = at + 1
        if last_is:
            yield at


def _all_known(run: str, known: set[str]) -> bool:
    return len(set(run)) == len(run) and known.issuperset(run.lower())


def _is_reference(place: _Place, known: set[str]) -> bool:
    letter, before, after = place
    if letter.islower():
        return _is_small_reference(place)
    if _is_compared(place, known):
        return True
    if _GLUED_BEFORE.search(before) or _GLUED_AFTER.match(after):
        return False
    if _NAMED.search(before):
        return not _THING_HAN_BEFORE.search(before)
    if _is_thing(place):
        return False
    if _POSSESSIVE.match(after) or _HAN_BEFORE.search(before) or _HAN_AFTER.match(after):
        return True
    return _stands_alone(place)


def _is_small_reference(place: _Place) -> bool:
    """A small letter counts only behind the word for an answer; an "a" there may still be the article."""
    if _NAMED_HAN.search(place.before):
        return True
    return bool(_NAMED.search(place.before)) and (place.letter != "a" or _is_subject(place.after))


def _is_compared(place: _Place, known: set[str]) -> bool:
    """Read "A > B" and "A=B" as a comparison of two answers, and no longer formula."""
    behind = re.match(_COMPARED.pattern + r"([A-Z])(?![\w+*/^(=]|\s*[+*/^=])", place.after)
    ahead = re.search(r"(?<![\w+*/^)=])([A-Z])" + _COMPARED.pattern + "$", place.before)
    return any(found and found[1].lower() in known for found in (behind, ahead))


def _is_thing(place: _Place) -> bool:
    word, following = _LAST_WORD.search(place.before), _NEXT_WORDS.match(place.after.lstrip())
    if word and word[1].lower() in words.THING_BEFORE and word[1].lower() not in words.OPENERS:
        return True
    if following and following[0].lower().rstrip(".") in words.THING_AFTER and place.after[:1] == " ":
        return True
    return bool(_THING_HAN_BEFORE.search(place.before) or _THING_HAN_AFTER.match(place.after))


def _stands_alone(place: _Place) -> bool:
    """Decide by the English words around: a name's second part and the article are no answer."""
    letter, before, after = place
    if _plain(letter) == "i":
        return False
    word = _LAST_WORD.search(before)
    if word and word[1][0].isupper() and not _opens(word[1]):
        return False
    if _plain(letter) == "a" and _STARTS_SENTENCE.search(before):
        return _is_subject(after)
    return True


def _opens(word: str) -> bool:
    return word.lower() in words.OPENERS or word.endswith("ly")


def _is_subject(after: str) -> bool:
    """Return whether what follows an "A" at the start of a sentence makes it a name, not the article."""
    if not re.match(r"\s*[“\"‘(]?[A-Za-z]", after) or _POSSESSIVE.match(after):
        return True
    following = [word.lower().replace("’", "'") for word in _NEXT_WORDS.findall(after)]
    while following[1:] and (following[0] in words.DEGREES or following[0].endswith("ly")):
        following = following[1:]
    first, second = following[0], following[1] if following[1:] else ""
    if first in words.AFTER_A_SUBJECT or first.rstrip(".") == "always":
        return True
    if first.rstrip(".") in words.PREDICATES:
        return _ends_clause(after, first) or second in words.AFTER_A_SUBJECT
    return _is_verb(first, second)


def _ends_clause(after: str, word: str) -> bool:
    return (
        re.search(re.escape(word.rstrip(".")) + r"\s*(?:$|[.,;:!?)。，；！？）—-])", after, re.IGNORECASE)
        is not None
    )


def _is_verb(word: str, following: str) -> bool:
    if word.endswith("ed"):
        return following in words.OBJECT_STARTS
    if not word.endswith("s") or word in words.NOT_VERBS or len(word) < 4:
        return False
    return not word.endswith(("ss", "us", "is", "as", "ics"))
