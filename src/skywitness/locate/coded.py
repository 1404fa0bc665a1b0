"""Names in a table of coded happenings, made comparable: a known region becomes its code, another name is folded."""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from skywitness.geo.gazetteer import default_gazetteer
from skywitness.geo.toponyms import match_name
from skywitness.model.coded import CodedRow

ISO_CODE = re.compile(r"[A-Za-z]{2}-[A-Za-z0-9]{1,3}")
"""A first-level region by its ISO 3166-2 code."""


def locate_coded(row: CodedRow) -> CodedRow:
    """The row with the names of its region and place made comparable, and its region taken from its place where only one fits."""
    region = _name_region(row.region) if row.region else None
    if region is None and row.place:
        region = _region_of_place(row.place)
    return msgspec.structs.replace(row, region=region, place=fold_name(row.place) if row.place else None)


def fold_name(name: str) -> str:
    """A name without capitals and needless spaces.

    >>> fold_name(" Kyiv  City")
    'kyiv city'
    """
    return " ".join(name.lower().split())


@lru_cache(maxsize=10_000)
def _name_region(name: str) -> str:
    if ISO_CODE.fullmatch(name):
        return name.upper()
    found = {candidate.removeprefix("iso:") for each in match_name(name) for candidate in each.candidates if candidate.startswith("iso:")}
    return found.pop() if len(found) == 1 else fold_name(name)


@lru_cache(maxsize=10_000)
def _region_of_place(name: str) -> str | None:
    gazetteer = default_gazetteer()
    found = {gazetteer.place_of(candidate).iso for each in match_name(name) for candidate in each.candidates}
    return found.pop() if len(found) == 1 else None
