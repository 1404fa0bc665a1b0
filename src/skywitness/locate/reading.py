"""Locates the mentions of a reading: finds each one's name in the report's text, settles it by what stands around it, and keeps the reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct, structs

from skywitness.geo.gazetteer import Gazetteer, GazetteerPlace, default_gazetteer
from skywitness.geo.linking import HOLDERS, Toponym, link_regions
from skywitness.geo.regions import regions
from skywitness.geo.sphere import distance_m
from skywitness.geo.toponyms import SITE_KINDS, find_toponyms, match_name
from skywitness.locate.areas import area_between, is_near, make_place, widen_near, widen_to_distance
from skywitness.locate.settle import CITY, Settled, Surroundings, settle, shares
from skywitness.model.place import Place
from skywitness.model.reading import Assertion, PlaceMention, Reading
from skywitness.model.report import Report, SourceProfile
from skywitness.model.words import Precision

SITE_OF_TOWN_M = 35_000
SITE_UNKNOWN_RADIUS_M = 15_000.0
TEXT_BEFORE = 40
PARTIES = frozenset({"RU", "UA"})
"""Countries named in most posts, whoever signs them and wherever it happened: their names tell nothing about another name."""
ROUNDS = 3
"""What the second round settles with the help of the first is help in its turn."""
FEW = 25
"""A name of more places than this tells nothing about another."""
FORMER_NAME = 2.2
NO_DISTRICT = 1.2
"""What it costs a town to be taken for a district of its name, where a listed district has that name."""


NOTHING_AROUND = Surroundings()
"""What is known around a name that may mean one place only: nothing needs to be."""


class Firm(Struct, frozen=True):
    """A name that is settled on its own; ``told`` when the text says in which region it lies."""

    surface: str
    place: GazetteerPlace
    told: bool


class Open(Struct, frozen=True):
    """A name that is not settled, with the share of each place that it may mean."""

    surface: str
    places: tuple[tuple[GazetteerPlace, float], ...]


class Text(Struct, frozen=True, kw_only=True):
    """A text with the names found in it and what is known around them."""

    text: str
    lang: str
    toponyms: Sequence[Toponym]
    source_region: str | None
    names: Gazetteer
    firm: Sequence[Firm] = ()
    open: Sequence[Open] = ()


def locate_reading(reading: Reading, report: Report, profile: SourceProfile) -> Reading:
    """The reading with ``place`` and ``why`` of every mention filled in. A mention that cannot be settled keeps no place, and the reason."""
    if not any(assertion.places for assertion in reading.assertions):
        return reading
    text = read_surroundings(report.text, reading.lang, profile.region, report.place_hint)
    return structs.replace(reading, assertions=tuple(_locate_assertion(assertion, text) for assertion in reading.assertions))


def locate_name(text: str, lang: str, region: str | None = None) -> Place | None:
    """The place that a person names ("Ейск", "Саки", "под Ельцом"), None when it cannot be told. ``region`` is an ISO 3166-2 code to look in first.

    >>> place = locate_name("Ельце", "ru")
    >>> place.name, place.iso
    ('Yelets', 'RU-LIP')
    >>> locate_name("Ивановка", "ru") is None
    True
    """
    read = read_surroundings(text, lang, region, None)
    mention = PlaceMention(surface=text, span=(0, len(text)))
    return locate_mention(mention, read).place


def locate_toponyms(text: str, lang: str, region: str | None = None) -> list[PlaceMention]:
    """Every name of a text as a located mention; the regions that only tell where another name lies are left out."""
    read = read_surroundings(text, lang, region, None)
    return [
        locate_mention(PlaceMention(surface=toponym.surface, span=toponym.span, within=toponym.within), read)
        for toponym in read.toponyms
        if toponym.qualifies is None
    ]


def locate_spans(text: str, spans: Sequence[tuple[int, int]], lang: str, gazetteer: Gazetteer | None = None) -> list[PlaceMention]:
    """Mentions for stretches of a text that are known to be names, located by what the rest of the text tells; in the order of the spans."""
    names = gazetteer or default_gazetteer()
    given = [
        structs.replace(toponym, span=span, surface=text[span[0] : span[1]])
        for span in sorted(set(spans))
        for toponym in match_name(text[span[0] : span[1]], names)
    ]
    covered = [toponym.span for toponym in given] + list(spans)
    more = [
        toponym
        for toponym in find_toponyms(text, lang, gazetteer)
        if all(toponym.span[1] <= start or toponym.span[0] >= end for start, end in covered)
    ]
    plain = [structs.replace(toponym, within=None, qualifies=None) for toponym in (*given, *more)]
    linked = link_regions(text, sorted(plain, key=lambda toponym: toponym.span), names)
    read = _surround(text, lang, linked, None, [], names)
    by_span = {toponym.span: toponym for toponym in linked}
    return [_mention_of(by_span.get(span), text[span[0] : span[1]], span, read) for span in spans]


def _mention_of(toponym: Toponym | None, surface: str, span: tuple[int, int], text: Text) -> PlaceMention:
    place, why = _settle_toponym(toponym, toponym.within, text) if toponym else (None, f'the gazetteer has no place called "{surface}"')
    return PlaceMention(surface=surface, span=span, place=place, why=why)


def read_surroundings(text: str, lang: str, source_region: str | None, place_hint: str | None) -> Text:
    """The names of a text, and around them: regions told, places in no doubt, countries, the source's region."""
    hinted = find_toponyms(place_hint, lang) if place_hint else []
    return _surround(text, lang, find_toponyms(text, lang), source_region, hinted, default_gazetteer())


def _surround(
    text: str, lang: str, toponyms: Sequence[Toponym], source_region: str | None, hinted: Sequence[Toponym], names: Gazetteer
) -> Text:
    """What is settled on its own (one place only, told where it lies, by far the largest) helps to settle the rest."""
    read = Text(text=text, lang=lang, toponyms=toponyms, source_region=source_region, names=names)
    everything = (*toponyms, *hinted)
    for _ in range(ROUNDS):
        before, (firm, left_open) = read, _settle_firmly(everything, read)
        read = structs.replace(read, firm=firm, open=left_open)
        if len(firm) == len(everything) or (firm, left_open) == (before.firm, before.open):
            break  # another round would settle nothing more
    return read


def _settle_firmly(toponyms: Sequence[Toponym], text: Text) -> tuple[list[Firm], list[Open]]:
    """The names that are settled, given what was settled before; and those that are not, unless they may mean too many places to tell anything."""
    firm, left_open = list[Firm](), dict[str, Open]()
    for toponym in toponyms:
        place = _settle_candidates(toponym, toponym.within, text).place
        if place is not None:
            firm.append(Firm(toponym.surface, place, toponym.within is not None))
        elif len(toponym.candidates) <= FEW:
            places = [text.names.place_of(candidate) for candidate in toponym.candidates]
            left_open[toponym.surface] = Open(toponym.surface, shares(places, _around(toponym.surface, text)))
    return firm, list(left_open.values())


def _around(surface: str, text: Text) -> Surroundings:
    """What the other names of the text tell about one: a name is no evidence for itself, unless it was told where it lies."""
    others = [firm for firm in text.firm if firm.surface != surface]
    places = list({firm.place.id: firm.place for firm in others}.values())
    weight = Counter[str]()
    for place in places:
        if place.kind != "country" or place.country not in PARTIES:
            weight[place.country] += 1
        if place.iso and place.kind != "country":
            weight[place.iso] += 1
    return Surroundings(
        post_regions=frozenset(place.iso for place in places if place.kind in {"region", "district"} and place.iso),
        source_region=text.source_region,
        beside=tuple(place for place in places if place.kind not in {"country", "sea", "region", "area"}),
        share={code: count / len(places) for code, count in weight.items()},
        settled=frozenset(firm.place.id for firm in text.firm if firm.told and firm.place.kind == "town"),
        open=tuple(one.places for one in text.open if one.surface != surface),
    )


def _locate_assertion(assertion: Assertion, text: Text) -> Assertion:
    if not assertion.places:
        return assertion
    return structs.replace(assertion, places=tuple(locate_mention(mention, text) for mention in assertion.places))


def locate_mention(mention: PlaceMention, text: Text) -> PlaceMention:
    """The mention with its place and reason, given what its text tells."""
    place, why = _settle_mention(mention, text)
    if place is None:
        return structs.replace(mention, place=None, why=why)
    if mention.and_other:
        other, reason = _settle_name(mention.and_other, None, text)
        if other is None:
            return structs.replace(mention, place=None, why=f'the other end, "{mention.and_other}", is not settled: {reason}')
        place = area_between(place, other)
    elif mention.distance_m:
        place = widen_to_distance(place, mention.distance_m)
    elif is_near(text.text[max(0, mention.span[0] - TEXT_BEFORE) : mention.span[0]], text.lang) or _begins_near(mention, text):
        place = widen_near(place)
    return structs.replace(mention, place=place, why=place.why)


def _begins_near(mention: PlaceMention, text: Text) -> bool:
    toponym = _toponym_in(mention, text)
    return toponym is not None and is_near(text.text[mention.span[0] : toponym.span[0]], text.lang)


def _settle_mention(mention: PlaceMention, text: Text) -> tuple[Place | None, str]:
    toponym = _toponym_in(mention, text)
    if toponym is None:
        return _settle_name(mention.surface, mention.within, text)
    return _settle_toponym(toponym, mention.within or toponym.within, text)


def _toponym_in(mention: PlaceMention, text: Text) -> Toponym | None:
    """The name that a mention's span holds: the finest of them, one that only tells the region of another being left out."""
    start, end = mention.span
    inside = [toponym for toponym in text.toponyms if toponym.span[0] < end and toponym.span[1] > start]
    main = [toponym for toponym in inside if toponym.qualifies is None] or inside
    return main[0] if main else None


def _settle_name(name: str, within: str | None, text: Text) -> tuple[Place | None, str]:
    """Settle a name given as words, not as a stretch of the text."""
    found = find_toponyms(name, text.lang) or match_name(name)
    main = [toponym for toponym in found if toponym.qualifies is None]
    if not main:
        return None, f'the gazetteer has no place called "{name}"'
    return _settle_toponym(main[0], within or main[0].within, text)


def _settle_toponym(toponym: Toponym, within: str | None, text: Text) -> tuple[Place | None, str]:
    settled = _settle_candidates(toponym, within, text)
    if settled.place is not None:
        return _as_told(settled.place, toponym.kind, settled.why, text.names), settled.why
    region = regions().get(settled.region) if settled.region else None
    if region is None:
        return None, settled.why
    why = f"{settled.why}; all of {region.en}, which holds them"
    return structs.replace(make_place(region, why), name=toponym.surface, gazetteer_id=None), why


def _settle_candidates(toponym: Toponym, within: str | None, text: Text) -> Settled:
    places = _of_kind([text.names.place_of(candidate) for candidate in toponym.candidates], toponym.kind)
    holders = _read_holders(within, text) if within and within != toponym.surface else []
    if toponym.kind is None and not holders:
        places = _without_namesakes_of_regions(places)
    if toponym.kind == "district":
        places = [place for place in places if place.kind != "town" or place.id not in toponym.former]
    if len(places) == 1:
        return settle(toponym.surface, places, NOTHING_AROUND, holders)
    unlikely = dict.fromkeys(toponym.former, FORMER_NAME)
    if toponym.kind == "district" and any(place.kind == "district" for place in places):
        unlikely |= {place.id: NO_DISTRICT for place in places if place.kind == "town"}
    around = _around(toponym.surface, text)
    if unlikely:
        around = structs.replace(around, unlikely=unlikely)
    return settle(toponym.surface, places, around, holders)


def _of_kind(places: list[GazetteerPlace], kind: str | None) -> list[GazetteerPlace]:
    """The places that are what the text calls them, when there are any; else all."""
    if kind is None:
        return places
    wanted = _KINDS_MEANT.get(kind, (kind,))
    return [place for place in places if place.kind in wanted] or places


_KINDS_MEANT = {"airfield": ("airfield", "base"), "district": ("district", "quarter", "town"), "town": ("town", "quarter")}


def _without_namesakes_of_regions(places: list[GazetteerPlace]) -> list[GazetteerPlace]:
    """The places without villages that a region's own name would have to be told apart from: "Крым" alone is not the village of Krym."""
    if not any(place.kind == "region" for place in places):
        return places
    return [place for place in places if place.kind != "town" or place.population >= CITY]


def _read_holders(within: str, text: Text) -> list[GazetteerPlace]:
    found = next((toponym for toponym in text.toponyms if toponym.surface == within), None)
    readings = (
        [found] if found else [toponym for toponym in find_toponyms(within, text.lang) or match_name(within) if toponym.qualifies is None]
    )
    places = [text.names.place_of(candidate) for toponym in readings[:1] for candidate in toponym.candidates]
    coarse = [place for place in places if place.kind in HOLDERS]
    if any(place.kind == "district" for place in coarse):
        told = {firm.place.iso for firm in text.firm if firm.place.kind == "region"}
        coarse = (
            [place for place in coarse if place.iso in told] or [place for place in coarse if place.iso == text.source_region] or coarse
        )
    return coarse or places


def _as_told(place: GazetteerPlace, kind: str | None, why: str, names: Gazetteer) -> Place:
    """The place as the text calls it: of a town's airfield or refinery, the one known there, else the town's surroundings; of a town's district, the district around it."""
    if kind in SITE_KINDS and place.kind not in SITE_KINDS:
        near = [
            site
            for site in names.sites(kind)
            if distance_m(site.lat, site.lon, place.lat, place.lon) < SITE_OF_TOWN_M and not _is_base_of_another(site, place)
        ]
        if len(near) == 1:
            return make_place(near[0], f"the {kind} at {place.en}: {why}")
        plain = make_place(place, f"{_article(kind)} {kind} at {place.en} whose own position is not known: {why}")
        return structs.replace(plain, name=f"{place.en} {kind}", radius_m=max(plain.radius_m, SITE_UNKNOWN_RADIUS_M), gazetteer_id=place.id)
    if kind == "district" and place.kind == "town":
        plain = make_place(place, f"the district named after {place.en}: {why}")
        return structs.replace(plain, name=f"{place.en} District", radius_m=30_000.0, precision=Precision.DISTRICT)
    return make_place(place, why)


def _is_base_of_another(site: GazetteerPlace, town: GazetteerPlace) -> bool:
    """Whether a site is an air base that bears another name: "the airport of Minsk" is not the base at Machulishchy, near as it is."""
    return site.en.endswith("air base") and not site.en.startswith(town.en)


def _article(noun: str) -> str:
    return "an" if noun[0] in "aeiou" else "a"
