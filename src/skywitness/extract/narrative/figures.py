"""Finds where a second source gives another figure for a happening already told: "the ministry put the number at three"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import structs

from skywitness.extract.core.drafts import Draft
from skywitness.extract.narrative.hang import find_happening
from skywitness.extract.narrative.prose import Sentence
from skywitness.extract.narrative.tables import Tables
from skywitness.extract.narrative.voices import Voice
from skywitness.model.reading import Asserter, Assertion
from skywitness.model.words import AsserterClass, What

Happenings = Sequence[tuple[int, Draft | Assertion]]


def find_figures(
    happenings: Happenings, sentences: Sequence[Sentence], voices: Sequence[Sequence[Voice]], own: Asserter, tables: Tables
) -> Iterator[Draft]:
    """The happening told again with the other's figure and name, hung on the one that was counted first.

    Only an authority that is not the first teller gives a second figure. ``voices`` are those of each sentence.
    """
    counted = [(position, one) for position, one in happenings if one.what is What.INTERCEPTED and one.count is not None]
    for at, sentence in enumerate(sentences if counted else ()):
        voice = next((voice for voice in voices[at] if voice.kind is AsserterClass.AUTHORITY), None)
        match = tables.search("recount", sentence.text) if voice else None
        position = find_happening(counted, sentences, at, None, {}) if match and voice else None
        if match is None or voice is None or position is None:
            continue
        first, count = dict(counted)[position], _read_figure(match, tables)
        is_later = first.span[1] <= sentence.start + match.start()
        if count is not None and is_later and voice.name != first.asserter.name:
            yield _tell_again(first, position, count, sentence, voice.asserter(own.stream))


def _read_figure(match: re.Match[str], tables: Tables) -> int | None:
    said = next(value for key, value in match.groupdict().items() if value and key.startswith("n")).lower()
    held = said if said.isdigit() else tables.look_up("numbers", said)
    return int(held) if held else None


def _tell_again(first: Draft | Assertion, position: int, count: int, sentence: Sentence, asserter: Asserter) -> Draft:
    return Draft(
        what=first.what,
        span=sentence.span(0, len(sentence.text)),
        asserter=asserter,
        target=first.target,
        count=count,
        places=tuple(structs.replace(place, count=None) for place in first.places),
        period=first.period,
        happening=position,
    )
