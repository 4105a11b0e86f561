"""What a file is, told by its first bytes: the few kinds of media that raters may be shown.

An allow-list: whatever it does not know is refused, so that no SVG, HTML or script is ever stored. Names decide
nothing. What each kind may weigh is decided here too.
"""

from __future__ import annotations

from typing import NamedTuple

from tasks.models import Media

Kind = Media.Kind
HEAD = 512
MOST = {Kind.IMAGE: 25 << 20, Kind.AUDIO: 100 << 20, Kind.VIDEO: 200 << 20, Kind.PDF: 50 << 20}

# Packed files, however they are called: (offset, bytes).
PACKED = (
    *((0, b"PK\x03\x04"), (0, b"PK\x05\x06"), (0, b"\x1f\x8b"), (0, b"BZh"), (0, b"\xfd7zXZ\0")),
    *((0, b"7z\xbc\xaf\x27\x1c"), (0, b"Rar!\x1a\x07"), (0, b"\x28\xb5\x2f\xfd"), (257, b"ustar")),
)


class Type(NamedTuple):
    kind: str
    content_type: str

    @property
    def most(self) -> int:
        """How many bytes a file of this kind may have."""
        return MOST[Kind(self.kind)]


BEGINNINGS = (
    (b"\x89PNG\r\n\x1a\n", Type(Kind.IMAGE, "image/png")),
    (b"\xff\xd8\xff", Type(Kind.IMAGE, "image/jpeg")),
    (b"GIF87a", Type(Kind.IMAGE, "image/gif")),
    (b"GIF89a", Type(Kind.IMAGE, "image/gif")),
    (b"ID3", Type(Kind.AUDIO, "audio/mpeg")),
    (b"fLaC", Type(Kind.AUDIO, "audio/flac")),
    (b"%PDF-", Type(Kind.PDF, "application/pdf")),
)
RIFF = {b"WEBP": Type(Kind.IMAGE, "image/webp"), b"WAVE": Type(Kind.AUDIO, "audio/wav")}
BRANDS = (
    ((b"avif", b"avis"), Type(Kind.IMAGE, "image/avif")),
    ((b"M4A ", b"M4B "), Type(Kind.AUDIO, "audio/mp4")),
    ((b"iso", b"mp4", b"avc1", b"M4V", b"dash", b"MSNV"), Type(Kind.VIDEO, "video/mp4")),
)
OGG_SOUND = (b"OpusHead", b"\x01vorbis", b"\x7fFLAC", b"Speex   ")


def type_of(head: bytes) -> Type | None:
    """Name the type of the file that begins so; None for every type that is not taken."""
    for beginning, found in BEGINNINGS:
        if head.startswith(beginning):
            return found
    if head.startswith(b"RIFF"):
        return RIFF.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _by_brand(head)
    if head.startswith(b"OggS"):
        return Type(Kind.AUDIO, "audio/ogg") if head[28:].startswith(OGG_SOUND) else None
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return Type(Kind.VIDEO, "video/webm") if b"\x42\x82\x84webm" in head[:64] else None
    return _by_frame(head)


def is_packed(head: bytes) -> bool:
    return any(head[at : at + len(magic)] == magic for at, magic in PACKED)


def _by_brand(head: bytes) -> Type | None:
    """Tell the files of the MP4 family apart; pictures may name their brand among the compatible ones only."""
    brand = head[8:12]
    others = [head[at : at + 4] for at in range(16, min(int.from_bytes(head[:4], "big"), HEAD), 4)]
    if brand == b"mif1" and b"avif" in others:
        brand = b"avif"
    return next((found for brands, found in BRANDS if brand.startswith(brands)), None)


def _by_frame(head: bytes) -> Type | None:
    """Know sound that starts with a frame: MPEG layer III, or AAC in ADTS."""
    if len(head) < 4 or head[0] != 0xFF:
        return None
    if head[1] & 0xF6 == 0xF0:
        return Type(Kind.AUDIO, "audio/aac") if head[2] >> 2 & 0xF < 13 else None
    is_layer_3 = head[1] & 0xE6 == 0xE2 and head[1] & 0x18 != 0x08
    is_plausible = head[2] >> 4 not in (0, 15) and head[2] >> 2 & 3 != 3
    return Type(Kind.AUDIO, "audio/mpeg") if is_layer_3 and is_plausible else None
