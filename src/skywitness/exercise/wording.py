"""Words a report from a grammar: picks a construction for a voice and an act, fills its slots in the right cases, and makes it agree.

The format of a grammar file is told in ``docs/exercise.md``. All files of ``grammar/`` are read, and any more that are named, so that a stranger can add one.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from skywitness.errors import BadSettings
from skywitness.exercise.cases import CASES, decline_name, put_in
from skywitness.exercise.lands import Locality
from skywitness.exercise.numerals import Noun, count_noun, grade, say_number
from skywitness.exercise.telling import NOTHING_TOLD, Note, Telling, note_telling

_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{(\w+)(?::(\w+))?\}")
_AGREEMENT = re.compile(r"<([^<>]*)>")
_SENTENCE = re.compile(r"(^|[.!?]\s+)([«\"„]?)(\w)")
SLOTS = frozenset(
    [
        "n",
        "figure",
        "total",
        "launched",
        "injured",
        "target",
        "targets",
        "place",
        "region",
        "aim",
        "means",
        "when",
        "list",
        "clock",
        "from",
        "to",
        "date",
        "who",
        "lat",
        "lon",
        "kelvin",
        "confidence",
    ]
)
TAGS = frozenset(
    [
        "one",
        "many",
        "uav",
        "cruise_missile",
        "air_defence",
        "helicopter",
        "electronic_warfare",
        "night",
        "damage",
        "hurt",
        "hurt_one",
        "hurt_many",
        "unhurt",
        "again",
    ]
)
"""All that a construction can name and ask for; anything else is a slip of the pen, and is named."""
Row = TypeVar("Row")
COUNTING = frozenset({"n", "figure"})
"""The slots that give the count of what a text tells of."""
IN_WORDS = 0.35
"""How often a number up to ten is written out."""


class _Pattern(Struct, forbid_unknown_fields=True):
    say: str
    only: list[str] = msgspec.field(name="if", default_factory=list)


class ListStyle(Struct, frozen=True, forbid_unknown_fields=True):
    """How a roll-up lists its regions: the wording of one, what divides them, what stands before the last."""

    item: str
    join: str
    last: str


class _File(Struct, forbid_unknown_fields=True):
    language: str
    half: str
    constructions: dict[str, list[str | _Pattern]]
    nouns: dict[str, list[Noun]] = {}
    means: dict[str, list[dict[str, str]]] = {}
    when: dict[str, list[str]] = {}
    lists: list[ListStyle] = []
    noted: list[Note] | None = None


class Construction(Struct, frozen=True):
    """One way of saying one act. ``needs`` are its slots, ``only`` the tags that the facts must carry; ``notes`` are those of its file (None: it has none)."""

    name: str
    half: str
    text: str
    needs: frozenset[str]
    only: frozenset[str]
    notes: tuple[Note, ...] | None = None


class Facts(Struct, frozen=True, kw_only=True):
    """What a text may tell; a construction that asks for something that is not here is not chosen.

    ``words`` are slots that stand as they are (clock, date, who). ``tags`` are conditions such as night, helicopter, hurt. ``by_region`` makes a list.
    """

    target: str = "uav"
    count: int | None = None
    total: int | None = None
    injured: int | None = None
    launched: int | None = None
    place: Locality | None = None
    region: Locality | None = None
    aim: Locality | None = None
    means: str | None = None
    hour: int | None = None
    by_region: tuple[tuple[Locality, int], ...] = ()
    words: dict[str, str] = {}
    tags: frozenset[str] = frozenset()

    def told(self) -> frozenset[str]:
        """The names of the slots that can be filled."""
        named = {
            "n": self.count, "figure": self.count, "total": self.total, "injured": self.injured, "launched": self.launched, "place": self.place,
            "region": self.region, "aim": self.aim, "means": self.means, "when": self.hour, "list": self.by_region or None,
        }  # fmt: skip
        return frozenset({name for name, value in named.items() if value is not None} | set(self.words) | {"target", "targets"})

    def all_tags(self) -> frozenset[str]:
        """Tags told and those that follow from the facts: the target's, the means', one or many."""
        by_count = {"one" if self.count == 1 else "many"} if self.count is not None else set()
        return self.tags | {self.target} | ({self.means.replace(" ", "_")} if self.means else set()) | by_count


class Worded(Struct, frozen=True):
    """A text with the construction that made it; ``half`` is None for a text made of both. ``figure`` is the count that its words give."""

    text: str
    construction: str
    half: str | None
    figure: int | None = None
    telling: Telling = NOTHING_TOLD


class Grammar(Struct, frozen=True):
    """All ways of saying things in one language, by "act/voice"."""

    language: str
    constructions: dict[str, tuple[Construction, ...]]
    nouns: dict[str, list[Noun]]
    means: dict[str, list[dict[str, str]]]
    when: dict[str, list[str]]
    lists: list[ListStyle]

    def say(self, act: str, voice: str, facts: Facts, rng: random.Random) -> Worded | None:
        """A text for an act in a voice, None when no construction fits the facts."""
        told, tags = facts.told(), facts.all_tags()
        fitting = [one for one in self.constructions.get(f"{act}/{voice}", ()) if one.needs <= told and one.only <= tags]
        if not fitting:
            return None
        chosen = rng.choice(fitting)
        text = _Filling(self, facts, rng, chosen.needs).fill(chosen.text)
        figure = facts.count if chosen.needs & COUNTING else None
        sure = chosen.only | ({"one"} if facts.count in (1, None) else set())
        telling = note_telling(f"{act}/{voice}", chosen.needs, sure, text, chosen.notes)
        return Worded(_SENTENCE.sub(lambda found: found[1] + found[2] + found[3].upper(), text), chosen.name, chosen.half, figure, telling)


class _Filling:
    """The filling of one construction: the noun and the way of writing numbers are chosen once and kept through the text."""

    def __init__(self, grammar: Grammar, facts: Facts, rng: random.Random, needs: frozenset[str]) -> None:
        self.grammar, self.facts, self.rng, self.language = grammar, facts, rng, grammar.language
        self.noun = rng.choice(grammar.nouns[facts.target])
        self.person = grammar.nouns["person"][0]
        self.in_words = rng.random() < IN_WORDS
        self.has_number = bool(needs & COUNTING)
        self.says_several = "targets" in needs

    def fill(self, text: str) -> str:
        """The text with choices made, agreement settled and slots filled; doubled spaces closed."""
        text = _CHOICE.sub(lambda found: self.rng.choice(found[1].split("|")), text)
        text = _AGREEMENT.sub(lambda found: self.agree(found[1].split(",")), text)
        text = _SLOT.sub(lambda found: self.slot(found[1], found[2] or "nom"), text)
        return re.sub(r" {2,}", " ", text).strip()

    def agree(self, forms: list[str]) -> str:
        """One of two forms (one, more) or of four (masculine, feminine, few, many), by the number and the noun of the target."""
        number = self.facts.count or 1
        which = "few" if self.says_several else grade(number, self.language) if self.has_number or number == 1 else "few"
        if len(forms) == 2:
            return forms[0] if which == "one" else forms[1]
        if which == "one":
            return forms[1 if self.noun.gender == "f" else 0]
        return forms[2 if which == "few" else 3]

    def slot(self, name: str, case: str) -> str:
        """What stands in a slot, in a case."""
        facts = self.facts
        if name in facts.words:
            return facts.words[name]
        numbers = {"n": facts.count, "total": facts.total, "launched": facts.launched, "injured": facts.injured}
        if name in numbers:
            noun = self.person if name == "injured" else self.noun
            return count_noun(numbers[name] or 0, noun, self.language, case, in_words=self.in_words)
        if name == "figure":
            return say_number(facts.count or 0, self.noun, self.language, case, in_words=False)
        if name in ("target", "targets"):
            return self.noun.form(case, is_plural=name == "targets" or (facts.count or 1) > 1)
        if name in ("place", "region", "aim"):
            return self.put_place({"place": facts.place, "region": facts.region, "aim": facts.aim}[name], case)
        if name == "means":
            forms = self.rng.choice(self.grammar.means[facts.means or ""])
            return forms.get(case, forms["nom"])
        if name == "when":
            return self.rng.choice(self.grammar.when[part_of_day(facts.hour or 0)])
        return self.list_regions()

    def put_place(self, place: Locality | None, case: str) -> str:
        """A place name in its case; "in" brings its preposition along."""
        name = place.names[self.language] if place else ""
        return put_in(name, self.language) if case == "in" else decline_name(name, self.language, case)

    def list_regions(self) -> str:
        """The regions of a roll-up, each with its figure."""
        style = self.rng.choice(self.grammar.lists)
        items = [self.list_one(style.item, region, count) for region, count in self.facts.by_region]
        return style.join.join(items[:-1]) + style.last + items[-1] if len(items) > 1 else items[0]

    def list_one(self, item: str, region: Locality, count: int) -> str:
        """One region of a roll-up, in the words of the whole."""
        one = _Filling(self.grammar, Facts(target=self.facts.target, count=count, region=region), self.rng, frozenset({"n"}))
        one.noun, one.in_words = self.noun, self.in_words
        return one.fill(item)


def part_of_day(hour: int) -> str:
    """night, morning, day or evening, by the local hour.

    >>> [part_of_day(hour) for hour in (3, 8, 15, 21)]
    ['night', 'morning', 'day', 'evening']
    """
    return "night" if hour < 5 or hour >= 22 else "morning" if hour < 11 else "day" if hour < 18 else "evening"


def load_grammars(more: Sequence[Path] = (), half: str | None = None) -> dict[str, Grammar]:
    """The grammars by language, from the files that ship and those named; ``half`` keeps only constructions of that half ("seen", "unseen").

    Raises
    ------
    BadSettings
        A file is no grammar, or nothing is left of a half.
    """
    loaded = [*_shipped_files(), *map(_read_path, more)]
    if half and not any(file.half == half for file in loaded):
        raise BadSettings(f"no grammar file belongs to the half {half!r}; there are: {', '.join(sorted({file.half for file in loaded}))}")
    return {language: _merge(language, [file for file in loaded if file.language == language], half) for language in ("en", "ru", "uk")}


@cache
def _shipped_files() -> tuple[_File, ...]:
    folder = files("skywitness.exercise") / "grammar"
    found = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".yml")), key=lambda entry: entry.name)
    return tuple(_read_file(entry.name, entry.read_bytes()) for entry in found)


def _read_path(path: Path) -> _File:
    try:
        return _read_file(path.name, path.read_bytes())
    except OSError as error:
        raise BadSettings(f"{path}: the grammar cannot be read: {error.strerror or error}") from error


def _read_file(name: str, body: bytes) -> _File:
    try:
        return msgspec.yaml.decode(body, type=_File)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BadSettings(f"{name}: this is no grammar: {error}; docs/exercise.md tells the format") from error


def _merge(language: str, parts: Sequence[_File], half: str | None) -> Grammar:
    own = [part for part in parts if half in (None, part.half)]
    constructions: dict[str, list[Construction]] = {}
    for part in own:
        for key, patterns in part.constructions.items():
            known = constructions.setdefault(key, [])
            known += [_read_pattern(part, key, number, pattern) for number, pattern in enumerate(patterns, len(known))]
    return Grammar(
        language,
        {key: tuple(found) for key, found in sorted(constructions.items())},
        _join([part.nouns for part in own], [part.nouns for part in parts]),
        _join([part.means for part in own], [part.means for part in parts]),
        _join([part.when for part in own], [part.when for part in parts]),
        [style for part in own for style in part.lists] or [style for part in parts for style in part.lists],
    )


def _join(own: Sequence[Mapping[str, list[Row]]], everyone: Sequence[Mapping[str, list[Row]]]) -> dict[str, list[Row]]:
    """The rows of one half's files, and everybody's under the keys that they lack."""
    joined: dict[str, list[Row]] = {}
    for key in sorted({key for table in everyone for key in table}):
        tables = own if any(key in table for table in own) else everyone
        joined[key] = [row for table in tables for row in table.get(key, [])]
    return joined


def _read_pattern(part: _File, key: str, number: int, pattern: str | _Pattern) -> Construction:
    say, only = (pattern, []) if isinstance(pattern, str) else (pattern.say, pattern.only)
    slots = _SLOT.findall(say)
    needs = frozenset(name for name, _ in slots)
    wrong = sorted(needs - SLOTS) + sorted({case for _, case in slots if case} - {*CASES, "in"}) + sorted(set(only) - TAGS)
    if wrong:
        raise BadSettings(
            f"{key} in {part.language}: {say!r} uses {wrong[0]!r}, which nothing fills; docs/exercise.md lists slots, cases and tags"
        )
    notes = None if part.noted is None else tuple(part.noted)
    return Construction(f"{part.language}/{part.half}/{key}/{number}", part.half, say, needs, frozenset(only), notes)
