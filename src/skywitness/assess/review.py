"""What of an incident needs a person, and how much it is worth: the chance that the person's answer is not the machine's, times the standings that it would touch.

The chances that no log odds give are plain figures, printed with the queue (:data:`CHANCES`); they put kinds of work into an order and claim no more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from skywitness.model.ids import Digest, IncidentId
from skywitness.model.incident import Attribute, Dossier
from skywitness.model.review import Doubt, Item, Need
from skywitness.model.words import Standing, Topic

CHANCES: Mapping[Need, float] = {Need.DISPUTE: 0.5, Need.PLACE: 0.25, Need.GRADE: 0.25, Need.MEDIA: 0.1}
"""How often a person's answer is taken to change something, where nothing tells it of the single case."""
ITSELF = 1.0
"""An incident's own standing, beside those of its answers."""


def review(dossier: Dossier, doubts: Iterable[Doubt], others: Mapping[IncidentId, Dossier]) -> list[Item]:
    """What of this incident needs a person. ``others`` are the incidents that doubts name beside it; a doubt about one that is not there is left out."""
    items = [*_review_place(dossier), *_review_disputes(dossier)]
    for doubt in doubts:
        beside = [others.get(each) for each in doubt.incidents if each != dossier.incident.incident_id]
        if None not in beside:
            items.append(_review_doubt(doubt, [dossier, *(each for each in beside if each is not None)]))
    return items


def contested_by(dossier: Dossier, sources: Mapping[Digest, str]) -> dict[str, int]:
    """By source, how many answers of an incident it gives while somebody else gives another."""
    found: dict[str, int] = {}
    for attribute in dossier.incident.attributes:
        sides = [
            {sources[each] for each in candidate.reports if each in sources}
            for candidate in attribute.candidates
            if candidate.value is not None
        ]
        for source in set().union(*sides) if len(sides) > 1 else ():
            found[source] = found.get(source, 0) + 1
    return found


def review_source(name: str, contested: int) -> Item:
    """A source without a grade that contradicts others on so many answers."""
    return Item(
        key=f"grade:{name}", need=Need.GRADE, about=(name,), chance=CHANCES[Need.GRADE], standings=float(contested), state=str(contested)
    )


def review_copy(digest: str, made_of: str, dossiers: Sequence[Dossier]) -> Item:
    """A copy that was made to be published and that nobody released, with the incidents to which its original belongs."""
    bearing = {topic for each in dossiers for found in each.findings if found.media == made_of for topic in found.about}
    return Item(
        key=f"media:{digest}",
        need=Need.MEDIA,
        incidents=tuple(each.incident.incident_id for each in dossiers),
        about=(digest,),
        chance=CHANCES[Need.MEDIA],
        standings=ITSELF + len(bearing),
        state=digest,
    )


def _review_place(dossier: Dossier) -> Iterable[Item]:
    incident = dossier.incident
    if incident.place is None:
        yield Item(
            key=f"place:{incident.incident_id}",
            need=Need.PLACE,
            incidents=(incident.incident_id,),
            about=(Topic.PLACE.value,),
            chance=CHANCES[Need.PLACE],
            standings=ITSELF + len(_answered(dossier)),
            state=_state_of(dossier),
        )


def _review_disputes(dossier: Dossier) -> Iterable[Item]:
    incident = dossier.incident
    disputed = tuple(each.about.value for each in incident.attributes if each.standing is Standing.DISPUTED)
    if disputed:
        yield Item(
            key=f"dispute:{incident.incident_id}",
            need=Need.DISPUTE,
            incidents=(incident.incident_id,),
            about=disputed,
            chance=CHANCES[Need.DISPUTE],
            standings=float(len(disputed)),
            state=_state_of(dossier),
        )


def _review_doubt(doubt: Doubt, dossiers: Sequence[Dossier]) -> Item:
    if len(doubt.incidents) > 1:
        need, shared = Need.MERGE, set.intersection(*(_answered(each) for each in dossiers))
        key = f"merge:{':'.join(doubt.incidents)}"
    else:
        need = Need.LINK if len(doubt.leaving) == 1 else Need.SPLIT
        shared = _answered(dossiers[0])
        key = f"{need}:{doubt.incidents[0]}:{doubt.leaving[0]}"
    return Item(
        key=key,
        need=need,
        incidents=doubt.incidents,
        chance=doubt.likely_wrong,
        standings=ITSELF + len(shared),
        state=_digest([*(_state_of(each) for each in sorted(dossiers, key=lambda each: each.incident.incident_id)), *doubt.leaving]),
        doubt=doubt,
    )


def _answered(dossier: Dossier) -> set[Topic]:
    """The questions that somebody answers."""
    return {each.about for each in dossier.incident.attributes if _is_answered(each)}


def _is_answered(attribute: Attribute) -> bool:
    return any(candidate.value is not None for candidate in attribute.candidates)


def _state_of(dossier: Dossier) -> str:
    """Changes when a report joins or leaves, or when somebody decides."""
    incident = dossier.incident
    return _digest([incident.incident_id, *incident.occurrences, *incident.reports, *incident.decisions])


def _digest(words: Sequence[str]) -> str:
    return hashlib.sha256(msgspec.json.encode(words)).hexdigest()[:16]
