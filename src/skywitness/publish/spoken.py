"""Says places, times and comparisons of released rows in the language of the reader: for alerts, digests and CAP."""

from __future__ import annotations

import re
from datetime import datetime

from skywitness.publish.atlas import default_atlas
from skywitness.publish.formats.rows import Row, part
from skywitness.publish.phrases import label, phrase

_VERDICT = re.compile(r"(?P<what>short by|over by|overlapping windows|cannot be compared)(?: (?P<number>\d+))?")


def name_place(place: Row, language: str) -> str:
    """What a shown place is called in this language, as far as :meth:`~skywitness.publish.atlas.GazetteerAtlas.name_in` knows.

    >>> name_place({"name": "Moscow", "iso": "RU-MOW"}, "ru"), name_place({}, "en")
    ('Москва', 'place not told')
    """
    if not place:
        return label("no_place", language)
    return default_atlas().name_in(language, str(place["name"]), str(place["iso"]) if place.get("iso") else None)


def tell_when(row: Row, language: str) -> str:
    """The period in figures, which every language reads alike."""
    period = part(row, "period")
    start, end = (tell_figures(period.get(key)) for key in ("from", "to"))
    if start or end:
        return f"{start} – {end} UTC" if start and end and start != end else f"{start or end} UTC"
    before = tell_figures(period.get("before"))
    return f"{label('before', language)} {before} UTC" if before else phrase("state", "not_given", language)


def tell_figures(instant: object) -> str:
    """An instant in figures, without its zone; empty for none.

    >>> tell_figures("2031-03-14T22:40:00Z"), tell_figures(None)
    ('2031-03-14 22:40', '')
    """
    return f"{datetime.fromisoformat(str(instant)):%Y-%m-%d %H:%M}" if instant else ""


def tell_comparison(verdict: str, language: str) -> str:
    """How a tally compares, in the language of the reader: what it comes to, and in English also on what grounds.

    >>> tell_comparison("short by 4; parts consistent", "uk"), tell_comparison("short by 4; parts consistent", "en")
    ('бракує 4', 'short by 4; parts consistent')
    """
    found = _VERDICT.match(verdict)
    if language == "en" or found is None:
        return verdict
    return f"{label(found['what'].replace(' ', '_'), language)} {found['number'] or ''}".strip()
