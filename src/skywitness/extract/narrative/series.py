"""Finds what a text counts as a series: "the second such incident in as many days" is a claim about a pattern, not a second happening."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from skywitness.extract.core.drafts import Draft
from skywitness.extract.narrative.prose import Sentence
from skywitness.extract.narrative.tables import Tables
from skywitness.model.reading import Asserter
from skywitness.model.words import What


def find_recurrence(sentence: Sentence, own: Asserter, tables: Tables) -> Iterator[Draft]:
    """Claims of recurrence. The value is "n in m units", or what stands in its place ("3 this week")."""
    for match, more in tables.every("recurrence", sentence.text):
        value = _value(match, more, tables)
        if value:
            yield Draft(what=What.RECURRENCE, span=sentence.span(match.start(), match.end()), asserter=own, value=value)


def _value(match: re.Match[str], more: Mapping[str, str], tables: Tables) -> str | None:
    times = _number(match["n"], tables)
    if times is None:
        return None
    if more["form"] == "this":
        return f"{times} {match['unit'].strip()}"
    unit = _unit(match["unit"], tables)
    if more["form"] == "row":
        return f"{times} in {times} {unit}s"
    span = (match.groupdict().get("m") or more["m"]).lower().strip()
    length = times if span in tables.words["as_many"] else _number(span, tables)
    return None if length is None else f"{times} in {length} {unit}{'' if length == 1 else 's'}"


def _number(said: str, tables: Tables) -> int | None:
    word = said.lower().strip()
    digits = re.match(r"\d+", word)
    if digits:
        return int(digits[0])
    held = tables.look_up("numbers", word)
    return int(held) if held else None


def _unit(said: str, tables: Tables) -> str:
    word = said.lower()
    return next(name for stem, name in tables.words["units"].items() if word.startswith(stem))
