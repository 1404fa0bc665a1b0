"""Is a series a pattern, or does chance suffice? A plain verdict, its probability and, apart from it, the confidence; and whether it would survive other reporting.

The verdict comes from tests corrected for being several (:mod:`skywitness.assess.battery`); the probability from a logistic regression in pattern.yml,
fitted on invented campaigns by ``make fit-pattern`` and changed by nothing else. Two happenings never make a pattern: then it is said what would.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path

import msgspec
import numpy as np
from msgspec import Struct
from scipy import stats

from skywitness.assess.battery import HOUR, Advance, Outcome, Tested, run_battery
from skywitness.assess.series import Series, count_posts, keep_sources, thin_since
from skywitness.model.likelihood import LEAST, MOST, name_likelihood
from skywitness.stats.chance import interval_of_rate
from skywitness.stats.hawkes import Excitation, fit_excitation

MODEL_FILE = Path(__file__).with_name("pattern.yml")
LEVEL = 0.05
LEAST_EVENTS = 5
"""Fewer happenings are never called a pattern, nor is chance said to suffice."""
WORLDS, WORLDS_FOR_VARIANTS = 999, 299
HALVES = 3
FEW, MANY = 10, 30
WELL_TIMED_H = 3.0
YEAR_D = 365.25


class PatternVerdict(StrEnum):
    """What a series adds up to."""

    PATTERN = "pattern"
    CHANCE = "chance suffices"
    ONE_OFF = "one-off"
    TOO_FEW = "too few"
    NOTHING = "nothing"


class Model(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The fitted probability: log-odds are ``intercept`` plus each weight times its evidence. ``least_p`` bounds how small a p-value can count."""

    version: str
    calibrated_on: str
    least_p: float
    intercept: float
    excitation: float
    unlikely_by_chance: float


class Rate(Struct, frozen=True):
    """Happenings a day, with the interval that holds the rate with probability ``share`` if they come independently."""

    per_day: float
    low: float
    high: float
    share: float = 0.9


class Changed(Struct, frozen=True):
    """When the rate likeliest changed, and how many a day came before and after."""

    at: datetime
    before_per_day: float
    after_per_day: float


class Concentration(Struct, frozen=True):
    """The neighbourhood and span of time with most more happenings than expected."""

    spots: tuple[str, ...]
    begin: datetime
    end: datetime
    happenings: int
    expected: float


class Variant(Struct, frozen=True, kw_only=True):
    """The verdict, had the reporting been otherwise. ``survives`` is None where the variant cannot be made, and ``why`` says so."""

    name: str
    what_if: str
    happenings: int | None = None
    verdict: PatternVerdict | None = None
    corrected_p: float | None = None
    survives: bool | None = None
    why: str | None = None


class PatternAssessment(Struct, frozen=True, kw_only=True):
    """All that is said of a series. ``probability`` is that it is a pattern, None with the reason in ``why``; ``confidence`` is how good the basis is."""

    verdict: PatternVerdict
    sentence: str
    probability: float | None
    likelihood: str | None
    calibrated_on: str | None
    confidence: str
    confidence_why: str
    why: str
    would_take: str | None
    happenings: int
    unit: str
    begin: datetime
    end: datetime
    basis: str
    assumptions: tuple[str, ...]
    rate: Rate
    corrected_p: float | None = None
    tests: tuple[Tested, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
    excitation: Excitation | None = None
    """Rates a hour, delays in hours."""
    changed: Changed | None = None
    concentration: Concentration | None = None
    sensitivity: tuple[Variant, ...] = ()
    made_by: str


ASSUMPTIONS = (
    "By chance means: independent of each other, at a rate that follows the series' own hours of the day and weekends and is steady otherwise.",
    "Reporting is taken to be as complete at the end as at the beginning; the sensitivity panel doubts that.",
    "A test says that chance does not suffice; it does not say who planned anything, or whether anybody did.",
)


@cache
def shipped_model() -> Model:
    """The fitted probability that ships with this version."""
    return msgspec.yaml.decode(MODEL_FILE.read_bytes(), type=Model, strict=False)


def assess_pattern(
    series: Series,
    *,
    seed: int,
    made_by: str,
    worlds: int = WORLDS,
    doubled_since: datetime | None = None,
    advance: Advance = lambda _worlds: None,
) -> PatternAssessment:
    """The assessment of a series; the same again for the same seed. ``doubled_since`` is when reporting is supposed to have doubled, for the sensitivity panel."""
    number = len(series.events)
    if number < LEAST_EVENTS:
        return _make(series, made_by, _name_few(number), why=f"{number} {series.unit}: tests need {LEAST_EVENTS} or more")
    outcome = run_battery(series, np.random.default_rng(seed), worlds=worlds, advance=advance)
    verdict = PatternVerdict.PATTERN if outcome.corrected_p < LEVEL else PatternVerdict.CHANCE
    changed = _find_changed(series, outcome)
    when = doubled_since or _guess_doubling(series, changed)
    sensitivity = tuple(_vary(series, verdict, when, seed, advance))
    return _make(series, made_by, verdict, outcome=outcome, changed=changed, sensitivity=sensitivity)


def count_worlds(series: Series) -> int:
    """How many worlds an assessment draws at most, for a progress bar."""
    return WORLDS + (HALVES + 2) * WORLDS_FOR_VARIANTS if len(series.events) >= LEAST_EVENTS else 0


def weigh_evidence(outcome: Outcome, model: Model) -> tuple[float, float]:
    """The two measures of evidence that the probability rests on: of events that bring on events, and that chance hardly does it."""
    return math.log1p(outcome.excitation_ratio), -math.log10(max(model.least_p, outcome.corrected_p))


def estimate_probability(outcome: Outcome, model: Model) -> float:
    """The probability that the series is a pattern, of campaigns that are one as often as not, from 0.01 to 0.99."""
    excitation, unlikely = weigh_evidence(outcome, model)
    odds = model.intercept + model.excitation * excitation + model.unlikely_by_chance * unlikely
    return round(min(max(1 / (1 + math.exp(-odds)), LEAST), MOST), 2)


def _make(
    series: Series,
    made_by: str,
    verdict: PatternVerdict,
    *,
    why: str = "",
    outcome: Outcome | None = None,
    changed: Changed | None = None,
    sensitivity: tuple[Variant, ...] = (),
) -> PatternAssessment:
    model, number = shipped_model(), len(series.events)
    probability = estimate_probability(outcome, model) if outcome else None
    confidence, confidence_why = _grade_basis(series, sensitivity)
    return PatternAssessment(
        verdict=verdict,
        sentence=_tell_verdict(series, verdict, outcome),
        probability=probability,
        likelihood=None if probability is None else name_likelihood(probability),
        calibrated_on=model.calibrated_on if outcome else None,
        confidence=confidence,
        confidence_why=confidence_why,
        why=why or (_tell_best_test(outcome) if outcome else ""),
        would_take=_tell_what_it_takes(series) if number < LEAST_EVENTS else None,
        happenings=number,
        unit=series.unit,
        begin=series.begin,
        end=series.end,
        basis=_tell_basis(series),
        assumptions=ASSUMPTIONS,
        rate=Rate(number / series.days, *interval_of_rate(number, series.days)),
        corrected_p=outcome.corrected_p if outcome else None,
        tests=outcome.tests if outcome else (),
        left_out=outcome.left_out if outcome else (),
        excitation=fit_excitation(outcome.observed) if outcome else None,
        changed=changed,
        concentration=_find_concentration(series, outcome) if outcome else None,
        sensitivity=sensitivity,
        made_by=f"{made_by} {model.version}",
    )


def _name_few(number: int) -> PatternVerdict:
    return PatternVerdict.NOTHING if number == 0 else PatternVerdict.ONE_OFF if number == 1 else PatternVerdict.TOO_FEW


def _find_changed(series: Series, outcome: Outcome) -> Changed | None:
    """The likeliest change of rate, where its test sees one after correction."""
    is_seen = any(test.name == "change of rate" and test.corrected_p < LEVEL for test in outcome.tests)
    if outcome.change is None or not is_seen:
        return None
    return Changed(series.begin + timedelta(hours=outcome.change.at_h), outcome.change.before, outcome.change.after)


def _find_concentration(series: Series, outcome: Outcome) -> Concentration | None:
    """The scan's best window, where its test sees one after correction."""
    is_seen = any(test.name == "space-time scan" and test.corrected_p < LEVEL for test in outcome.tests)
    found = outcome.cluster
    if found is None or not is_seen or found.begin is None or found.end is None:
        return None
    begin, end = (series.begin + steps * outcome.step_h * HOUR for steps in (found.begin, found.end))
    return Concentration(
        tuple(outcome.spots[spot] for spot in found.spots), begin, min(end, series.end), round(found.cases), found.expected
    )


def _guess_doubling(series: Series, changed: Changed | None) -> datetime:
    """When reporting may have doubled: where the rate rose, else in the middle."""
    return changed.at if changed and changed.after_per_day > changed.before_per_day else series.begin + (series.end - series.begin) / 2


def _vary(series: Series, verdict: PatternVerdict, doubled_since: datetime, seed: int, advance: Advance) -> Iterator[Variant]:
    """The sensitivity panel: half the sources, doubled reporting, copies left in."""
    dice = random.Random(seed)  # noqa: S311 - which half is dropped is no secret

    def judge(name: str, what_if: str, other: Series) -> Variant:
        number = len(other.events)
        if number < LEAST_EVENTS:
            found, p = _name_few(number), None
        else:
            outcome = run_battery(other, np.random.default_rng(seed), worlds=WORLDS_FOR_VARIANTS, advance=advance)
            found, p = (PatternVerdict.PATTERN if outcome.corrected_p < LEVEL else PatternVerdict.CHANCE), outcome.corrected_p
        return Variant(name=name, what_if=what_if, happenings=number, verdict=found, corrected_p=p, survives=found is verdict)

    sources = sorted({source for event in series.events for source in event.sources})
    if len(sources) < 2:
        yield Variant(name="half the sources", what_if="only half of the sources had told", why=f"{len(sources)} source: there is no half")
    for number in range(HALVES if len(sources) >= 2 else 0):
        kept = frozenset(dice.sample(sources, math.ceil(len(sources) / 2)))
        yield judge(f"half the sources, {number + 1}", f"only {len(kept)} of {len(sources)} sources had told", keep_sources(series, kept))
    thinned = thin_since(series, doubled_since, lambda: dice.random() < 0.5)
    yield judge("doubled reporting", f"half of what is known since {doubled_since:%Y-%m-%d} is due to more reporting", thinned)
    posts = count_posts(series)
    if len(posts.events) == len(series.events):
        yield Variant(name="copies left in", what_if="every post were a happening of its own", why="one post each: there are no copies")
    else:
        yield judge("copies left in", "every post were a happening of its own", posts)


def _grade_basis(series: Series, sensitivity: tuple[Variant, ...]) -> tuple[str, str]:
    """How good the basis is: by the number of happenings, how well they are timed, how many sources told, and what the panel says."""
    number = len(series.events)
    timed = sum(event.within_h <= WELL_TIMED_H for event in series.events)
    sources = {source for event in series.events for source in event.sources}
    doubts = [f"only {number} {series.unit}"] if number < FEW else []
    doubts += [f"only {timed} of {number} are timed within {WELL_TIMED_H:.0f} h"] if number and timed < 0.8 * number else []
    doubts += ["all known from one source"] if len(sources) == 1 else []
    fallen = [variant.name for variant in sensitivity if variant.survives is False and variant.name != "copies left in"]
    doubts += [f"the verdict does not survive: {', '.join(fallen)}"] if fallen else []
    if number < FEW or len(doubts) > 1:
        return "low", "; ".join(doubts)
    if doubts or number < MANY:
        return "moderate", "; ".join(doubts) or f"{number} {series.unit}; {MANY} would say more"
    return (
        "high",
        f"{number} {series.unit}, {timed} of them timed within {WELL_TIMED_H:.0f} h; the verdict survives every variant that could be made",
    )


def _tell_basis(series: Series) -> str:
    sources = {source for event in series.events for source in event.sources}
    told = f", told by {len(sources)} source{'s' if len(sources) != 1 else ''}" if sources else ""
    return f"{len(series.events)} {series.unit} in {series.days:.0f} days, {series.begin:%Y-%m-%d} to {series.end:%Y-%m-%d}{told}"


def _tell_verdict(series: Series, verdict: PatternVerdict, outcome: Outcome | None) -> str:
    number = len(series.events)
    if outcome is None:
        return {
            PatternVerdict.NOTHING: f"There are no {series.unit} in the time looked at.",
            PatternVerdict.ONE_OFF: "One happening is one happening: nothing speaks for or against a pattern.",
        }.get(verdict, f"{number} {series.unit} are too few to tell a pattern from chance.")
    if verdict is PatternVerdict.PATTERN:
        found = " and ".join(test.name for test in outcome.tests if test.corrected_p < LEVEL)
        return f"Chance does not suffice for these {number} {series.unit}: {found} (corrected p = {outcome.corrected_p:.3f})."
    return f"Chance suffices for these {number} {series.unit}: none of {len(outcome.tests)} tests finds more after correction (p = {outcome.corrected_p:.2f})."


def _tell_best_test(outcome: Outcome) -> str:
    best = min(outcome.tests, key=lambda test: (test.p, test.name))
    return f"{best.name}: {best.asks} p = {best.p:.3f} alone, {best.corrected_p:.3f} for being one of {len(outcome.tests)}"


def _tell_what_it_takes(series: Series) -> str:
    """What would let one speak of a pattern: more happenings, or a known usual rate so low that these alone are rare."""
    number = len(series.events)
    more = f"{LEAST_EVENTS - number} more {series.unit} at least, and tests that then find more than chance"
    if number < 2:
        return f"It would take {more}."
    span_d = max((series.events[-1].at - series.events[0].at) / timedelta(days=1), 1 / 24)
    usual = float(stats.chi2.ppf(LEVEL, 2 * (number - 1))) / 2 / span_d * YEAR_D
    others = "another comes" if number == 2 else f"{number - 1} others come"
    return (
        f"It would take {more}; or a history. After one, {others} within {_tell_span(span_d)} by chance in less than {LEVEL:.0%} of cases only where "
        f"fewer than {usual:.2g} a year are usual; {series.unit} of the time before would tell."
    )


def _tell_span(days: float) -> str:
    return f"{days:.1f} days" if days >= 2 else f"{days * 24:.0f} hours"
