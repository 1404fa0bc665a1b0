"""Bytes become text only when it is certain how: by a byte order mark, as valid UTF-8, as declared, or because only one Cyrillic table makes sense."""

from __future__ import annotations

import codecs
import re

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins like that one's
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CYRILLIC_TABLES = ("windows-1251", "koi8-u", "cp866", "iso8859-5")
COMMON_LETTERS = frozenset("оеаинті")
"""The commonest letters of Russian and Ukrainian prose: together 40-50 % of its letters, and hardly ever capitals."""
SURE_SHARE = 0.33
SURE_LETTERS = 20
SHARED_PUNCTUATION = bytes(
    [0x85, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x99, 0xA0, 0xA7, 0xA9, 0xAB, 0xAE, 0xB0, 0xB1, 0xB6, 0xB7, 0xBB]
)
"""Quotes, dashes and signs that stand at the same bytes in windows-1251 and windows-1252."""


PLAIN_ENCODING = re.compile(
    r"utf-?(?:8(?:-sig)?|16|32)|(?:windows-|cp)\d{3,4}|koi8-[rut]|iso-?8859-\d{1,2}|(?:x-)?mac-?cyrillic|(?:us-)?ascii|latin-?1",
    re.IGNORECASE,
)
"""What a document may declare; Python knows others (unicode_escape, punycode) that would turn plain signs into something else."""


def marked_encoding(head: bytes) -> str | None:
    """The encoding that a byte order mark names, or None without a mark."""
    return next((name for mark, name in MARKS if head.startswith(mark)), None)


def find_encoding(raw: bytes, declared: str | None = None, *, is_whole: bool = True) -> str | None:
    """The encoding of a text when it is certain, else None. A declaration is believed when the bytes fit it.

    The last character may be cut in two unless ``is_whole``.

    >>> find_encoding("Над областью сбит беспилотник, пострадавших нет".encode("cp1251"))
    'windows-1251'
    """
    marked = marked_encoding(raw)
    for candidate in (marked,) if marked else ("utf-8", declared):
        if candidate and _fits(raw, candidate, is_whole=is_whole):
            return candidate
    return None if marked else guess_encoding(raw)


def decode_text(raw: bytes, declared: str | None = None) -> str:
    """The text.

    Raises
    ------
    ValueError
        The encoding is not certain; the message says how to convert.
    """
    encoding = find_encoding(raw, declared)
    if encoding is None:
        raise ValueError("the encoding is not certain (not UTF-8); convert it: iconv -f ENCODING -t UTF-8 FILE > NEW")
    return raw.decode(encoding)


def guess_encoding(raw: bytes) -> str | None:
    """The one-byte table under which alone the bytes read as Cyrillic prose, or as plain text with typographic signs; None when unsure."""
    high = raw[:200_000].translate(None, bytes(range(0x80)))
    if high and not high.translate(None, SHARED_PUNCTUATION):
        return "windows-1252"
    best, second = sorted(((_prose_share(high, table), table) for table in CYRILLIC_TABLES), reverse=True)[:2]
    return best[1] if best[0] >= SURE_SHARE and second[0] < best[0] / 2 else None


def _prose_share(high: bytes, table: str) -> float:
    letters = [letter for letter in high.decode(table, "replace") if letter.isalpha()]
    if len(letters) < SURE_LETTERS:
        return 0.0
    return sum(letter in COMMON_LETTERS for letter in letters) / len(high)


def _fits(raw: bytes, encoding: str, *, is_whole: bool) -> bool:
    if not PLAIN_ENCODING.fullmatch(encoding):
        return False
    try:
        codecs.getincrementaldecoder(encoding)().decode(raw, final=is_whole)
    except (LookupError, UnicodeError):
        return False
    return True


def explain_bad_utf8(error: UnicodeDecodeError) -> str:
    """What is wrong with bytes that should be UTF-8, naming the likely encoding when there is one."""
    guess = guess_encoding(error.object)
    convert = f"this reads as {guess}: iconv -f {guess} -t UTF-8" if guess else "convert the file with iconv -f ENCODING -t UTF-8"
    return f"not valid UTF-8 at byte {error.start}; {convert}"
