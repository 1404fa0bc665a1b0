"""Finds positions hidden in text (decimal, degrees and minutes, grid references, codes, street addresses) and masks them."""

from __future__ import annotations

import re

MASK = "[position withheld]"
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")

_POINT = r"[.,．٫·]"
_HALF = r"(?:[NSEWСЮВЗ](?!\w)|[NSEWСЮВЗ](?=\s?\d)|[сю]\.?\s?ш\.?|[вз]\.?\s?д\.?|пн\.?\s?ш\.?|сх\.?\s?д\.?)"
_NUMBER = rf"[-−+]?\d{{1,3}}{_POINT}"
_SEPARATOR = r"(?:\s*[,;/|]\s*|\s+|%2C|%20|\+|\s*-\s+|\s+и\s+|\s+and\s+)"
_STREET = (
    r"(?i:(?:ул|просп|пр-т|пер|бул|вул|пров|пл)\.|(?:улиц|проспект|переул|бульвар|вулиц|провул|площад|площ|шоссе|шосе|набережн)[\wіїєґ]*|"
    r"(?:street|avenue|lane|boulevard|square))"
)
_WORD = r"[\w’'-]+"
_NAME = r"[A-ZА-ЯІЇЄҐЁ0-9][\w’'-]*"

POSITIONS = (
    # 55.7558, 37.6173 · 55,7558 37,6173 · @55.7558,37.6173 · ll=37.6173%2C55.7558: three decimals and more are a position wherever they stand
    rf"(?<![\d.,:])(?:{_HALF}\s?)?{_NUMBER}\d{{3,}}(?:\s?°)?(?:\s?{_HALF})?{_SEPARATOR}(?:{_HALF}\s?)?{_NUMBER}\d{{3,}}(?:\s?°)?(?:\s?{_HALF})?(?!\d)",
    # 55.75, 37.61: two decimals are one when the first can be no hour and no day of a month
    rf"(?<![\d.,:])(?:3[2-9]|[4-8]\d|1[0-7]\d){_POINT}\d{{1,2}}{_SEPARATOR}[-−]?\d{{1,3}}{_POINT}\d{{2,}}(?![\d.:])",
    rf"(?<![\d.,:])\d{{2}}{_POINT}\d{{3}}{_SEPARATOR}(?:3[2-9]|[4-8]\d|1[0-7]\d){_POINT}\d{{2}}(?![\d.,:%])",
    # one half of a position that is labelled as such
    rf"(?i:\b(?:lat|lon|lng|long|latitude|longitude|широт\w*|долгот\w*|довгот\w*)\b\W{{0,4}}[-−+]?\d{{1,3}}(?:{_POINT}\d+)?)",
    rf"(?<!\w)[NSEW]\s?{_NUMBER}\d{{2,}}|(?<!\w){_HALF}\s?{_NUMBER}\d{{3,}}",
    rf"(?<![\d.,]){_NUMBER}\d{{1,}}\s?°\s?{_HALF}|(?<![\d.,]){_NUMBER}\d{{3,}}\s?°|(?<![\d.,]){_NUMBER}\d{{2,}}\s?(?:[NSEW](?!\w)|[сю]\.?\s?ш\.?|[вз]\.?\s?д\.?)",
    r"\bgeo:[-\d.,]+",
    # degrees and minutes
    rf"(?:{_HALF}\s?)?\d{{1,3}}\s?[°º˚]\s?\d{{1,2}}(?:{_POINT}\d+)?\s?['′’ʹ`´](?:\s?\d{{1,2}}(?:{_POINT}\d+)?\s?(?:[\"″”]|['′’]{{2}}))?(?:\s?{_HALF})?",
    r"(?i:\d{1,3}\s?(?:град\w*|degrees?)\W{1,2}\d{1,2}\s?(?:мин\w*|хв\w*|minutes?)(?:\W{1,2}\d{1,2}(?:[.,]\d+)?\s?(?:сек\w*|seconds?))?)",
    # MGRS, UTM, Gauss-Krüger
    r"(?<![\w-])\d{1,2}\s?[C-HJ-NP-X]\s?[A-HJ-NP-Z]{2}\s?(?:\d{5}\s?\d{5}|\d{4}\s?\d{4}|\d{3}\s?\d{3}|\d{2}\s?\d{2})(?![\w-])",
    r"(?<![\w-])\d{1,2}\s?[C-HJ-NP-X]\s+\d{6}\D{1,4}\d{7}(?!\w)",
    r"(?<!\w)[XYХУ]\s?[=:]\s?\d{6,8}(?:[.,]\d+)?",
    # plus codes and three words
    r"(?<![\w+])[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,7}(?!\w)",
    r"///\w+\.\w+\.\w+",
    # street and house
    rf"{_STREET}\s{{0,2}}{_NAME}(?:\s{_WORD}){{0,2}}\s?,?\s?(?i:(?:д|дом|буд|будинок)\.?\s?)?(?<!\w)\d+\w?(?!\w)",
    rf"\b\d+\w?,?\s(?:{_NAME}\s){{1,3}}(?i:street|avenue|lane|boulevard)\b|\b(?:{_NAME}\s){{1,2}}(?i:street|avenue|lane|boulevard),?\s\d+\b",
)
_FIND = re.compile("|".join(f"(?:{pattern})" for pattern in POSITIONS))
_MAY_HOLD = re.compile(
    rf"\d{_POINT}\d\d|[°º˚]|///\w|[=:]\s?[-−]?\d|\d\+|\+\d|[A-Z]\s?\d\d|(?i:\bl(?:at|on|ng)|широт|до[лв][гж]|град|degree|street|avenue|lane|boulevard|square"
    r"|\b(?:ул|просп|пр-т|пер|бул|вул|пров|пл|шос|набер))"
)
"""Something that every position has, found several times faster than a position."""


def mask_positions(text: str) -> str:
    """The text with every position in it masked, letters that cannot be seen notwithstanding.

    >>> mask_positions("Сбит над 55.7558, 37.6173 в 04.20")
    'Сбит над [position withheld] в 04.20'
    >>> mask_positions("from 20.30, 21.15 and 23.40 on, 42 drones, 2.5 km")
    'from 20.30, 21.15 and 23.40 on, 42 drones, 2.5 km'
    """
    seen = INVISIBLE.sub("", text) if INVISIBLE.search(text) else text
    if not _MAY_HOLD.search(seen):
        return text
    masked = _FIND.sub(MASK, seen)
    return text if masked == seen else masked
