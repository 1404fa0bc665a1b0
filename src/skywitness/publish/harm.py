"""The one gate: what leaves the ledger leaves through here, no finer, no earlier and no more personal than the policy allows.

Only the gate can make a :class:`Released`, and exporters and pages take nothing else. Each thing that is held back says so in the row, with
the rule, the reason and, where a clock runs, until when.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import cast, final

from msgspec import Struct

from skywitness.model.ids import Digest, TallyId
from skywitness.model.incident import Context, Dossier, Picture, Tally
from skywitness.model.place import Place
from skywitness.model.report import Report, SourceProfile
from skywitness.model.words import Audience, Precision, Topic
from skywitness.publish.atlas import default_atlas
from skywitness.publish.coordinates import mask_positions
from skywitness.publish.persons import make_name_mask
from skywitness.publish.places import Atlas, PlaceRule, ShownPlace, coarsen_place, find_place_rules, is_finer, show_place
from skywitness.publish.policy import Policy
from skywitness.publish.shape import Shape, plain_title, shape_context, shape_dossier, shape_place, shape_tally

QUOTE_WITHHELD = "[quote withheld]"
UNIT_WITHHELD = "[unit type withheld]"
PLACE_WITHHELD = "[place withheld]"
LIFTED = "for the ledger's own desk: the do-no-harm policy is lifted, do not publish"

_SEAL = object()
_CLOSED = frozenset(
    {
        *(
            "id",
            "digest",
            "report",
            "reports",
            "child",
            "parent",
            "claim",
            "claims",
            "left",
            "right",
            "incidents",
            "merged_from",
            "decisions",
        ),
        *(
            "kind",
            "what",
            "target",
            "role",
            "iso",
            "precision",
            "standing",
            "state",
            "factuality",
            "likelihood",
            "verdict",
            "lang",
            "audience",
        ),
        *("stream", "streams", "via", "roots_by_stream", "attribute", "about", "stated"),
        *("since", "from", "to", "before", "at", "until", "held_until", "published_at", "edited_at", "collected_at"),
    }
)
"""Keys whose values are ids, instants or words of a closed set: nothing from outside stands there, and masking would spoil them."""
_QUOTING = frozenset({"quote", "quotes", "text"})
_POSITION_MEASURES = re.compile(r"(?i)lat|lon|gps|position|coord|altitude|serial|owner|author")

MaskText = Callable[[str], str]


@final
class Released(Mapping[str, object]):
    """A row that passed the gate: read-only, in the incident shape. Nobody but the gate can make one."""

    __slots__ = ("_row",)

    def __init__(self, row: Shape, seal: object) -> None:
        if seal is not _SEAL:
            raise TypeError("a Released row is made by the do-no-harm gate only: call skywitness.publish.harm.release")
        self._row = row

    def __getitem__(self, key: str) -> object:
        return self._row[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._row)

    def __len__(self) -> int:
        return len(self._row)


class Suppression(Struct, frozen=True):
    """One thing that the gate held back. ``until`` is None when no clock runs: then it is never shown finer."""

    rule: str
    what: str
    why: str
    until: datetime | None = None


def release(
    picture: Picture,
    reports: Mapping[Digest, Report],
    profiles: Mapping[str, SourceProfile],
    *,
    policy: Policy,
    audience: Audience,
    now: datetime,
    atlas: Atlas | None = None,
    place_words: Mapping[Digest, Sequence[str]] | None = None,
) -> Iterator[Released]:
    """Every incident, tally and context of a picture, as this audience may see them at this instant, in the order of the picture.

    ``atlas`` gives names and discs to places that are made coarser (None: the gazetteer that ships). ``place_words`` are the words by which
    each report names fine places (see :func:`~skywitness.publish.places.fine_place_words`): they are masked in the quotes of rows whose
    place is made coarser; without them those quotes are withheld altogether.
    """
    gate = Gate(reports, profiles, policy=policy, audience=audience, now=now, atlas=atlas, place_words=place_words)
    tallies = {tally.tally_id: tally for tally in picture.tallies}
    for dossier in picture.dossiers:
        yield gate.pass_dossier(dossier, tallies)
    for tally in picture.tallies:
        yield gate.pass_tally(tally)
    for context in picture.contexts:
        yield gate.pass_context(context)


class Gate:
    """The policy, the audience and the instant, made ready to pass one thing after another."""

    def __init__(
        self,
        reports: Mapping[Digest, Report],
        profiles: Mapping[str, SourceProfile],
        *,
        policy: Policy,
        audience: Audience,
        now: datetime,
        atlas: Atlas | None = None,
        place_words: Mapping[Digest, Sequence[str]] | None = None,
    ) -> None:
        self._reports, self._policy, self._audience, self._now = reports, policy, audience, now
        self._atlas, self._place_words = atlas or default_atlas(), place_words
        self._exercises = {name for name, profile in profiles.items() if profile.exercise}
        names = make_name_mask(policy.person.public_figures, [profile.speaks_for for profile in profiles.values() if profile.speaks_for])
        self._mask_always: MaskText = lru_cache(maxsize=100_000)(lambda text: names(mask_positions(text)))
        self._unit_types = re.compile(rf"(?<!\w)(?:{'|'.join(policy.unit.type_words)})(?!\w)", re.IGNORECASE)
        self._plain_means = {words.casefold() for words in policy.unit.plain_means}

    def pass_dossier(self, dossier: Dossier, tallies: Mapping[TallyId, Tally]) -> Released:
        """One incident, with what was held back of it."""
        incident = dossier.incident
        if self._audience is Audience.TEAM:
            place = show_place(incident.place) if incident.place else None
            return self._seal(shape_dossier(dossier, place, self.name_report, tallies), incident.reports, [])
        held_until = self._held_until(incident.reports, self._happened_at(dossier), self._policy.delay.defending_unit_hours)
        place, held, is_coarser = self._show_place(dossier, held_until)
        row = shape_dossier(dossier, place, self.name_report, tallies)
        masks: list[MaskText] = []
        if is_coarser:
            row["title"] = plain_title(incident.what, incident.target, place)
            _rewrite_place(row, place)
            masks.append(self._mask_place_words(incident.reports, incident.place, place))
            row = row if self._knows_places_of(incident.reports) else cast("Shape", _blank(row, _QUOTING, QUOTE_WITHHELD))
        if held_until is not None:
            held += self._hold_unit_type(dossier, row, held_until)
            masks.append(self._mask_unit_types(dossier))
        for finding in cast("list[Shape]", row["findings"]):
            finding["file"] = "withheld"
            measure = cast("Shape", finding["measure"])
            finding["measure"] = {name: value for name, value in measure.items() if not _POSITION_MEASURES.search(name)}
        return self._seal(self._mask(row, masks), incident.reports, held)

    def pass_tally(self, tally: Tally) -> Released:
        """One roll-up; a fresh one tells no unit's type."""
        row, masks = shape_tally(tally, self.name_report), list[MaskText]()
        if self._audience is Audience.PUBLIC:
            areas = [
                coarsen_place(area, Precision.TOWN, self._atlas) if is_finer(area, Precision.TOWN) else show_place(area)
                for area in tally.areas
            ]
            row["areas"] = [shape_place(area) for area in areas]
            masks = self._masks_while_fresh([tally.report], tally.period.end or tally.period.before)
        return self._seal(self._mask(row, masks), [tally.report], [])

    def pass_context(self, context: Context) -> Released:
        """What a report says about no single incident."""
        masks = self._masks_while_fresh([context.report], None) if self._audience is Audience.PUBLIC else []
        return self._seal(self._mask(shape_context(context, self.name_report), masks), [context.report], [])

    def pass_report(self, report: Report, dossiers: Iterable[Dossier]) -> Released:
        """One report with its text, as far as the incidents that rest on it let it be seen. Media and their file names stay inside."""
        row: Shape = {
            "id": self.name_report(report.digest),
            "kind": "report",
            "digest": report.digest,
            "source": report.source,
            "stream": report.stream.value,
            "published_at": _instant(report.published_at),
            "edited_at": _instant(report.edited_at),
            "collected_at": _instant(report.collected_at),
            "lang": report.lang,
            "title": report.title,
            "text": report.text,
            "url": report.url,
            "forwarded_from": report.forwarded_from,
            "locator": str(report.locator),
            "media": len(report.media),
            "erased": report.erased,
        }
        return self.pass_told(row, [report.digest], dossiers)

    def pass_told(self, row: Shape, digests: Sequence[Digest], dossiers: Iterable[Dossier]) -> Released:
        """Anything told about reports: a report itself, how a value came to be. ``dossiers`` are the incidents that rest on those reports."""
        if self._audience is Audience.TEAM:
            return self._seal(row, digests, [])
        masks, held = self._masks_while_fresh(digests, None), list[Suppression]()
        for dossier in dossiers:
            until = self._held_until(dossier.incident.reports, self._happened_at(dossier), self._policy.delay.defending_unit_hours)
            place, found, is_coarser = self._show_place(dossier, until)
            held += [one for one in found if one not in held]
            if is_coarser:
                masks.append(self._mask_place_words(digests, dossier.incident.place, place))
                row = cast("Shape", _blank(row, {"url"}, None))
                row = row if self._knows_places_of(digests) else cast("Shape", _blank(row, _QUOTING | {"title"}, QUOTE_WITHHELD))
            if until is not None:
                masks.append(self._mask_unit_types(dossier))
        return self._seal(self._mask(row, masks), digests, held)

    def _show_place(self, dossier: Dossier, held_until: datetime | None) -> tuple[ShownPlace | None, list[Suppression], bool]:
        """The place as it may be seen, what was held back of it, and whether it lost anything."""
        place = dossier.incident.place
        if place is None:
            return None, [], False
        reports = [self._reports[digest] for digest in dossier.incident.reports if digest in self._reports]
        crew_until = self._held_until(dossier.incident.reports, self._happened_at(dossier), self._policy.delay.crew_present_hours)
        rules = find_place_rules(dossier, reports, self._policy, crew_may_be_there=crew_until is not None)
        if held_until is not None and any(rule.hold_back for rule in rules):
            rule = next(rule for rule in rules if rule.hold_back)
            return None, [Suppression(rule.rule, "place", f"{self._still(held_until)}: {rule.why}", held_until)], True
        strict = [rule for rule in rules if is_finer(place, rule.finest)]
        if not strict:
            return show_place(place), [], False
        held = [_coarse(rule, crew_until if rule.rule == "emergency_crew" else None) for rule in strict]
        return coarsen_place(place, strict[0].finest, self._atlas), held, True

    def _hold_unit_type(self, dossier: Dossier, row: Shape, until: datetime) -> list[Suppression]:
        """Take the type of a defending unit out of a fresh row."""
        means = next((attribute for attribute in dossier.incident.attributes if attribute.about is Topic.MEANS), None)
        if means is None or not any(self._tells_type(candidate.value) for candidate in means.candidates):
            return []
        why = f"{self._still(until)}: the type of a defending unit"
        attributes = cast("dict[str, Shape]", row["attributes"])
        plain = [shown for shown in cast("list[Shape]", attributes["means"]["candidates"]) if not self._tells_type(shown["value"])]
        attributes["means"] |= {"preferred": None, "candidates": plain, "held_until": _instant(until), "why": why}
        return [Suppression("defending_unit", "means", why, until)]

    def _mask_unit_types(self, dossier: Dossier) -> MaskText:
        """Masks the words for a defending unit's type; a quote that tells it in words which we do not know is withheld whole."""
        means = [attribute for attribute in dossier.incident.attributes if attribute.about is Topic.MEANS]
        told = [one for attribute in means for one in attribute.candidates if self._tells_type(one.value)]
        values = [re.escape(str(candidate.value)) for candidate in told]
        spoken = re.compile("|".join(values), re.IGNORECASE) if values else None
        unknown = {quote for candidate in told for quote in candidate.quotes if not self._unit_types.search(quote)}

        def mask(text: str) -> str:
            if any(quote in text or (len(text) > 20 and text in quote) for quote in unknown if quote):
                return QUOTE_WITHHELD
            text = spoken.sub(UNIT_WITHHELD, text) if spoken else text
            return self._unit_types.sub(UNIT_WITHHELD, text)

        return mask

    def _mask_place_words(self, digests: Iterable[Digest], place: Place | None, shown: ShownPlace | None) -> MaskText:
        known = {word for digest in digests for word in (self._place_words or {}).get(digest, ())} | ({place.name} if place else set())
        allowed = {word.casefold() for word in (shown.name, shown.iso) if word} if shown else set()
        words = sorted((word for word in known if word.casefold() not in allowed), key=len, reverse=True)
        if not words:
            return lambda text: text
        keep = "|".join(re.escape(word) for word in allowed) or "(?!)"
        pattern = re.compile(rf"(?P<keep>{keep})|{'|'.join(re.escape(word) for word in words)}", re.IGNORECASE)
        return lambda text: pattern.sub(lambda found: found["keep"] or PLACE_WITHHELD, text)

    def _masks_while_fresh(self, digests: Sequence[Digest], at: datetime | None) -> list[MaskText]:
        fresh = self._held_until(digests, at or self._first_told(digests), self._policy.delay.defending_unit_hours) is not None
        return [lambda text: self._unit_types.sub(UNIT_WITHHELD, text)] if fresh else []

    def _knows_places_of(self, digests: Iterable[Digest]) -> bool:
        return self._place_words is not None and all(digest in self._place_words for digest in digests)

    def _tells_type(self, means: object) -> bool:
        return means is not None and str(means).casefold() not in self._plain_means

    def _happened_at(self, dossier: Dossier) -> datetime | None:
        period = dossier.incident.period
        return period.end or period.start or period.before or self._first_told(dossier.incident.reports)

    def name_report(self, digest: Digest) -> str:
        """The input's own id of a report, unless that itself tells what may not leave; the digest when the report is not at hand."""
        report = self._reports.get(digest)
        if report is None:
            return digest
        is_harmless = self._audience is Audience.TEAM or self._mask_always(report.report_id) == report.report_id
        return report.report_id if is_harmless else f"r-{digest[:20]}"

    def _first_told(self, digests: Iterable[Digest]) -> datetime | None:
        told = [report.published_at for report in map(self._reports.get, digests) if report and report.published_at]
        return min(told, default=None)

    def _held_until(self, digests: Iterable[Digest], happened_at: datetime | None, hours: float) -> datetime | None:
        """When something stops being held; None when that is past. Nothing happened later than we first had a report of it.

        An invented unit is in no danger: what rests on exercise sources alone is not delayed.
        """
        rests_on = [report for report in map(self._reports.get, digests) if report]
        if rests_on and all(report.source in self._exercises for report in rests_on):
            return None
        collected = min((report.collected_at for report in rests_on), default=None)
        known = [at for at in (happened_at, collected) if at is not None]
        until = (min(known) if known else self._now) + timedelta(hours=hours)
        return until if until > self._now else None

    def _still(self, until: datetime) -> str:
        minutes = max(1, round((until - self._now).total_seconds() / 60))
        return f"held {minutes // 60} h {minutes % 60} min more"

    def _mask(self, row: Shape, masks: Sequence[MaskText]) -> Shape:
        if self._audience is Audience.TEAM:
            return row

        def mask_text(text: str) -> str:
            for mask in (self._mask_always, *masks):
                text = mask(text)
            return text

        return cast("Shape", _map_texts(row, mask_text))

    def _seal(self, row: Shape, digests: Sequence[Digest], held: Sequence[Suppression]) -> Released:
        sources = [report.source for report in map(self._reports.get, digests) if report]
        row["exercise"] = any(source in self._exercises for source in sources)
        row["suppressed"] = [{"rule": one.rule, "what": one.what, "why": one.why, "until": _instant(one.until)} for one in held]
        row["audience"] = self._audience.value
        if self._audience is Audience.TEAM:
            row["lifted"] = LIFTED
        return Released(row, _SEAL)


def _coarse(rule: PlaceRule, until: datetime | None) -> Suppression:
    return Suppression(rule.rule, "place", f"shown no finer than {rule.finest.value}: {rule.why}", until)


def _rewrite_place(row: Shape, place: ShownPlace | None) -> None:
    """The place as an attribute tells nothing finer than the place itself."""
    attribute = cast("dict[str, Shape]", row["attributes"]).get(Topic.PLACE.value)
    if attribute is not None:
        name = place.name if place else None
        attribute["preferred"] = name
        for candidate in cast("list[Shape]", attribute["candidates"]):
            candidate["value"] = name


def _blank(value: object, keys: Collection[str], instead: str | None, key: str = "") -> object:
    """The value with every text under one of these keys replaced."""
    if isinstance(value, dict):
        return {name: _blank(part, keys, instead, name) for name, part in value.items()}
    if isinstance(value, list):
        return [_blank(part, keys, instead, key) for part in value]
    return instead if key in keys and isinstance(value, str) else value


def _map_texts(value: object, mask: MaskText) -> object:
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, dict):
        return {
            name: part if name in _CLOSED and not isinstance(part, dict) and not _holds_rows(part) else _map_texts(part, mask)
            for name, part in value.items()
        }
    if isinstance(value, list):
        return [_map_texts(part, mask) for part in value]
    return value


def _holds_rows(value: object) -> bool:
    return isinstance(value, list) and any(isinstance(part, dict) for part in value)


def _instant(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat().replace("+00:00", "Z")
