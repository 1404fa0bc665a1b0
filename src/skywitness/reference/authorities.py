"""Who answers for a place or a matter: ministries, governors, mayors and emergency services, with the public channels they speak in."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache

import msgspec
from msgspec import Struct

from skywitness.model.report import SourceProfile
from skywitness.model.words import Stream
from skywitness.reference.facts import index_named, read_table
from skywitness.reference.names import name_keys


class Authority(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An office that answers for places (ISO 3166-1 or 3166-2). ``holder`` is a person who held it at ``holder_as_of``.

    ``matters`` is set for national bodies: what of an incident is theirs to tell ("air_defence").
    """

    name: str
    aliases: tuple[str, ...] = ()
    kind: str
    answers_for: tuple[str, ...]
    matters: tuple[str, ...] = ()
    holder: str | None = None
    holder_as_of: str | None = None
    channels: tuple[str, ...] = ()
    language: str | None = None
    zone: str | None = None
    source: str
    as_of: str


@cache
def load_authorities() -> tuple[Authority, ...]:
    """The shipped table, read once."""
    return tuple(msgspec.convert(read_table("authorities"), list[Authority]))


@cache
def _index() -> Mapping[str, Authority]:
    index = index_named(load_authorities())
    holders = {key: authority for authority in load_authorities() if authority.holder for key in name_keys(authority.holder)[:1]}
    return {**holders, **index}


@lru_cache(maxsize=8192)
def find_authority(name: str) -> Authority | None:
    """The authority that a name means: the office in any language, or its holder, also as "person, office".

    >>> find_authority("Sergei Sobyanin, mayor of Moscow").name
    'Mayor of Moscow'
    >>> find_authority("губернатор Липецкой области").answers_for
    ('RU-LIP',)
    >>> find_authority("a resident") is None
    True
    """
    parts = [name, *reversed(name.split(","))]
    return next((_index()[key] for part in parts for key in name_keys(part.strip().removeprefix("the ")) if key in _index()), None)


@lru_cache(maxsize=1024)
def authorities_for(iso: str | None, matter: str | None = None) -> tuple[Authority, ...]:
    """The regional authorities of an ISO 3166-2 code, then the national bodies that answer there for the matter, in the order of the table.

    Crimea and Sevastopol are held by Russia: the bodies of both countries answer there, and neither is named above the other.

    >>> [a.name for a in authorities_for("RU-LIP", "air_defence")]
    ['Governor of Lipetsk Oblast', 'Ministry of Defence of Russia']
    """
    if iso is None:
        return ()
    countries = _countries_at(iso)
    regional = [authority for authority in load_authorities() if iso in authority.answers_for and "-" in iso]
    national = [a for a in load_authorities() if matter is not None and matter in a.matters and countries & set(a.answers_for)]
    return tuple(regional + national)


def answers_there(authority: Authority, iso: str) -> bool:
    """Whether an authority answers for a region, as its own or as a body of the country that holds or claims it.

    >>> answers_there(find_authority("мэр Москвы"), "RU-LIP"), answers_there(find_authority("Минобороны РФ"), "UA-43")
    (False, True)
    """
    return bool({iso, *_countries_at(iso)} & set(authority.answers_for))


def _countries_at(iso: str) -> set[str]:
    return {"UA", "RU"} if iso in {"UA-43", "UA-40"} else {iso.split("-")[0]}


@cache
def known_profiles() -> Mapping[str, SourceProfile]:
    """What we know of public channels before anyone tells us, by channel name.

    >>> known_profiles()["mod_russia"].speaks_for
    'Ministry of Defence of Russia'
    """
    return {
        channel: SourceProfile(
            name=channel,
            stream=Stream.OFFICIAL,
            region=next((code for code in authority.answers_for if "-" in code), None),
            language=authority.language,
            zone=authority.zone,
            speaks_for=authority.name,
            responsible_for=authority.answers_for,
        )
        for authority in load_authorities()
        for channel in authority.channels
    }
