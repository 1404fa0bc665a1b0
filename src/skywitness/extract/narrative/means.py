"""Finds what brought a target down where another sentence than the one that tells of it says so: "its crew hit the target with a Tor"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from skywitness.extract.core.drafts import Draft
from skywitness.extract.narrative.hang import find_happening
from skywitness.extract.narrative.prose import Sentence
from skywitness.extract.narrative.tables import Tables
from skywitness.model.reading import Assertion
from skywitness.model.words import What


def find_means(
    happenings: Sequence[tuple[int, Draft | Assertion]], sentences: Sequence[Sentence], tables: Tables
) -> Iterator[tuple[int, str]]:
    """Positions of interceptions with the means that a later sentence tells. One that names its means already keeps it."""
    open_ones = [(position, one) for position, one in happenings if one.what is What.INTERCEPTED and not one.negated]
    for at, sentence in enumerate(sentences if open_ones else ()):
        named = name_means(sentence, tables)
        position = find_happening(open_ones, sentences, at, None, {}) if named else None
        if named is not None and position is not None and dict(open_ones)[position].means is None:
            open_ones = [(other, one) for other, one in open_ones if other != position]
            yield position, named


def name_means(sentence: Sentence, tables: Tables) -> str | None:
    """What a sentence says has done the work, None when it tells of no engagement.

    >>> from skywitness.extract.narrative.tables import narrative_tables
    >>> name_means(Sentence("Цель поразил расчёт комплекса Бук.", 0), narrative_tables("ru"))
    'Бук air defence system'
    >>> name_means(Sentence("Комплекс Бук стоит на вооружении.", 0), narrative_tables("ru")) is None
    True
    """
    if tables.search("engaged", sentence.text) is None:
        return None
    found = tables.first("means", sentence.text)
    return found[1]["means"].format((found[0].groupdict().get("what") or "").strip()) if found else None
