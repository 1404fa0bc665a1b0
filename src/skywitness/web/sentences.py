"""The machine's own sentences in the language of the reader: the headline and the verdict of an incident, and the reasons that a ledger keeps.

A headline and a verdict are made anew from the row, in a form in which nothing has to be declined but what is counted. A reason is kept in the ledger in English:
the catalogue has it as a pattern, and a reason of which any part has no pattern stays English, marked so. Quotes and names stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import TypeAlias, cast

from markupsafe import Markup, escape

from skywitness.publish import wording
from skywitness.publish.spoken import name_place
from skywitness.publish.visible import visible
from skywitness.web.tongues import DEFAULT, Tongue, form_of, read_tongue

Row: TypeAlias = Mapping[str, object]
_FIELD = re.compile(r"\\\{(\w+)\\\}")
_NUMBERED = re.compile(r"(\d+) (\w+)")


def tell_headline(row: Row, tongue: Tongue) -> str | None:
    """What an incident is called: its title in English, else what happened, how many of what, and where. None for a row that has no more than a title.

    >>> row = {"what": "intercepted", "target": "uav", "attributes": {"count": {"preferred": 2}}, "place": {"name": "Lipetsk Oblast", "iso": "RU-LIP"}}
    >>> tell_headline(row, read_tongue("ru"))
    'Перехвачено: 2 беспилотника, Липецкая область'
    """
    if tongue.code == DEFAULT:
        return str(row["title"])
    if "attributes" not in row:
        return None
    where = tell_where(row, tongue) if row["place"] else ""
    denied = f"{_capital(tongue.word('denied'))}: " if row.get("standing") == "denied" else ""
    happened = tell_event(row, tongue)
    return ", ".join(filter(None, (denied + (happened if denied else _capital(happened)), where)))


def tell_event(row: Row, tongue: Tongue) -> str:
    """What happened and to how many of what; a count that is not given is left out."""
    count = cast("Mapping[str, Row]", row["attributes"]).get("count", {}).get("preferred")
    forms = tongue.things.get(str(row["target"]), (tongue.word(row["target"]),) * 4)
    thing = f"{count} {forms[form_of(count)]}" if isinstance(count, int) else forms[-1]
    return f"{tongue.word(row['what'])}: {thing}"


def tell_where(row: Row, tongue: Tongue) -> str:
    """Where it happened, with the part that the place takes."""
    place = cast("Row", row["place"])
    role = str(place.get("role"))
    told = name_place(place, tongue.code)
    return f"{tongue.word(role)}: {told}" if role in {"aimed_at", "launched_from", "fell"} else told


def tell_verdict(row: Row, tongue: Tongue) -> str | None:
    """One sentence: what happened, on what it stands, who is silent, what nobody discloses. None where the catalogue does not have all of it."""
    if tongue.code == DEFAULT:
        return wording.tell_verdict(row)
    where = tell_where(row, tongue) if row["place"] else tongue.gettext("No place is shown.")[:-1].lower()
    rest = tell_reason("; ".join((f"on {wording.tell_posts(row)}", *wording.list_open_ends(row))), tongue)
    when = tongue.dated(wording.tell_period(row))
    return None if rest is None else f"{_capital(tongue.word(row['standing']))}: {tell_event(row, tongue)}, {where}, {when}; {rest}."


def tell_reason(text: str, tongue: Tongue) -> str | None:
    """A reason that the ledger keeps, or None where the catalogue does not have all of it.

    >>> tell_reason("claimed: an authority says so (in its own channel)", read_tongue("uk"))
    'заявлено: так каже орган влади (на власному каналі)'
    >>> tell_reason("said by a bird", read_tongue("uk"))
    """
    if tongue.code == DEFAULT:
        return text
    parts = [_translate(part, tongue) for part in text.split("; ")]
    known = [part for part in parts if part is not None]
    return "; ".join(known) if len(known) == len(parts) else _translate(text, tongue)


def tell_answer(value: object, row: Row, tongue: Tongue) -> str:
    """A value of an incident: a place that is the incident's own, a word of a closed list and an interval in the tongue; anything else as it is."""
    place = cast("Row | None", row.get("place"))
    if place and value == place["name"]:
        return name_place(place, tongue.code)
    return tongue.word(tongue.dated(wording.tell_answer(value)))


def mark_language(text: object, told: str | None) -> Markup:
    """What is told in the language of the page, or the English text marked as such; what cannot be seen is made visible."""
    return Markup('<span lang="en">{}</span>').format(visible(text)) if told is None else escape(visible(told))


def _translate(text: str, tongue: Tongue) -> str | None:
    for pattern, form in _patterns(tongue.code):
        found = pattern.fullmatch(text)
        if found:
            return form.format_map({name: _say_field(name, field, tongue) for name, field in found.groupdict().items()})
    return None


@cache
def _patterns(code: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """The catalogue's patterns, those with the most words of their own first."""
    sentences = read_tongue(code).sentences
    own_words = sorted(sentences, key=lambda english: -len(_FIELD.sub("", re.escape(english))))
    return tuple((re.compile(_FIELD.sub(_capture, re.escape(english)), re.DOTALL), sentences[english]) for english in own_words)


def _capture(field: re.Match[str]) -> str:
    """The place of a field: anything; of ``{s}``, an English plural's ending or none."""
    return f"(?P<{field[1]}>{'s?' if field[1].rstrip('_') == 's' else '.+?'})"


def _say_field(name: str, field: str, tongue: Tongue) -> str:
    """What stands in a pattern's place: words of closed lists, numbers of streams and lengths of time are said in the tongue; names and quotes stay."""
    match name.rstrip("_"):
        case "words":
            return ", ".join(map(tongue.word, field.split(", ")))
        case "streams":
            return _NUMBERED.sub(lambda found: f"{found[1]} {tongue.word(found[2])}", field)
        case "hours":
            return tongue.lasting(field)
    return field


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
