"""Datelines: where and when an agency filed a story, at the head of a paragraph. It is no place where anything happened."""

from __future__ import annotations

import re

_MONTHS = (
    "январ|феврал|март|апрел|ма[яй]|июн|июл|август|сентябр|октябр|ноябр|декабр|"
    "січ|лют|берез|квіт|трав|черв|лип|серп|верес|жовт|листопад|груд|"
    "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
)
_PLACE = r"[A-ZА-ЯЁІЇЄҐ][A-ZА-ЯЁІЇЄҐ'’ -]{2,30}"
_DAY = rf"(?i:\d{{1,2}} (?:{_MONTHS})\w*|(?:{_MONTHS})\w*\.? \d{{1,2}})"
_AGENCY = r"(?:[/(][\w.\- А-Яа-яІіЇїЄєA-Za-z]{2,30}[/)]|[A-ZА-ЯІЇЄ][\wА-Яа-яІіЇїЄє.\- ]{1,30}(?= ?[-–—]))"
DATELINE = re.compile(rf"^[ \t]*(?P<line>{_PLACE}[.,] {_DAY}(?: г\.| р\.|, \d{{4}})?[.,]? ?(?:[-–—] ?)?{_AGENCY}\.?)", re.MULTILINE)


def blank_datelines(text: str) -> str:
    """The text with its datelines blanked out, each character at its place.

    >>> blank_datelines("РЯЗАНЬ, 7 октября. /ТАСС/. Над рекой сбит дрон.").strip()
    'Над рекой сбит дрон.'
    >>> blank_datelines("KYIV, Oct 7 (Reuters) - A drone fell.").strip()
    '- A drone fell.'
    >>> blank_datelines("РЯЗАНЬ, 7 октября сбит дрон")
    'РЯЗАНЬ, 7 октября сбит дрон'
    """
    return DATELINE.sub(lambda found: found[0][: found.start("line") - found.start()] + " " * len(found["line"]), text)
