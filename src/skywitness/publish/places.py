"""How fine a place may be shown, by what is there, and what a place looks like when it is made coarser."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Protocol

from msgspec import Struct

from skywitness.model.ids import Digest
from skywitness.model.incident import Dossier, Incident
from skywitness.model.place import Place
from skywitness.model.reading import Reading
from skywitness.model.report import Report
from skywitness.model.words import PlaceRole, Precision, Stream, What
from skywitness.publish.atlas import default_atlas
from skywitness.publish.policy import Rules
from skywitness.publish.texts import MaskText

PLACE_WITHHELD = "[place withheld]"
GRID_DEG = 0.1
GRID_RADIUS_M = 8_000.0
"""Half the diagonal of a grid cell at the equator: the disc holds the whole cell anywhere."""

_ORDER = tuple(Precision)
CREW_GONE = frozenset({"secured", "closed"})


class Atlas(Protocol):
    """What a gazetteer tells the gate, so that a coarser place still has its name and its disc."""

    def region(self, iso: str) -> Place | None:
        """The region of an ISO 3166-2 code."""
        ...

    def town_near(self, lat: float, lon: float) -> Place | None:
        """The town in which, or nearest to which, a position lies."""
        ...


class ShownPlace(Struct, frozen=True, kw_only=True):
    """A place as it leaves. ``lat``, ``lon`` and ``radius_m`` are None when a coarser disc is not known: no point beats a wrong point."""

    name: str
    iso: str | None
    lat: float | None
    lon: float | None
    radius_m: float | None
    precision: Precision
    why: str


class PlaceRule(Struct, frozen=True):
    """Why a place is shown no finer than so. ``hold_back`` marks what is not shown at all while it is fresh."""

    rule: str
    finest: Precision
    why: str
    hold_back: bool = False


def find_place_rules(dossier: Dossier, reports: Sequence[Report], policy: Rules, *, crew_may_be_there: bool) -> list[PlaceRule]:
    """All rules that bear on the place of an incident."""
    incident, finest, rules = dossier.incident, policy.finest, list[PlaceRule]()
    if incident.what is What.AIR_DEFENCE_ACTIVE:
        rules.append(PlaceRule("air_defence", finest.air_defence, "where air defence is at work", hold_back=True))
    if incident.role is PlaceRole.LAUNCHED_FROM:
        rules.append(PlaceRule("launch_site", finest.launch_site, "where something was launched", hold_back=True))
    if crew_may_be_there and incident.role is not PlaceRole.AIMED_AT and any(step.state not in CREW_GONE for step in dossier.response[-1:]):
        rules.append(PlaceRule("emergency_crew", finest.emergency_crew, "where an emergency crew may still be at work"))
    if _shows_a_camera(incident, reports):
        rules.append(PlaceRule("filming_position", finest.filming_position, "where somebody filmed", hold_back=True))
    if incident.what in (What.IMPACT, What.DEBRIS_FELL, What.DAMAGE, What.CASUALTIES) or incident.role is PlaceRole.FELL:
        rules.append(PlaceRule("impact", finest.impact, "where something struck or fell"))
    return rules


def sort_rules(rules: Iterable[PlaceRule]) -> list[PlaceRule]:
    """Each rule once, strictest first."""
    return sorted(dict.fromkeys(rules), key=lambda rule: _ORDER.index(rule.finest))


def guards_words(rule: PlaceRule) -> bool:
    """Whether the words of reports may name no town either, be the incident placed no finer than its region or nowhere: one of them may be the place."""
    return _ORDER.index(rule.finest) <= _ORDER.index(Precision.REGION)


def show_place(place: Place) -> ShownPlace:
    """The place as it is known."""
    return ShownPlace(
        name=place.name, iso=place.iso, lat=place.lat, lon=place.lon, radius_m=place.radius_m, precision=place.precision, why=place.why
    )


def is_finer(place: Place, finest: Precision) -> bool:
    """Whether a place is finer than may be shown. The sea and a country are never finer than a region."""
    return _ORDER.index(place.precision) > _ORDER.index(finest)


def coarsen_place(place: Place, finest: Precision, atlas: Atlas) -> ShownPlace:
    """The place made as coarse as a rule asks. Nothing of the finer place is left in it: neither name nor centre nor reason."""
    why = f"shown no finer than {finest.value}: the do-no-harm policy"
    if _ORDER.index(finest) >= _ORDER.index(Precision.TOWN):
        town = atlas.town_near(place.lat, place.lon)
        if town is not None:
            return ShownPlace(
                name=town.name,
                iso=town.iso,
                lat=town.lat,
                lon=town.lon,
                radius_m=max(town.radius_m, GRID_RADIUS_M),
                precision=finest,
                why=why,
            )
        return ShownPlace(
            name=f"a place in {place.iso}" if place.iso else "a place",
            iso=place.iso,
            lat=_cell_centre(place.lat),
            lon=_cell_centre(place.lon),
            radius_m=GRID_RADIUS_M,
            precision=finest,
            why=why,
        )
    region = atlas.region(place.iso) if place.iso else None
    if region is None:
        return ShownPlace(
            name=place.iso or "withheld",
            iso=place.iso,
            lat=None,
            lon=None,
            radius_m=None,
            precision=min(finest, Precision.REGION, key=_ORDER.index),
            why=why,
        )
    return ShownPlace(
        name=region.name, iso=region.iso, lat=region.lat, lon=region.lon, radius_m=region.radius_m, precision=Precision.REGION, why=why
    )


def fine_place_words(readings: Iterable[Reading]) -> dict[Digest, tuple[str, ...]]:
    """By report, the words that name places finer than a region (or places that nobody resolved): what a coarse row must not repeat."""
    words = dict[Digest, tuple[str, ...]]()
    for reading in readings:
        mentions = [mention for assertion in reading.assertions for mention in assertion.places]
        fine = [mention for mention in mentions if mention.place is None or _is_fine(mention.place)]
        named = {
            word
            for mention in fine
            for word in (mention.surface, mention.within, mention.and_other, mention.place and mention.place.name)
            if word
        }
        words[reading.report] = tuple(sorted(named, key=lambda word: (-len(word), word)))
    return words


def _is_fine(place: Place) -> bool:
    """Whether a place is finer than a region; a city that is a region of its own, such as Moscow or Kyiv, is not."""
    return is_finer(place, Precision.REGION) and not (place.iso and place.name == _region_name(place.iso))


@cache
def _region_name(iso: str) -> str | None:
    region = default_atlas().region(iso)
    return region.name if region else None


def make_place_mask(told: Collection[str], shown: ShownPlace | None) -> MaskText:
    """A mask for the words by which a finer place was told; the name that is shown instead stays wherever it stands.

    >>> make_place_mask({"Yelets"}, None)("over YELETS")
    'over [place withheld]'
    """
    allowed = {word.casefold() for word in (shown.name, shown.iso) if word} if shown else set()
    words = sorted((word for word in told if word.casefold() not in allowed), key=lambda word: (-len(word), word))
    if not words:
        return lambda text: text
    keep = "|".join(re.escape(word) for word in sorted(allowed)) or "(?!)"
    pattern = re.compile(rf"(?P<keep>{keep})|{'|'.join(re.escape(word) for word in words)}", re.IGNORECASE)
    return lambda text: pattern.sub(lambda found: found["keep"] or PLACE_WITHHELD, text)


def _shows_a_camera(incident: Incident, reports: Sequence[Report]) -> bool:
    fine = incident.place is not None and is_finer(incident.place, Precision.TOWN)
    return fine and any(report.stream is Stream.GRASSROOTS and report.media for report in reports)


def _cell_centre(degrees: float) -> float:
    return round((math.floor(degrees / GRID_DEG) + 0.5) * GRID_DEG, 2)
