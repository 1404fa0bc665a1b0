"""Short posts in English, as channels and residents write them: "Tula: 2 drones down", "Loud boom, Kursk". Table: ``posts.yml``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from skywitness.extract.en.mentions import Mention
from skywitness.extract.en.phrases import find_phrases, read_number
from skywitness.extract.narrative.discourse import Told
from skywitness.extract.narrative.tables import Tables
from skywitness.geo.toponyms import match_name
from skywitness.model.words import Factuality, Target, What

_BRIEF_WORDS = 30
_NAME = re.compile(r"\b[A-Z][a-z]{3,}(?:[ -][A-Z][a-z]{2,}|-on-[A-Z][a-z]+)?\b")
_OUTCOMES = frozenset({What.INTERCEPTED, What.IMPACT, What.DEBRIS_FELL})


def is_brief(told: Sequence[Told], tables: Tables) -> bool:
    """Whether a whole text is so short that a line without a verb can be all that it says, and names a place or something that flies."""
    texts = [one.sentence.text for one in told]
    return sum(len(text.split()) for text in texts) <= _BRIEF_WORDS and any(
        _NAME.search(text) or tables["flyer"].search(text) for text in texts
    )


def find_called(text: str, tables: Tables) -> list[tuple[int, int]]:
    """Spans of the place names that a short post calls out or leads to, of which the gazetteer would not trust the smaller ones in prose.

    >>> from skywitness.extract.en import load_english_tables
    >>> find_called("Loud boom, Ochakiv, 22:40", load_english_tables())
    [(11, 18)]
    """
    words = [match for match in _NAME.finditer(text) if match_name(match[0])]
    return [
        match.span() for match in words if is_called(text, *match.span(), tables) or tables["where"].search(text[: match.start()].rstrip())
    ]


def find_brief(text: str, tables: Tables) -> Iterator[Mention]:
    """What a line of a short post says happened. A question or a wish tells of no outcome, only that something was heard or seen; a denial of neither."""
    if tables["idiom"].search(text):
        return
    asks = text.rstrip().endswith("?")
    for match, more in tables.every("brief", text):
        what = What(more["what"])
        if tables["brief_denied"].search(text[: match.start()]):
            continue
        if what in _OUTCOMES and (asks or tables["unreal"].search(text[: match.start()])):
            continue
        named = match.groupdict()
        flyers = find_phrases(named.get("flyer") or named.get("flyer2") or (match[0] if what is What.DEBRIS_FELL else ""), tables)
        number = named.get("n")
        yield Mention(
            what=what,
            start=match.start(),
            end=match.end(),
            verb=match.start(),
            target=flyers[0].target if flyers else Target.UNKNOWN,
            model=flyers[0].model if flyers else None,
            count=read_number("one" if number == "it" else number) if number else None,
            factuality=Factuality(more.get("factuality", "certain")),
        )


def is_called(text: str, start: int, end: int, tables: Tables) -> bool:
    """Whether a name stands alone between signs, or beside "hit", as a short post names its place: "Loud boom, Kursk, 22:40"."""
    if tables["hit_before"].search(text[:start].rstrip()):
        return True
    return tables["called_before"].search(text[:start]) is not None and tables["called_after"].match(text[end:]) is not None
