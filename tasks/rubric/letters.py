"""Decides which letters of a rationale name an answer, and turns those from what its rater saw to the canonical order.

A rationale is stored verbatim with the letters that its rater saw; this gives the form that exports and staff pages
show beside it. Only letters are turned: "the first one", "left" and 前者 stay. One letter in doubt leaves the whole
text without a canonical form, because a text that is turned in part says the opposite of what its rater wrote.
What each word means for a letter stands in `letter_words.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from itertools import pairwise
from typing import NamedTuple

from tasks.rubric import letter_words as words
from tasks.rubric.parts import LETTERS

_LETTER = re.compile(r"(?<![0-9A-Za-z_ａ-ｚＡ-Ｚ０-９])[A-Za-zＡ-Ｚ](?![0-9A-Za-z_ａ-ｚＡ-Ｚ０-９])")
_BOTH = re.compile(r"(?<![A-Za-z])[A-Z]{2,}(?=[都两均俱二皆]|三[个者])")
_FULL_WIDTH = ord("Ａ") - ord("A")
# Code, maths and addresses stay as they are.
_VERBATIM = re.compile(
    r"```.*?(?:```|\Z)|`[^`\n]+`|\$\$.{1,999}?\$\$|\$(?=\S)[^$\n]+(?<=\S)\$(?!\d)|\\\(.{1,999}?\\\)|\\\[.{1,999}?\\\]"
    r"|https?://\S+|\bQ[:：].{0,999}?\bA[:：]",
    re.DOTALL,
)
_VERBATIM_SIGNS = ("`", "$", "\\", "http", "Q")
_HAN = r"[\u3400-\u9fff]"
_HAN_BEFORE = re.compile(_HAN + r"\s?$")
_HAN_AFTER = re.compile(r"\s?" + _HAN)
_NAMED = re.compile(words.ANSWER_BEFORE + "$", re.IGNORECASE)
_NAMED_BEHIND = re.compile(words.ANSWER_AFTER, re.IGNORECASE)
_NAMED_HAN = re.compile(r"(?:回答|答案|回复|答复|模型)\s*$")
_JOINED = re.compile(r"['’]?s?\s*(?:,|，|、|&|/|和|与|及|或|跟|\band\b|\bor\b)\s*", re.IGNORECASE)
_COMPARED = re.compile(r"\s*(?:>{1,3}|<{1,3}|[≥≤≈＞＜]|={1,2})\s*")
_COMPARED_BEHIND = re.compile(_COMPARED.pattern + r"([A-Z])(?![\w+*/^(=]|\s*[+*/^=])")
_COMPARED_AHEAD = re.compile(r"(?<![\w+*/^)=])([A-Z])" + _COMPARED.pattern + "$")
_SMALL_PAIR_AHEAD = re.compile(words.ANSWER_LETTER + words.BETWEEN_SMALL + "$")
_SMALL_PAIR_BEHIND = re.compile(words.BETWEEN_SMALL + words.ANSWER_LETTER)
_SMALL_SUBJECT = re.compile(words.AFTER_A_SMALL_SUBJECT)
_CHOSEN_SMALL = re.compile(words.BEFORE_A_SMALL_CHOICE + "$", re.IGNORECASE)
_OPTION = re.compile(words.OPTION + r"\s*$", re.IGNORECASE)
_OPTION_BEHIND = re.compile(r"\s*" + words.OPTION, re.IGNORECASE)
_COMPARES = re.compile(words.COMPARES, re.IGNORECASE)
_DOUBT_HAN_BEFORE = re.compile(words.CHOICE_BEFORE_HAN)
_THING_HAN_BEFORE = re.compile(words.THING_BEFORE_HAN)
_THING_HAN_AFTER = re.compile(words.THING_AFTER_HAN)
# Initials, "A-level", "A+", "C#", "P(A|B)", "A ∩ B", "7 B": a letter of something else.
_GLUED_BEFORE = re.compile(
    r"(?:(?<![A-Za-z])[A-Za-z]\.|\bPh\.|[A-Za-z0-9][-–/]|\d\s|[\w)]\s\*\s|[\w)]\*\s?|[+×^\\|∩∪∈⊂→∧∨¬&=<>]\s*|\bP\(|\b[a-z]\()$"
)
_GLUED_AFTER = re.compile(
    r"\.[A-Za-z]\.|[-–][A-Za-z0-9]|-(?!\S)|#|\s*[+×^|∩∪∈⊂→∧∨=]|\s\*\s[\w(]|\*[\w(]|\(\w*\)|/B test"
)
_CAPITAL = re.compile(r"(?<![A-Za-z])[A-HJ-Z](?![A-Za-z])")
_POSSESSIVE = re.compile(r"['’]s(?![A-Za-z])")
_LAST_WORD = re.compile(r"(?:^|[^A-Za-z'’])([A-Za-z]+)[\s“\"'(*_]+$")
_NEXT_WORDS = re.compile(r"[A-Za-z][A-Za-z'’.-]*")
_STARTS_SENTENCE = re.compile(r"(?:^|[.!?;:。！？；：\n\r]|\n\s*[-*•]|\d[.)、])[\s“\"'‘(（\[*_]*$")


class _Reading(Enum):
    """What a letter is: the name of an answer, surely something else, or either of them."""

    ANSWER = "answer"
    OTHER = "other"
    DOUBT = "doubt"


class _Place(NamedTuple):
    """A letter with the text on both sides of it, and whether the word before names an answer, or it is an option.

    `n_options` counts the letters that the text calls options.
    """

    letter: str
    before: str
    after: str
    is_named_before: bool
    is_option: bool
    n_options: int = 0
    compares: bool = False


def canonical_rationale(text: str, order: Sequence[int]) -> str:
    """Return the rationale with its references to answers in canonical letters, or "" where a letter is in doubt.

    `order` is that of the presentation: `order[place]` is the canonical position of the answer shown at `place`.
    """
    if list(order) == sorted(order):
        return text
    turned = shown_letters(order)
    pieces, done = [], 0
    for at, reading in _candidates(text, len(order)):
        if reading is _Reading.DOUBT:
            return ""
        if reading is _Reading.ANSWER:
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


def _candidates(text: str, n: int) -> Iterator[tuple[int, _Reading]]:
    """Yield where a letter of one of `n` answers stands alone, and what it is."""
    if any(map(text.__contains__, _VERBATIM_SIGNS)):
        text = _VERBATIM.sub(lambda found: "\0" * len(found[0]), text)
    known = set(LETTERS[:n])
    both = () if text.isascii() else _BOTH.finditer(text)
    together = {at for run in both if _all_known(run[0], known) for at in range(*run.span())}
    alone = [letter.start() for letter in _LETTER.finditer(text)]
    found = sorted({*together, *alone}) if together else alone
    places = {at: _place(text, at) for at in found if _plain(text[at]) in known}
    options = {_plain(place.letter) for place in places.values() if place.is_option}
    if options and any(_is_named(place) for place in places.values()):  # then they are those of the question
        options = set()
    compares = bool(options) and _COMPARES.search(text) is not None
    last, reading = None, _Reading.OTHER
    for at, place in places.items():
        in_text = place._replace(n_options=len(options), compares=compares) if options else place
        if at in together:
            reading = _Reading.ANSWER
        elif last is None or not _is_joined(text, last, at):
            reading = _read(in_text, known)
        last = at
        yield at, reading


def _place(text: str, at: int) -> _Place:
    before, after = text[max(0, at - 60) : at], text[at + 1 : at + 80]
    is_option = bool(_OPTION.search(before) or _OPTION_BEHIND.match(after))
    return _Place(text[at], before, after, bool(_NAMED.search(before)), is_option)


def _is_joined(text: str, last: int, at: int) -> bool:
    """Return whether two letters are a list, so that the second is what the first is."""
    return text[last].islower() == text[at].islower() and _JOINED.fullmatch(text[last + 1 : at]) is not None


def _all_known(run: str, known: set[str]) -> bool:
    return len(set(run)) == len(run) and known.issuperset(run.lower())


def _read(place: _Place, known: set[str]) -> _Reading:
    letter, before, after = place[:3]
    if letter.islower():
        return _read_small(place, known)
    if _is_compared(place, known):
        return _Reading.ANSWER
    if _is_glued(place):
        return _Reading.OTHER
    if _DOUBT_HAN_BEFORE.search(before):
        return _Reading.DOUBT
    if place.is_named_before or (before.lower().endswith("the ") and _NAMED_BEHIND.match(after)):
        return _Reading.ANSWER
    if place.is_option:
        return _read_option(place)
    return _read_by_neighbours(place)


def _read_by_neighbours(place: _Place) -> _Reading:
    if _is_thing(place):
        return _Reading.OTHER
    if _POSSESSIVE.match(place.after) or _HAN_BEFORE.search(place.before) or _HAN_AFTER.match(place.after):
        return _Reading.ANSWER
    return _read_in_english(place)


def _is_named(place: _Place) -> bool:
    return place.is_named_before or _NAMED_BEHIND.match(place.after) is not None


def _is_glued(place: _Place) -> bool:
    # Nothing that glues from before ends in a letter, as most words do: the slow search is seldom needed.
    if not place.before.rstrip()[-1:].isalpha() and _GLUED_BEFORE.search(place.before):
        return True
    return _GLUED_AFTER.match(place.after) is not None


def _read_option(place: _Place) -> _Reading:
    """Take "option A" for an answer where options are compared; alone it may be a choice of the question."""
    contrasted = _OPTION_BEHIND.match(place.after) and place.n_options > 1
    return _Reading.ANSWER if contrasted or place.compares else _Reading.DOUBT


def _read_small(place: _Place, known: set[str]) -> _Reading:
    """A small letter needs a word that makes it an answer; an "a" is the article, another letter is in doubt."""
    letter, before, after = place[:3]
    if _NAMED_HAN.search(before) or (place.is_named_before and (letter != "a" or _is_subject(after))):
        return _Reading.ANSWER
    if _is_small_pair(place, known) or _SMALL_SUBJECT.match(after):
        return _Reading.ANSWER
    if _is_glued(place) or _is_thing(place):
        return _Reading.OTHER
    if _HAN_BEFORE.search(before) or _HAN_AFTER.match(after):
        return _Reading.ANSWER if _HAN_AFTER.match(after) and letter != "a" else _Reading.DOUBT
    if letter == "a":
        return _Reading.OTHER if re.match(r"\s+[“\"‘'(*_]*[\w]", after) else _Reading.DOUBT
    return _Reading.ANSWER if _CHOSEN_SMALL.search(before) else _Reading.DOUBT


def _is_small_pair(place: _Place, known: set[str]) -> bool:
    behind, ahead = _SMALL_PAIR_BEHIND.match(place.after), _SMALL_PAIR_AHEAD.search(place.before)
    other = [found[1].lower() for found in (behind, ahead) if found]
    return any(letter in known and letter != place.letter for letter in other)


def _is_compared(place: _Place, known: set[str]) -> bool:
    """Read "A > B" and "A=B" as a comparison of two answers, and no longer formula."""
    behind, ahead = _COMPARED_BEHIND.match(place.after), _COMPARED_AHEAD.search(place.before)
    return any(found and found[1].lower() in known for found in (behind, ahead))


def _is_thing(place: _Place) -> bool:
    word, following = _LAST_WORD.search(place.before), _NEXT_WORDS.match(place.after.lstrip())
    if word and word[1].lower() in words.THING_BEFORE and word[1].lower() not in words.OPENERS:
        return True
    if following and following[0].lower().rstrip(".") in words.THING_AFTER and place.after[:1] == " ":
        return True
    return bool(_THING_HAN_BEFORE.search(place.before) or _THING_HAN_AFTER.match(place.after))


def _read_in_english(place: _Place) -> _Reading:
    """Decide by the English words around: a name's second part and the article are no answer."""
    letter, before, after = place[:3]
    if _plain(letter) == "i":
        return _Reading.OTHER
    word = _LAST_WORD.search(before)
    if word and word[1][0].isupper() and not _opens(word[1]):
        return _Reading.DOUBT
    if _plain(letter) == "a" and _STARTS_SENTENCE.search(before) and not _is_subject(after):
        return _Reading.OTHER if _has_own_verb(after) else _Reading.DOUBT
    return _Reading.ANSWER


def _has_own_verb(after: str) -> bool:
    """Return whether the words behind an "A" are a clause ("A good answer cites"), so that it is the article."""
    sentence = re.split(r"[.!?。！？\n]", after, maxsplit=1)[0]
    if _CAPITAL.search(sentence):  # "A solid answer, B weak"
        return False
    clause = re.split(r"[,;:()，；：]", sentence, maxsplit=1)[0]
    following = [word.lower().replace("’", "'") for word in _NEXT_WORDS.findall(clause)]
    ends_in_s = any(
        _is_verb(word, "") and before not in words.PREPOSITIONS for before, word in pairwise(following[:3])
    )
    return ends_in_s or any(word in words.FINITE_VERBS for word in following[1:])


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
