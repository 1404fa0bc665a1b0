"""How probable an incident and its values are: as often as the like was so in exercises, whose truth is known.

Nothing is estimated here. Every incident and value is likened to a class of cases (who says so, on how many roots, how wide the incident is), and how often that class was right
is read from calibration.yml, which `make fit-calibration` counts on exercises of its own seeds and nothing else changes. Each probability says so. A
value that nobody prefers or commits himself to, that is denied or that is disputed has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

from skywitness.fuse.sketch import Sketch
from skywitness.fuse.standing import FIRM
from skywitness.model.ids import Digest
from skywitness.model.incident import Attribute, Began, Candidate, Existence, Incident
from skywitness.model.likelihood import LEAST, MOST, name_likelihood
from skywitness.model.report import Report
from skywitness.model.words import Precision, Standing, Stream, Topic
from skywitness.stats import Cases, Spread, find_cases, find_spread

CALIBRATION_FILE = Path(__file__).with_name("calibration.yml")
FORECAST = frozenset({Topic.WHAT, Topic.OUTCOME, Topic.TARGET, Topic.COUNT, Topic.PLACE, Topic.CASUALTIES})
"""The topics whose values the truth of an exercise can answer."""
UNSURE = frozenset({Standing.DISPUTED, Standing.DENIED, Standing.UNDISCLOSED, Standing.REFUTED})
BEST_FIRST = (Stream.OFFICIAL, Stream.INSTRUMENT, Stream.GRASSROOTS, Stream.PARTNER, Stream.MEDIA)
WIDE = frozenset({Precision.COUNTRY, Precision.SEA, Precision.REGION})
BANDS = ((0.5, "odds against"), (0.8, "odds for"), (0.95, "well agreed"), (1.01, "agreed"))
"""Words for the chance that the roots of a value give it by themselves (fuse/truth.py), each with its upper end."""


class Calibration(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How often each class was right, and how long before the first report each began, in seconds (the middle ``share`` of cases)."""

    version: str
    calibrated_on: str
    share: float
    right: Mapping[str, Cases]
    began: Mapping[str, Spread]


@cache
def shipped_calibration() -> Calibration:
    """The calibration that ships with this version."""
    return msgspec.yaml.decode(CALIBRATION_FILE.read_bytes(), type=Calibration)


def add_forecasts(
    incident: Incident, sketches: Sequence[Sketch], reports: Mapping[Digest, Report], calibration: Calibration | None = None
) -> Incident:
    """The incident with its probabilities: that it happened, of every preferred value, and the interval in which it began."""
    calibration = calibration or shipped_calibration()
    width = _name_width(sketches)
    return msgspec.structs.replace(
        incident,
        existence=_forecast_existence(liken_existence(incident), calibration),
        attributes=tuple(_forecast_value(each, incident, width, calibration) for each in incident.attributes),
        began=_forecast_beginning(incident, sketches, reports, calibration),
    )


def liken_existence(incident: Incident) -> str:
    """The class of an incident: who tells of it, on how many roots, of what.

    ``exists/official and others/3 roots/intercepted``
    """
    streams = set(incident.roots_by_stream)
    voices = "official" if streams == {Stream.OFFICIAL} else "official and others" if Stream.OFFICIAL in streams else "no official"
    if not streams & {Stream.OFFICIAL, Stream.GRASSROOTS}:
        voices = "media alone"
    return f"exists/{voices}/{_few(incident.roots, 'root')}/{incident.what.value}/{incident.standing.value}"


def liken_value(attribute: Attribute, incident: Incident, width: str) -> str | None:
    """The class of a preferred value: what about, how well its roots agree, whose word, how wide the incident is.

    None where nobody commits himself to the value as it stands.
    """
    preferred = next((each for each in attribute.candidates if each.value == attribute.preferred and not each.negated), None)
    if preferred is None or preferred.factuality not in FIRM:
        return None
    others = sum(each.roots for each in attribute.candidates if each is not preferred)
    parts = [
        attribute.about.value,
        _of_kind(attribute, incident),
        _name_agreement(attribute, preferred, others),
        _best(preferred.streams),
        width,
    ]
    return "/".join(parts)


def _of_kind(attribute: Attribute, incident: Incident) -> str:
    """What tells values of one topic apart: how great a count is, how fine a place, what was taken for what."""
    if isinstance(attribute.preferred, int):
        return "one" if attribute.preferred == 1 else "none" if attribute.preferred == 0 else "a few" if attribute.preferred < 6 else "many"
    if attribute.about is Topic.PLACE:
        return "unplaced" if incident.place is None else "region" if incident.place.precision in WIDE else "town"
    return str(attribute.preferred)


def _name_agreement(attribute: Attribute, preferred: Candidate, others: int) -> str:
    if attribute.probability is not None:
        band = next(word for upper, word in BANDS if attribute.probability < upper)
        return f"{_few(preferred.roots, 'root')}, {band}"
    return f"{_few(preferred.roots, 'root')}{' against others' if others else ''}"


def _few(number: int, thing: str) -> str:
    """A number of things in words that make few classes.

    >>> _few(1, "root"), _few(7, "town")
    ('1 root', 'many towns')
    """
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s" if number < 4 else f"many {thing}s"


def _name_width(sketches: Sequence[Sketch]) -> str:
    """Over how many towns an incident lies, which tells whether it is several happenings."""
    towns = {each.place.name for each in sketches if each.place is not None and each.place.precision not in WIDE}
    return _few(len(towns), "town")


def _best(streams: Iterable[Stream]) -> str:
    return min(streams, key=BEST_FIRST.index).value


def _forecast_existence(likened_to: str, calibration: Calibration) -> Existence:
    found = find_cases(calibration.right, likened_to)
    if found is None:
        return Existence(likened_to=likened_to)
    chance = _round(found[1])
    return Existence(
        likened_to=likened_to,
        probability=chance,
        likelihood=name_likelihood(chance),
        calibrated_on=_tell(calibration, *found),
    )


def _forecast_value(attribute: Attribute, incident: Incident, width: str, calibration: Calibration) -> Attribute:
    bare = msgspec.structs.replace(attribute, probability=None, likelihood=None, calibrated_on=None)
    if attribute.about not in FORECAST or attribute.preferred is None or attribute.standing in UNSURE:
        return bare
    likened_to = liken_value(attribute, incident, width)
    found = find_cases(calibration.right, likened_to) if likened_to else None
    if found is None:
        return msgspec.structs.replace(bare, likened_to=likened_to)
    chance = _round(found[1])
    return msgspec.structs.replace(
        bare,
        likened_to=likened_to,
        probability=chance,
        likelihood=name_likelihood(chance),
        calibrated_on=_tell(calibration, *found),
    )


def _forecast_beginning(
    incident: Incident, sketches: Sequence[Sketch], reports: Mapping[Digest, Report], calibration: Calibration
) -> Began | None:
    first = first_told(incident, reports)
    if first is None:
        return None
    at, stream = first
    stated = any(each.is_stated and not each.is_wide for each in sketches)
    likened_to = f"began/{incident.what.value}/first told by {stream.value}/{'with' if stated else 'without'} a clock"
    found = find_spread(calibration.began, likened_to)
    if found is None:
        return Began(likened_to=likened_to, share=calibration.share)
    path, spread = found
    return Began(
        likened_to=likened_to,
        earliest=at - timedelta(seconds=round(spread.high)),
        latest=at - timedelta(seconds=round(spread.low)),
        share=calibration.share,
        calibrated_on=f"{calibration.calibrated_on}: {spread.of} cases of {path}",
    )


def first_told(incident: Incident, reports: Mapping[Digest, Report]) -> tuple[datetime, Stream] | None:
    """When an incident was first told of and by which stream; None when no report of it has a time."""
    told = [(at, reports[digest].stream) for digest in incident.reports if digest in reports and (at := reports[digest].published_at)]
    return min(told, key=lambda each: (each[0], each[1]), default=None)


def _round(cases: Cases) -> float:
    return round(min(max(cases.frequency, LEAST), MOST), 2)


def _tell(calibration: Calibration, path: str, cases: Cases) -> str:
    return f"{calibration.calibrated_on}: {cases.right} of {cases.of} cases of {path} were so"
