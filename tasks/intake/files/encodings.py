"""Which encoding a file has: told by its bytes, or given by name.

Decides from the beginning of a file, and never guesses: UTF-8 and UTF-16 show themselves, GB18030 is taken only when
what comes out reads as Chinese. For all else somebody has to say the name, because any bytes at all are valid Latin-1.
How bytes become UTF-8 is left to `transcoding`.
"""

from __future__ import annotations

import codecs

from django.utils.translation import gettext as _

from config.errors import Invalid
from tasks.intake.faults import UnreadableFile
from tasks.intake.files.splitting import BOM

# What can be found, and what can only be given.
FOUND = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
KNOWN = (
    *(*FOUND, "utf-16", "utf-32", "utf-32-le", "utf-32-be", "big5", "big5hkscs", "shift_jis", "cp932"),
    *("euc_jp", "euc_kr", "cp949", "iso8859-1", "iso8859-15", "cp1250", "cp1251", "cp1252", "koi8-r"),
)
# Names of what is contained in another.
WITHIN = {"ascii": "utf-8", "utf-8-sig": "utf-8", "gbk": "gb18030", "gb2312": "gb18030"}
BOMS = (
    (BOM, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Every second character of a Chinese text is among these; of other encodings read as GB18030, not one in ten.
FREQUENT = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事"
    "成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此"
    "已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代"
    "内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安"
    "请写答案以下哪每句字词语言句式怎吗呢吧谁选项确错误列中举例说明简述根据翻译英文汉这问题回答"
    "這個們來為國說時會對於過發後學經現當沒動還進開從實無與長機關點業兩間問應戰頭體見產將話書給門聲員題氣請寫"
)
MIN_FREQUENT = 0.25
MAX_MISFITS = 0.1
MARKS = '"\n,\t'
CONTROLS = frozenset(map(chr, {*range(32)} - {9, 10, 12, 13, 27}))


class UnknownEncoding(Invalid):
    code = "unknown_encoding"


def canonical(name: str) -> str:
    """Give an encoding's one name.

    Raises: UnknownEncoding.
    """
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):  # a name with a NUL is no name either
        found = ""
    found = WITHIN.get(found, found)
    if found not in KNOWN:
        known = ", ".join(KNOWN)
        raise UnknownEncoding(
            _("“%(name)s” is no known encoding. Known: %(known)s.") % {"name": name, "known": known},
            fields={"encoding": _("Choose one of: %(known)s.") % {"known": known}},
        )
    return found


def given(name: str, sample: bytes) -> str:
    """Give the encoding of that name; a byte order mark says which way round it is.

    Raises: UnreadableFile when there is none of that name.
    """
    try:
        encoding = canonical(name)
    except UnknownEncoding as error:
        raise UnreadableFile("unknown_encoding", name=name[:40], known=", ".join(KNOWN)) from error
    if encoding not in ("utf-16", "utf-32"):
        return encoding
    marked = next((found for bom, found in BOMS if sample.startswith(bom) and found.startswith(encoding)), "")
    return marked or f"{encoding}-le"


def detect(sample: bytes, *, is_whole: bool) -> str:
    """Find the encoding from a file's beginning.

    Raises: UnreadableFile when it is none of those that can be found.
    """
    for bom, encoding in BOMS:
        if sample.startswith(bom):
            return encoding
    if wide := _wide(sample):
        return wide
    if _fits_utf8(sample, is_whole) or _is_mostly_utf8(sample):
        return "utf-8"
    if _reads_as_chinese(sample):
        return "gb18030"
    if _has_few_bad_lines(sample):
        return "utf-8"
    raise UnreadableFile("not_text" if _is_binary(sample) else "wrong_encoding")


def _wide(sample: bytes) -> str:
    """Find UTF-16 without a mark: zero bytes stand on one side only, and beside most marks of JSON or a table."""
    sample = sample[: 1 << 16]
    zeros = {"utf-16-le": sample[1::2].count(0), "utf-16-be": sample[::2].count(0)}
    encoding = max(zeros, key=lambda name: zeros[name])
    if zeros[encoding] < max(2, len(sample) // 40) or min(zeros.values()) * 20 >= zeros[encoding]:
        return ""
    n_marks = sum(sample.count(mark.encode()) for mark in MARKS)
    if 2 * sum(sample.count(mark.encode(encoding)) for mark in MARKS) < n_marks:
        return ""  # a few such lines in a file of another encoding
    text = sample.decode(encoding, "replace")
    return "" if text.count("\ufffd") > 1 or CONTROLS.intersection(text) else encoding


def _fits_utf8(sample: bytes, is_whole: bool) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample, is_whole)
    except UnicodeDecodeError:
        return False
    return True


def _is_mostly_utf8(sample: bytes) -> bool:
    """Say whether more characters fit than bytes do not: some lines came from elsewhere."""
    text = sample.decode("utf-8", "replace")
    misfits = text.count("\ufffd")
    return sum(not char.isascii() for char in text) - misfits > misfits


def _reads_as_chinese(sample: bytes) -> bool:
    text = sample.decode("gb18030", "replace")
    wide = [char for char in text if not char.isascii()]
    letters = [char for char in wide if char.isalnum()]
    misfits = text.count("\ufffd")
    if not letters or misfits - 1 > len(wide) * MAX_MISFITS:  # the sample may end inside a character
        return False
    return sum(char in FREQUENT for char in letters) >= len(letters) * MIN_FREQUENT


def _has_few_bad_lines(sample: bytes) -> bool:
    """Say whether half of the lines or more can be read anyway, so that only the others need be rejected."""
    lines = [line for line in sample.split(b"\n") if line.strip()]
    return 2 * sum(_fits_utf8(line, is_whole=True) for line in lines) >= len(lines)


def _is_binary(sample: bytes) -> bool:
    return bool(CONTROLS.intersection(sample[: 1 << 16].decode("latin-1")))
