"""Finds who speaks in a sentence: officials with name and office, institutions, witnesses, analysts, unnamed sources, media."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from msgspec import Struct

from skywitness.extract.narrative.prose import Sentence
from skywitness.extract.narrative.tables import Tables
from skywitness.model.reading import Asserter
from skywitness.model.words import AsserterClass, Stream
from skywitness.reference.authorities import find_authority

_STREAMS = {
    AsserterClass.AUTHORITY: Stream.OFFICIAL,
    AsserterClass.WITNESS: Stream.GRASSROOTS,
    AsserterClass.ANALYST: Stream.MEDIA,
    AsserterClass.UNNAMED: Stream.MEDIA,
    AsserterClass.MEDIA: Stream.MEDIA,
    AsserterClass.OTHER: Stream.MEDIA,
}


class Voice(Struct, frozen=True):
    """Somebody named at ``start`` to ``end`` of a sentence. ``person`` is the proper name, ``office`` the title, ``place`` what the office is of."""

    kind: AsserterClass
    name: str
    start: int
    end: int
    person: str | None = None
    office: str | None = None
    place: str | None = None

    def asserter(self, carrier: Stream) -> Asserter:
        """The voice as the model has it, carried by a report of some stream."""
        stream = _STREAMS[self.kind]
        return Asserter(self.name, self.kind, stream, carrier if self.kind is AsserterClass.AUTHORITY else None)


class Company:
    """The voices met so far in a text, so that "the mayor", "he" and a bare surname are known again."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._people: list[Voice] = []
        self._nations: dict[str, str] = {}
        self._bodies: list[str] = []
        self.last: Voice | None = None

    def find(self, sentence: Sentence) -> list[Voice]:
        """All voices of a sentence in order; a person met before comes under the full name."""
        found = [self._voice(match, more) for match, more in self._tables.every("voices", sentence.text)]
        voices = sorted([*found, *self._surnames(sentence.text, found)], key=lambda voice: voice.start)
        for voice in voices:
            if voice.person and all(voice.person != known.person for known in self._people):
                self._people.append(voice)
        return voices

    def subject(self, sentence: Sentence) -> list[Voice]:
        """The one whom a pronoun at the head of a sentence means ("He rejected …"); empty when there is none."""
        found = self._tables["pronoun_subject"].match(sentence.text)
        voice = self.pronoun(found.start(), found.end()) if found else None
        return [] if voice is None else [voice]

    def remember(self, voices: Sequence[Voice], speaker: Voice | None) -> None:
        """After a sentence: who spoke last, or, when nobody did, which official it named."""
        named = [voice for voice in voices if voice.person]
        self.last = speaker or (named[-1] if named else self.last)

    def pronoun(self, start: int, end: int) -> Voice | None:
        """The person or institution that "he", "she" or "they" means: the last one that spoke."""
        last = self.last
        return None if last is None else Voice(last.kind, last.name, start, end, last.person, last.office, last.place)

    def _voice(self, match: re.Match[str], more: Mapping[str, str]) -> Voice:
        parts = {key: value.strip(" ,") for key, value in match.groupdict().items() if value}
        kind = AsserterClass(more["kind"])
        if "name" in parts:
            return self._person(kind, parts, match)
        if "institution" in parts:
            return self._institution(kind, parts, match)
        if "title" in parts:
            return self._office(kind, parts, match)
        name = more.get("name") or parts.get("outlet") or match[0].strip()
        where = parts.get("where") or parts.get("where2")
        if where:
            name = f"{name} ({self._short(where)})"
        return Voice(kind, name, match.start(), match.end(), place=parts.get("place"))

    def _person(self, kind: AsserterClass, parts: Mapping[str, str], match: re.Match[str]) -> Voice:
        title, place = parts.get("title", ""), self._bare(parts.get("of") or parts.get("place") or "")
        title = title.removeprefix(parts.get("place", "")).strip().lower()
        known = next((one for one in self._people if one.person == parts["name"]), None)
        if known is not None:
            return Voice(known.kind, known.name, match.start(), match.end(), known.person, known.office, known.place)
        office = self._tables.look_up("offices", title) or title
        return Voice(
            kind, label_person(parts["name"], office, place or None), match.start(), match.end(), parts["name"], office, place or None
        )

    def _institution(self, kind: AsserterClass, parts: Mapping[str, str], match: re.Match[str]) -> Voice:
        said = parts["institution"].lower()
        known = find_authority(match[0].strip(" ,").removeprefix("the ").removeprefix("The "))
        if known is not None:
            self._bodies.append(known.name)
            return Voice(kind, known.name, match.start(), match.end())
        name = self._name_body(said)
        name = parts["institution"] if name == said else name
        nation = self._country(parts.get("nation", ""))
        if nation:
            self._nations[name] = nation
        nation = nation or self._nations.get(name, "")
        if nation:
            self._bodies.append(f"{name[:1].upper()}{name[1:]} of {nation}")
            return Voice(kind, self._bodies[-1], match.start(), match.end())
        again = next((body for body in reversed(self._bodies) if body.lower().startswith(said)), None)
        if again and not parts.get("place"):
            return Voice(kind, again, match.start(), match.end())
        place = self._bare(parts.get("place", ""))
        return Voice(kind, f"{place} {name}" if place else name, match.start(), match.end(), None, None, place or None)

    def _office(self, kind: AsserterClass, parts: Mapping[str, str], match: re.Match[str]) -> Voice:
        title = parts["title"].lower()
        office = self._tables.look_up("offices", title) or title
        known = next(
            (
                one
                for one in reversed(self._people)
                if one.office and (one.office == office or office.endswith(one.office) or one.office.endswith(office))
            ),
            None,
        )
        if known is None and office == "official" and self.last is not None and self.last.office:
            known = self.last
        if known is None:
            return Voice(kind, office, match.start(), match.end(), None, office)
        return Voice(known.kind, known.name, match.start(), match.end(), known.person, known.office, known.place)

    def _surnames(self, text: str, found: Sequence[Voice]) -> list[Voice]:
        more: list[Voice] = []
        for known in self._people:
            surname = re.escape((known.person or "").split()[-1])
            matches = re.finditer(rf"\b{surname}(?:'s)?\b", text)
            free = [match for match in matches if all(match.end() <= voice.start or match.start() >= voice.end for voice in found)]
            more += [Voice(known.kind, known.name, match.start(), match.end(), known.person, known.office, known.place) for match in free]
        return more

    def _name_body(self, said: str) -> str:
        body = self._tables.first("bodies", said)
        return body[1]["name"] if body else self._tables.look_up("institutions", said) or said

    def _country(self, nation: str) -> str:
        said = nation.lower().removesuffix("'s")
        return self._tables.look_up("countries", said) or said.title()

    def _bare(self, place: str) -> str:
        return re.sub(r"'s\b", "", place).strip()

    def _short(self, where: str) -> str:
        said = where.lower()
        return next((word for key, word in self._tables.words.get("circles", {}).items() if key in said), said)


def label_person(person: str, office: str, place: str | None) -> str:
    """The name under which an official is shown.

    >>> label_person("Anna Petrova", "mayor", "Riverton")
    'Anna Petrova, mayor of Riverton'
    """
    if not office:
        return person
    return f"{person}, {office} of {place}" if place and " of " not in office else f"{person}, {office}"
