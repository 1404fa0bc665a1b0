"""Reference facts: curated lines on systems, their makers and the words of claims, each with its source and date, found by any name.

The lines stand in the YAML files beside this one. A field that is not certain is left out there, and then nothing is concluded from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Protocol, TypeVar

import msgspec
import yaml
from msgspec import Struct

from skywitness.reference.names import name_keys

SYSTEM_FILES = ("helicopters", "aircraft", "drones", "missiles", "air_defence")


class System(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One aircraft, drone, missile or air-defence system. Countries are ISO 3166-1 (SU and CS for former states); years are calendar years.

    ``origin`` lists the countries that designed it or build it in series; ``operators`` names some that surely use it and is never complete.
    """

    name: str
    aliases: tuple[str, ...] = ()
    kind: str = msgspec.field(name="class")
    roles: tuple[str, ...]
    makers: tuple[str, ...] = ()
    origin: tuple[str, ...]
    first_flight: int | None = None
    in_service: int | None = None
    operators: tuple[str, ...] = ()
    source: str
    as_of: str


class Maker(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A maker or design bureau. ``group`` names its parents, daughters and heirs: a claim about one of them is not held against another."""

    name: str
    aliases: tuple[str, ...] = ()
    country: tuple[str, ...]
    group: tuple[str, ...] = ()
    source: str
    as_of: str


class OriginWord(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A word such as "Western" and the countries that it stands for. ``stems`` are beginnings of words in any language."""

    name: str
    stems: tuple[str, ...]
    countries: tuple[str, ...]
    source: str
    as_of: str


class FormerState(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A state that is no more and those by whose names its products go today."""

    former: str
    heirs: tuple[str, ...]
    source: str
    as_of: str


class KindWord(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A class or a role and the words for it."""

    name: str
    words: tuple[str, ...]


class Words(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the words of a claim mean."""

    origins: tuple[OriginWord, ...]
    countries: dict[str, str]
    relative: tuple[str, ...]
    supply: tuple[str, ...]
    heirs: tuple[FormerState, ...]
    classes: tuple[KindWord, ...]
    wider: dict[str, tuple[str, ...]]
    blurred: tuple[tuple[str, str], ...]
    roles: tuple[KindWord, ...]
    exclusive: tuple[tuple[str, str], ...]


class Facts(Struct, frozen=True, kw_only=True):
    """The whole table. Make one with :func:`load_facts`, or with :func:`index_named` from other lines."""

    systems: Mapping[str, System]
    """By every key of every name of a system; a key that two systems share is left out."""
    makers: Mapping[str, Maker]
    words: Words


class Named(Protocol):
    """Anything with a name and other names."""

    @property
    def name(self) -> str:
        """The name that is shown."""
        ...

    @property
    def aliases(self) -> tuple[str, ...]:
        """Its other names, in any language."""
        ...


N = TypeVar("N", bound=Named)


@cache
def load_facts() -> Facts:
    """The shipped table, read once.

    >>> find_system(load_facts(), "«Аллигатор»").name
    'Ka-52'
    """
    systems = [system for name in SYSTEM_FILES for system in msgspec.convert(read_table(name), list[System])]
    return Facts(
        systems=index_named(systems),
        makers=index_named(msgspec.convert(read_table("makers"), list[Maker])),
        words=msgspec.convert(read_table("words"), Words),
    )


def find_system(facts: Facts, name: str) -> System | None:
    """The system of that name in any language and script; a word of its class around the name ("Ka-52 helicopters") does no harm.

    >>> find_system(load_facts(), "Кa 52 helicopters").name, find_system(load_facts(), "X-101").name
    ('Ka-52', 'Kh-101')
    """
    for form in _forms(name, facts.words):
        for key in name_keys(form):
            if key in facts.systems:
                return facts.systems[key]
    return None


def find_maker(facts: Facts, name: str) -> Maker | None:
    """The maker of that name in any language.

    >>> find_maker(load_facts(), "the Boeing company").name
    'Boeing'
    """
    plain = name.strip().removeprefix("the ")
    words = plain.split()
    shorter = " ".join(word for word in words if word.casefold().strip(".,") not in _COMPANY)
    return next((facts.makers[key] for form in (plain, shorter) for key in name_keys(form) if key in facts.makers), None)


_COMPANY = frozenset(
    {"company", "corporation", "corp", "inc", "group", "concern", "bureau", "design", "компания", "концерн", "окб", "кб", "компанія"}
)


def index_named(rows: Iterable[N]) -> dict[str, N]:
    """Rows by all keys of their names. A look-alike key gives way to a faithful one.

    Raises
    ------
    ValueError
        Two rows have the same name: the table must be mended.
    """
    rows = list(rows)
    found: dict[str, N] = {}
    for row in rows:
        for name in (row.name, *row.aliases):
            for key in name_keys(name)[:1]:
                if found.setdefault(key, row) is not row:
                    raise ValueError(f"reference: {name!r} names both {found[key].name!r} and {row.name!r}; give one of them another alias")
    looks: dict[str, set[str]] = {}
    by_name = {row.name: row for row in rows}
    for row in rows:
        for key in (key for name in (row.name, *row.aliases) for key in name_keys(name)[1:]):
            looks.setdefault(key, set()).add(row.name)
    single = {key: by_name[next(iter(names))] for key, names in looks.items() if len(names) == 1}
    return {**single, **found}


def read_table(name: str) -> object:
    """The rows of one shipped YAML file, as built-in types."""
    text = files("skywitness.reference").joinpath(f"{name}.yml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe loaders


def _forms(name: str, words: Words) -> list[str]:
    """The name as it stands, then without the words of a class, then without the s of a plural."""
    class_words = {word for kind in words.classes for word in kind.words}
    kept = [
        word for word in name.split() if word.casefold().strip(".,") not in class_words and word.casefold().rstrip("s.,") not in class_words
    ]
    bare = " ".join(kept)
    return list(dict.fromkeys(form for form in (name, bare, bare.removesuffix("s")) if form))
