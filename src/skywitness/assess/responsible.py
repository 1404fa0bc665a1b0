"""Who answers for an incident's place and matter: first the offices that the ledger's own sources speak for, else those of the reference table."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from msgspec import Struct

from skywitness.model.report import SourceProfile
from skywitness.model.words import Stream
from skywitness.reference import authorities_for, find_authority

CODE = re.compile(r"[A-Z]{2}(?:-[A-Z0-9]{1,3})?")
"""ISO 3166-1 or 3166-2."""


class Office(Struct, frozen=True):
    """An authority by name. ``kind`` puts offices together whose delays may be pooled; ``is_national`` tells a ministry from a governor.

    An office with ``matters`` answers for these alone, one without for whatever happens there.
    """

    name: str
    kind: str
    is_national: bool
    matters: tuple[str, ...] = ()


def list_offices(profiles: Iterable[SourceProfile]) -> Mapping[str, tuple[Office, ...]]:
    """By region or country code, the offices that official sources say they speak for and that the reference table does not know.

    What else than codes stands in ``responsible_for`` are the matters that an office is limited to.

    >>> profile = SourceProfile("m", Stream.OFFICIAL, speaks_for="Ministry of Storms", responsible_for=("RU", "weather"))
    >>> [office.name for office in list_offices([profile])["RU"]]
    ['Ministry of Storms']
    """
    found = defaultdict[str, dict[str, Office]](dict)
    for profile in profiles:
        if profile.stream is Stream.OFFICIAL and profile.speaks_for and find_authority(profile.speaks_for) is None:
            matters = tuple(each for each in profile.responsible_for if not CODE.fullmatch(each))
            for code in filter(CODE.fullmatch, profile.responsible_for):
                national = "-" not in code
                found[code][profile.speaks_for] = Office(profile.speaks_for, "ministry" if national else "governor", national, matters)
    return {code: tuple(offices[name] for name in sorted(offices)) for code, offices in found.items()}


def answering_offices(iso: str | None, matter: str | None, offices: Mapping[str, tuple[Office, ...]]) -> tuple[Office, ...]:
    """The region's offices, then the national ones for the matter (none when no matter is given). Nobody answers for a place without a code.

    >>> [office.name for office in answering_offices("RU-LIP", "air_defence", {})]
    ['Governor of Lipetsk Oblast', 'Ministry of Defence of Russia']
    """
    if iso is None:
        return ()
    known = [Office(authority.name, authority.kind, bool(authority.matters)) for authority in authorities_for(iso, matter)]
    regional = _for_matter(offices.get(iso, ()), matter) or tuple(office for office in known if not office.is_national)
    if matter is None:
        return regional
    national = _for_matter(offices.get(iso.split("-")[0], ()), matter)
    return regional + (national or tuple(office for office in known if office.is_national))


def _for_matter(offices: Iterable[Office], matter: str | None) -> tuple[Office, ...]:
    return tuple(office for office in offices if not office.matters or matter in office.matters)
