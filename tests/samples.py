"""The beginnings of media files, and one picture that a browser can show."""

from __future__ import annotations

import struct
import zlib


def png(width: int = 8, height: int = 8, colour: tuple[int, int, int] = (200, 30, 30)) -> bytes:
    """Make a whole PNG of one colour."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = (b"\0" + bytes(colour) * width) * height
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(map(_chunk, parts))


def _chunk(part: tuple[bytes, bytes]) -> bytes:
    name, data = part
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def box(brand: bytes, *others: bytes) -> bytes:
    """Begin a file of the MP4 family."""
    brands = brand + b"\0\0\0\0" + b"".join(others)
    return struct.pack(">I", 8 + len(brands)) + b"ftyp" + brands + b"\0" * 64


OGG = b"OggS\0\x02" + b"\0" * 20 + b"\x01\x13"
MEDIA = {
    "a.png": (png(), "image", "image/png"),
    "a.jpg": (b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"\0" * 64, "image", "image/jpeg"),
    "a.gif": (b"GIF89a\x01\0\x01\0\0\0\0;", "image", "image/gif"),
    "a.webp": (b"RIFF\x1a\0\0\0WEBPVP8L" + b"\0" * 32, "image", "image/webp"),
    "a.avif": (box(b"avif", b"mif1"), "image", "image/avif"),
    "b.avif": (box(b"mif1", b"avif", b"miaf"), "image", "image/avif"),
    "a.mp3": (b"ID3\x04\0\0\0\0\0\0" + b"\0" * 64, "audio", "audio/mpeg"),
    "b.mp3": (b"\xff\xfb\x90\x64" + b"\0" * 64, "audio", "audio/mpeg"),
    "a.wav": (b"RIFF\x24\0\0\0WAVEfmt " + b"\0" * 32, "audio", "audio/wav"),
    "a.flac": (b"fLaC\0\0\0\x22" + b"\0" * 64, "audio", "audio/flac"),
    "a.opus": (OGG + b"OpusHead\x01\x02" + b"\0" * 32, "audio", "audio/ogg"),
    "a.ogg": (OGG + b"\x01vorbis" + b"\0" * 32, "audio", "audio/ogg"),
    "a.m4a": (box(b"M4A ", b"isom"), "audio", "audio/mp4"),
    "a.aac": (b"\xff\xf1\x50\x80" + b"\0" * 64, "audio", "audio/aac"),
    "a.mp4": (box(b"isom", b"iso2", b"mp41"), "video", "video/mp4"),
    "a.webm": (b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm" + b"\0" * 32, "video", "video/webm"),
    "a.pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + b"\0" * 64, "pdf", "application/pdf"),
}
# What must never be taken, whatever it is called.
OTHERS = {
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "svg with a declaration": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
    "html": b"<!doctype html><script>alert(1)</script>",
    "html before a picture": b"<script>/*" + png() + b"*/alert(1)</script>",
    "quicktime": box(b"qt  "),
    "heic": box(b"heic", b"mif1"),
    "matroska": b"\x1a\x45\xdf\xa3\x93\x42\x82\x88matroska" + b"\0" * 32,
    "ogg film": OGG + b"\x80theora" + b"\0" * 32,
    "avi": b"RIFF\x1a\0\0\0AVI LIST" + b"\0" * 32,
    "text": b"only words",
    "utf-16": "words".encode("utf-16"),
    "program": b"\x7fELF\x02\x01\x01" + b"\0" * 64,
    "empty": b"",
}
