"""Where an English sentence says that something happened: place names with the words that lead to them, and capitals told by description."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from skywitness.extract.en.phrases import read_number
from skywitness.extract.narrative.prose import Sentence
from skywitness.extract.narrative.tables import Tables
from skywitness.model.reading import PlaceMention
from skywitness.model.words import PlaceRole


def find_spots(
    sentence: Sentence, tables: Tables, names: Sequence[tuple[int, int]], *, called: Collection[tuple[int, int]] = ()
) -> list[PlaceMention]:
    """Places that a preposition or a verb of direction leads to. A name that acts ("Moscow said") or that owns ("Moscow's mayor") is none.

    ``names`` are spans in the sentence, ``called`` those of them that need no such word. Spans of what comes back count the report's text.
    """
    spots = [
        _described(sentence, match.start("what"), match.end("what"), match["what"], tables)
        for match in tables["capital"].finditer(sentence.text)
    ]
    joined: PlaceMention | None = None
    for start, stop in names:
        end = tables["hyphenated"].match(sentence.text, stop).end()  # type: ignore[union-attr]  # it may match nothing at all
        lead = sentence.text[:start]
        after = sentence.text[end:]
        is_struck = tables["strike_before"].search(lead.rstrip()) and tables["site_after"].match(after)
        role = PlaceRole.OCCURRED if is_struck or (start, stop) in called else _role(lead, tables)
        if (
            role is None
            and joined is not None
            and joined.span[1] <= sentence.start + start
            and tables["list_joint"].fullmatch(sentence.text[joined.span[1] - sentence.start : start])
        ):
            role = joined.role
        owns = after.startswith("'s") and (not tables["owned_area"].match(after) or any(first == end + len("'s ") for first, _ in names))
        if role is None or owns:
            continue
        part = tables["part"].search(lead.rstrip())
        count = read_number(part["n"]) if part else None
        joined = PlaceMention(surface=sentence.text[start:end], span=sentence.span(start, end), role=role, count=count)
        spots.append(joined)
    return sorted((spot for spot in spots if spot is not None), key=lambda spot: spot.span)


def _described(sentence: Sentence, start: int, end: int, said: str, tables: Tables) -> PlaceMention | None:
    role = _role(sentence.text[:start].removesuffix("the "), tables)
    if role is None:
        return None
    city = tables.words["capitals"][said.split()[0].lower()]
    return PlaceMention(surface=city, span=sentence.span(start, end), role=role, why=f"told as {said!r}")


def _role(lead: str, tables: Tables) -> PlaceRole | None:
    filler = tables["filler_end"].search(lead)
    base = lead[: filler.start()] if filler else lead
    for cut in dict.fromkeys((lead.rstrip(), base.rstrip())):
        if tables["aimed"].search(cut):
            return PlaceRole.AIMED_AT
        if tables["launched"].search(cut):
            return PlaceRole.LAUNCHED_FROM
        if tables["not_where"].search(cut):
            return None
        if tables["where"].search(cut):
            return PlaceRole.OCCURRED
    return None
