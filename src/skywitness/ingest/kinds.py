"""What a file is when no source can read it, told by its first bytes, and what its owner can do about it."""

from __future__ import annotations

import re

from skywitness.ingest.encoding import marked_encoding

MEDIA = (
    (re.compile(rb"\xff\xd8\xff"), "a JPEG picture"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "a PNG picture"),
    (re.compile(rb"GIF8[79]a"), "a GIF picture"),
    (re.compile(rb"RIFF....(WEBP|AVI |WAVE)", re.DOTALL), "a picture, video or sound file"),
    (re.compile(rb"....ftyp", re.DOTALL), "a video or picture (MP4 family)"),
    (re.compile(rb"\x1a\x45\xdf\xa3"), "a Matroska or WebM video"),
    (re.compile(rb"OggS|ID3|fLaC|\xff[\xfb\xf3\xf2]"), "a sound file"),
)
BINARIES = (
    (re.compile(rb"%PDF-"), "a PDF; save its text as .txt"),
    (re.compile(rb"PK\x03\x04"), "a ZIP archive or office document; unpack it, or save it as CSV, HTML or text"),
    (re.compile(rb"\xd0\xcf\x11\xe0"), "an old office document; save it as CSV, HTML or text"),
    (re.compile(rb"\x1f\x8b|BZh|\xfd7zXZ|7z\xbc\xaf|\x28\xb5\x2f\xfd|Rar!"), "a packed file; unpack it"),
    (re.compile(rb"SQLite format 3\x00"), "an SQLite database; a ledger is named with --ledger"),
)
MARKUP = (
    (
        re.compile(rb"(?:\xef\xbb\xbf)?\s*[{\[]"),
        "JSON of no known kind; plain reports are one object a line with source, published_at and text",
    ),
    (re.compile(rb"(?:\xef\xbb\xbf)?\s*<[a-zA-Z?!]"), "XML or HTML of no known kind; save the text as .txt"),
)


def is_media(head: bytes) -> bool:
    """Whether the file is a picture, a video or a sound: material that reports point to, no reports of its own."""
    return any(pattern.match(head) for pattern, _name in MEDIA)


def is_binary(head: bytes) -> bool:
    """Whether the file is of a kind that is no text, even where its first bytes could be read as text."""
    return is_media(head) or any(pattern.match(head) for pattern, _name in BINARIES)


def describe_unknown(head: bytes) -> str:
    """What the file is and what to do, for a person.

    >>> describe_unknown(b"%PDF-1.7 ...")
    'this is a PDF; save its text as .txt'
    """
    if name := _name_of(head, MEDIA):
        return f"this is {name}, not a report; look at it with skywitness verify"
    if name := _name_of(head, BINARIES):
        return f"this is {name}"
    if marked_encoding(head) not in (None, "utf-8-sig"):
        return "this is text in UTF-16 or UTF-32 of a kind that must be UTF-8; convert it: iconv -f UTF-16 -t UTF-8 FILE > NEW"
    if b"\x00" in head:
        return "this is a binary file (or UTF-16 text without its mark); give text, HTML, JSON lines or a table"
    if name := _name_of(head, MARKUP):
        return f"this is {name}"
    return "this is of no known kind: not UTF-8 text, JSON lines, a Telegram export, HTML or a table; if it is text, convert it to UTF-8"


def _name_of(head: bytes, kinds: tuple[tuple[re.Pattern[bytes], str], ...]) -> str | None:
    return next((name for pattern, name in kinds if pattern.match(head)), None)
