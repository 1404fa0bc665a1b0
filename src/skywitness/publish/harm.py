"""The one gate: what leaves the ledger leaves through here, no finer, no earlier and no more personal than the policy allows.

Only the gate can make a :class:`Released`, and exporters and pages take nothing else. Each thing that is held back says so in the row, with
the rule, the reason and, where a clock runs, until when.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import cast, final

from skywitness.model.ids import Digest, IncidentId, TallyId
from skywitness.model.incident import Context, Dossier, Picture, Tally
from skywitness.model.report import Report, SourceProfile
from skywitness.model.words import Precision, Topic, What
from skywitness.publish.atlas import default_atlas
from skywitness.publish.clocks import Clocks
from skywitness.publish.coordinates import mask_positions
from skywitness.publish.delays import Delays, find_latest
from skywitness.publish.footage import mask_lengths, tell_finding
from skywitness.publish.persons import make_name_mask
from skywitness.publish.places import (
    Atlas,
    PlaceRule,
    ShownPlace,
    coarsen_place,
    find_place_rules,
    guards_words,
    is_finer,
    make_place_mask,
    show_place,
    sort_rules,
)
from skywitness.publish.policy import Policy
from skywitness.publish.shape import (
    Shape,
    plain_title,
    shape_context,
    shape_dossier,
    shape_place,
    shape_report,
    shape_tally,
    write_instant,
)
from skywitness.publish.suppressions import MEDIA, Suppression, made_coarse, note_masks
from skywitness.publish.texts import KEPT_TEXTS, QUOTING, MaskText, blank_texts, mask_row
from skywitness.publish.units import QUOTE_WITHHELD, UnitTypes
from skywitness.publish.watched import Watched

FELL_AND_STRUCK = frozenset({What.IMPACT, What.DEBRIS_FELL, What.DAMAGE, What.CASUALTIES})
"""What of itself shows no defending unit."""
LIFTED = "for the ledger's own desk: the do-no-harm policy is lifted, do not publish"

_SEAL = object()


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


def release(
    picture: Picture,
    reports: Mapping[Digest, Report],
    profiles: Mapping[str, SourceProfile],
    *,
    policy: Policy,
    audience: str,
    now: datetime,
    atlas: Atlas | None = None,
    place_words: Mapping[Digest, Sequence[str]] | None = None,
) -> Iterator[Released]:
    """Every incident, tally and context of a picture, as this audience may see them at this instant, in the order of the picture.

    ``atlas`` gives names and discs to places that are made coarser (None: the gazetteer that ships). ``place_words`` are the words by which
    each report names fine places (see :func:`~skywitness.publish.places.fine_place_words`): they are masked in the quotes of rows whose
    place is made coarser; without them those quotes are withheld altogether.
    """
    watched = Watched(silence for dossier in picture.dossiers for silence in dossier.silence)
    delays = Delays(watched, find_latest(reports.values()))
    gate = Gate(reports, profiles, policy=policy, audience=audience, now=now, atlas=atlas, place_words=place_words, delays=delays)
    tallies = {tally.tally_id: tally for tally in picture.tallies}
    for dossier in picture.dossiers:
        yield gate.pass_dossier(dossier, tallies)
    for tally in picture.tallies:
        yield gate.pass_tally(tally)
    for context in picture.contexts:
        yield gate.pass_context(context)


Newest = Callable[[IncidentId], Sequence[Dossier]]
"""What is known of an incident by now: how it stood last, or the one that it went into."""


class Gate:
    """The policy, the audience and the instant, made ready to pass one thing after another. ``head`` is that of the ledger's chain: rows carry it.

    ``newest`` is asked where the past is shown: what was learned since guards it as well, so that no look back shows what is guarded now.
    ``delays`` reads clocks; None: against no past ones.
    """

    def __init__(
        self,
        reports: Mapping[Digest, Report],
        profiles: Mapping[str, SourceProfile],
        *,
        policy: Policy,
        audience: str,
        now: datetime,
        atlas: Atlas | None = None,
        place_words: Mapping[Digest, Sequence[str]] | None = None,
        head: str | None = None,
        newest: Newest | None = None,
        delays: Delays | None = None,
    ) -> None:
        self._delays = delays or Delays(Watched(), find_latest(reports.values()))
        self._reports, self._policy, self._audience = reports, policy.rules_for(audience), audience
        self._atlas, self._place_words, self._head, self._newest = atlas or default_atlas(), place_words, head, newest
        self._exercises = {name for name, profile in profiles.items() if profile.exercise}
        self._clocks = Clocks(reports, exercises=self._exercises, delay=self._policy.delay, now=now)
        self._units = UnitTypes(self._policy.unit)
        mask_names = make_name_mask(
            self._policy.person.public_figures, [profile.speaks_for for profile in profiles.values() if profile.speaks_for]
        )
        self._mask_always: MaskText = lru_cache(maxsize=KEPT_TEXTS)(lambda text: mask_names(mask_positions(text)))

    def at(self, now: datetime) -> Gate:
        """The same gate at another instant: what it lets out then."""
        other = copy.copy(self)
        other._clocks, other._delays = self._clocks.at(now), self._delays.at(now)  # noqa: SLF001 - another one of ourselves
        return other

    def over(self, delays: Delays, head: str, now: datetime) -> Gate:
        """The same gate over a ledger that went on: with its delays and the head of its chain as they are at an instant."""
        other = copy.copy(self)
        other._clocks, other._delays, other._head = self._clocks.at(now), delays, head  # noqa: SLF001 - another one of ourselves
        return other

    def knowing(self, newest: Newest) -> Gate:
        """The same gate for the past: it guards what is to be guarded by what is known now."""
        other = copy.copy(self)
        other._newest = newest  # noqa: SLF001 - another one of ourselves
        return other

    def guards(self, dossier: Dossier) -> bool:
        """Whether any rule bears on the place of an incident."""
        return bool(self._rules_of(dossier))

    def footage_held_until(self, digest: Digest, resting: Sequence[Dossier]) -> datetime | None:
        """Until when a picture that a report brought is held, as it may show a defending unit, its type or where it was filmed from; None when that is past.

        ``resting`` are the incidents that rest on the report. Where none does, nobody knows what is seen; where all are what fell and struck, no unit was told of.
        """
        if self._policy.lifted:
            return None
        if not resting:
            return self._clocks.words_held_until([digest])
        told = [each for each in resting if each.incident.what not in FELL_AND_STRUCK or self._units.is_told(each)]
        return max(filter(None, (self._clocks.unit_held_until(each.incident) for each in told)), default=None)

    def pass_dossier(self, dossier: Dossier, tallies: Mapping[TallyId, Tally]) -> Released:
        """One incident, with its clocks read, and with what was held back of it."""
        dossier = self._delays.tell(dossier)
        incident = dossier.incident
        if self._policy.lifted:
            place = show_place(incident.place) if incident.place else None
            return self._seal(shape_dossier(dossier, place, self.name_report, tallies), incident.reports, [])
        place, held = self._show_place(dossier)
        row, masks = shape_dossier(dossier, place, self.name_report, tallies), list[MaskText]()
        if held:
            row["title"] = plain_title(incident.what, incident.target, place)
            _rewrite_place(row, place)
            row["links"] = [mask_lengths(link) for link in incident.links]
            masks.append(self._mask_places(dossier, place, incident.reports))
            row = row if self._knows_places_of(incident.reports) else blank_texts(row, QUOTING, QUOTE_WITHHELD)
        until = self._clocks.unit_held_until(incident)
        if until is not None:
            masks.append(self._units.make_mask(dossier))
            held += self._hold_unit_type(dossier, row, until)
        if dossier.findings:
            row["findings"] = [tell_finding(each, is_place_held=bool(held)) for each in cast("list[Shape]", row["findings"])]
            held.append(MEDIA)
        return self._pass(row, masks, incident.reports, held)

    def pass_tally(self, tally: Tally) -> Released:
        """One roll-up; a fresh one tells no unit's type."""
        row = shape_tally(tally, self.name_report)
        if not self._policy.lifted:
            fine = Precision.TOWN
            areas = [coarsen_place(area, fine, self._atlas) if is_finer(area, fine) else show_place(area) for area in tally.areas]
            row["areas"] = [shape_place(area) for area in areas]
        return self._pass_words(row, tally.report, tally.period.end or tally.period.before)

    def pass_context(self, context: Context) -> Released:
        """What a report says about no single incident."""
        return self._pass_words(shape_context(context, self.name_report), context.report, None)

    def pass_report(self, report: Report, dossiers: Iterable[Dossier], gloss: str | None = None) -> Released:
        """One report with its text and what that comes to in English, as far as the incidents that rest on it let it be seen. Media and their file names stay
        inside.
        """
        return self.pass_told({**shape_report(report, self.name_report), "gloss": gloss}, [report.digest], dossiers)

    def pass_version(self, report: Report, current: Digest, dossiers: Iterable[Dossier], read: Mapping[str, object]) -> Released:
        """Another version of a report, with what was read in it: guarded by the incidents that rest on the present one. Where those guard a place, words that are
        no longer read are withheld whole.
        """
        return self.pass_told({**shape_report(report, self.name_report), **read}, [report.digest, current], dossiers)

    def pass_told(self, row: Shape, digests: Sequence[Digest], dossiers: Iterable[Dossier]) -> Released:
        """Anything told about reports: a report itself, how a value came to be. ``dossiers`` are the incidents that rest on those reports."""
        if self._policy.lifted:
            return self._seal(row, digests, [])
        masks, held = self._masks_while_fresh(digests), list[Suppression]()
        for dossier in dossiers:
            place, found = self._show_place(dossier)
            if found:
                held += [one for one in found if one not in held]
                masks.append(self._mask_places(dossier, place, digests))
                row = blank_texts(row, {"url"}, None)
                row = row if self._knows_places_of(digests) else blank_texts(row, QUOTING | {"title"}, QUOTE_WITHHELD)
            if self._clocks.unit_held_until(dossier.incident) is not None:
                masks.append(self._units.make_mask(dossier))
        return self._pass(row, masks, digests, held)

    def name_report(self, digest: Digest) -> str:
        """The input's own id of a report, unless that itself tells what may not leave; the digest when the report is not at hand."""
        report = self._reports.get(digest)
        if report is None:
            return digest
        is_harmless = self._policy.lifted or self._mask_always(report.report_id) == report.report_id
        return report.report_id if is_harmless else f"r-{digest[:20]}"

    def _show_place(self, dossier: Dossier) -> tuple[ShownPlace | None, list[Suppression]]:
        """The place as it may be seen, and what was held back of it: nothing when it is shown as it is, and words may tell what they like of it."""
        place, known = dossier.incident.place, self._known_of(dossier)
        rules = sort_rules(rule for each in known for rule in self._rules_of(each))
        if not rules:
            return show_place(place) if place else None, []
        unit_until = max(filter(None, (self._clocks.unit_held_until(each.incident) for each in known)), default=None)
        hidden = next((rule for rule in rules if rule.hold_back), None)
        if unit_until is not None and hidden is not None:
            return None, [Suppression(hidden.rule, "place", f"{self._clocks.tell_remaining(unit_until)}: {hidden.why}", unit_until)]
        strict = [rule for rule in rules if guards_words(rule) or (place is not None and is_finer(place, rule.finest))]
        shown = None if place is None else show_place(place)
        if strict and place is not None and is_finer(place, strict[0].finest):
            shown = coarsen_place(place, strict[0].finest, self._atlas)
        crew_until = max(filter(None, (self._clocks.crew_there_until(each.incident) for each in known)), default=None)
        return shown, [made_coarse(rule, crew_until if rule.rule == "emergency_crew" else None) for rule in strict]

    def _known_of(self, dossier: Dossier) -> list[Dossier]:
        """The dossier, and where the past is shown also what is known by now."""
        return [dossier, *(self._newest(dossier.incident.incident_id) if self._newest else ())]

    def _rules_of(self, dossier: Dossier) -> list[PlaceRule]:
        reports = [self._reports[digest] for digest in dossier.incident.reports if digest in self._reports]
        is_crew_there = self._clocks.crew_there_until(dossier.incident) is not None
        return find_place_rules(dossier, reports, self._policy, crew_may_be_there=is_crew_there)

    def _hold_unit_type(self, dossier: Dossier, row: Shape, until: datetime) -> list[Suppression]:
        """Take the type of a defending unit out of a fresh row."""
        if not self._units.is_told(dossier):
            return []
        why = f"{self._clocks.tell_remaining(until)}: the type of a defending unit"
        means = cast("dict[str, Shape]", row["attributes"])[Topic.MEANS.value]
        plain = [shown for shown in cast("list[Shape]", means["candidates"]) if not self._units.tells_type(shown["value"])]
        means |= {"preferred": None, "candidates": plain, "held_until": write_instant(until), "why": why}
        return [Suppression("defending_unit", "means", why, until)]

    def _mask_places(self, dossier: Dossier, shown: ShownPlace | None, digests: Iterable[Digest]) -> MaskText:
        names = {each.incident.place.name for each in self._known_of(dossier) if each.incident.place}
        told = set[str]() if self._place_words is None else {word for digest in digests for word in self._place_words.get(digest, ())}
        return make_place_mask(told | names, shown)

    def _masks_while_fresh(self, digests: Sequence[Digest], at: datetime | None = None) -> list[MaskText]:
        return [] if self._clocks.words_held_until(digests, at) is None else [self._units.mask_words]

    def _pass_words(self, row: Shape, digest: Digest, at: datetime | None) -> Released:
        """A row of words about no single place: while it is fresh, those for a unit's type are masked, and the row says so when any were."""
        until = self._clocks.words_held_until([digest], at)
        if self._policy.lifted or until is None:
            return self._pass(row, [], [digest], [])
        masked = mask_row(row, [self._units.mask_words])
        why = f"{self._clocks.tell_remaining(until)}: words for the type of a defending unit"
        return self._pass(masked, [], [digest], [] if masked == row else [Suppression("defending_unit", "words", why, until)])

    def _knows_places_of(self, digests: Iterable[Digest]) -> bool:
        return self._place_words is not None and all(digest in self._place_words for digest in digests)

    def _pass(self, row: Shape, masks: Sequence[MaskText], digests: Sequence[Digest], held: Sequence[Suppression]) -> Released:
        if self._policy.lifted:
            return self._seal(row, digests, held)
        found = dict[str, Suppression]()
        return self._seal(mask_row(row, [note_masks(self._mask_always, found), *masks]), digests, [*held, *found.values()])

    def _seal(self, row: Shape, digests: Sequence[Digest], held: Sequence[Suppression]) -> Released:
        rests_on = [report for report in map(self._reports.get, digests) if report]
        told = [report.published_at for report in rests_on if report.published_at]
        row["first_published_at"], row["last_published_at"] = write_instant(min(told, default=None)), write_instant(max(told, default=None))
        row["exercise"] = any(report.source in self._exercises for report in rests_on)
        row["suppressed"] = [{"rule": one.rule, "what": one.what, "why": one.why, "until": write_instant(one.until)} for one in held]
        row["audience"] = str(self._audience)
        if self._head is not None:
            row["ledger_head"] = self._head
        if self._policy.lifted:
            row["lifted"] = LIFTED
        return Released(row, _SEAL)


def _rewrite_place(row: Shape, place: ShownPlace | None) -> None:
    """The place as an attribute tells nothing finer than the place itself."""
    attribute = cast("dict[str, Shape]", row["attributes"]).get(Topic.PLACE.value)
    if attribute is not None:
        name = place.name if place else None
        attribute["preferred"] = name
        for candidate in cast("list[Shape]", attribute["candidates"]):
            candidate["value"] = name
