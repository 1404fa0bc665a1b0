"""Tallies: are roll-ups recognised, their figures read, and is the verdict on them the one that the truth gives?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct

from skywitness.model.incident import Tally
from skywitness.model.truth import ToldTruth
from skywitness.score.compare import Comparison
from skywitness.score.figures import Agreement, Share, make_agreement, make_share, mean
from skywitness.score.known import KnownTruth, is_roll_up


class Balance(StrEnum):
    """How a roll-up's figure stands to the sum of what it contains."""

    CONSISTENT = "consistent"
    SHORT = "short"
    """The parts add up to less than is stated."""
    OVER = "over"
    OVERLAPPING = "overlapping"
    CANNOT = "cannot"
    """No sum can be made."""
    MISSED = "missed"
    """No tally was made of the roll-up."""


class JudgedTally(Struct, frozen=True, kw_only=True):
    """One roll-up (``must_be_seen``: it tells nothing itself and counts more than one happening): the verdict due and the one given, whether the figure was read right, and how far the sum of the parts was off."""

    must_be_seen: bool
    due: Balance
    given: Balance
    is_counted: bool
    """Whether somebody gives a count for all that it contains; where not, that no sum can be made is as right as the verdict due."""
    is_figure_right: bool | None
    sum_error: int | None
    parts_right: int
    parts_found: int
    parts_wanted: int


class TalliesObserved(Struct, frozen=True):
    """The roll-ups of one exercise, and how many reports were taken for roll-ups that are none."""

    judged: tuple[JudgedTally, ...]
    false: int


class TallyFigures(Struct, frozen=True, kw_only=True):
    """``roll_ups``: reports taken for roll-ups against those that only count; posts that sum up what they tell, and a figure over a single happening, may be either. ``verdicts``: right ones, of the roll-ups recognised; ``confused``: the
    verdict due by the verdict given. ``mean_sum_error``: of the sum over the parts. ``parts``: happenings counted again, through their incidents.
    """

    roll_ups: Agreement
    figures: Share
    verdicts: Share
    confused: dict[str, dict[str, int]]
    mean_sum_error: float | None
    parts: Agreement


def observe_tallies(comparison: Comparison) -> TalliesObserved:
    """Every roll-up of the exercise that the ledger holds, with the tally made of it."""
    reports, truth = comparison.concluded.reports, comparison.truth
    made = defaultdict[str, list[Tally]](list)
    for tally in comparison.concluded.picture.tallies:
        if tally.report in reports and reports[tally.report].report_id in truth.told:
            made[reports[tally.report].report_id].append(tally)
    held = sorted({report.report_id for report in reports.values()} & truth.told.keys())
    roll_ups = [truth.told[name] for name in held if truth.told[name].stated is not None]
    meant = {each.incident.incident_id: {happening.happening_id for happening in each.meant} for each in comparison.judged}
    judged = list[JudgedTally]()
    for told in roll_ups:
        chosen = choose_tally(made[told.report_id], told)
        parts = {happening for name in chosen.incidents for happening in meant.get(name, ())} if chosen else set[str]()
        judged.append(_judge(told, chosen, parts, truth))
    return TalliesObserved(
        tuple(judged), sum(truth.told[name].stated is None and not truth.told[name].contains for name in made if made[name])
    )


def choose_tally(tallies: Sequence[Tally], told: ToldTruth) -> Tally | None:
    """Of the tallies made of one report, the one with the figure it really states, else the one with the greatest."""
    return min(tallies, key=lambda tally: (tally.stated != told.stated, -(tally.stated or 0), tally.tally_id), default=None)


def _judge(told: ToldTruth, tally: Tally | None, parts: set[str], truth: KnownTruth) -> JudgedTally:
    others = [each for each in truth.told.values() if not is_roll_up(each) and each.report_id != told.report_id]
    contained = set(told.contains) & {name for each in others for name in each.speaks_of}
    counted = contained & {name for each in others if each.figure is not None for name in each.speaks_of}
    sum_told = sum(truth.happenings[name].count for name in contained) if counted else None
    return JudgedTally(
        must_be_seen=is_roll_up(told) and len(told.contains) > 1,
        due=balance(told.stated, sum_told),
        given=read_verdict(tally.verdict) if tally else Balance.MISSED,
        is_counted=counted == contained,
        is_figure_right=tally.stated == told.stated if tally else None,
        sum_error=abs(tally.matched - sum_told) if tally and tally.matched is not None and sum_told is not None else None,
        parts_right=len(parts & contained),
        parts_found=len(parts),
        parts_wanted=len(contained),
    )


def _is_right(judged: JudgedTally) -> bool:
    return judged.given is judged.due or (judged.given is Balance.CANNOT and not judged.is_counted)


def balance(stated: int | None, total: int | None) -> Balance:
    """The verdict that is due on a figure when its parts really add up to ``total``.

    >>> balance(42, 38).value, balance(42, 42).value, balance(42, None).value
    ('short', 'consistent', 'cannot')
    """
    if stated is None or total is None:
        return Balance.CANNOT
    if total == stated:
        return Balance.CONSISTENT
    return Balance.SHORT if total < stated else Balance.OVER


def read_verdict(words: str) -> Balance:
    """The kind of verdict that a tally's words give.

    >>> read_verdict("short by 4").value
    'short'
    """
    return next((each for each in Balance if words.startswith(each.value)), Balance.CANNOT)


def sum_up_tallies(observed: Sequence[TalliesObserved]) -> TallyFigures:
    """The figures over one exercise or several."""
    judged = [each for one in observed for each in one.judged]
    made = [each for each in judged if each.given is not Balance.MISSED]
    sure = sum(each.must_be_seen for each in made)
    compared = [each for each in judged if each.must_be_seen or each.given is not Balance.MISSED]
    confused = {due: Counter(each.given.value for each in compared if each.due is due) for due in Balance}
    return TallyFigures(
        roll_ups=make_agreement(sure, sure + sum(one.false for one in observed), sum(each.must_be_seen for each in judged)),
        figures=make_share(sum(bool(each.is_figure_right) for each in made), len(made)),
        verdicts=make_share(sum(_is_right(each) for each in made), len(made)),
        confused={due.value: dict(sorted(row.items())) for due, row in confused.items() if row},
        mean_sum_error=mean([each.sum_error for each in made if each.sum_error is not None]),
        parts=make_agreement(
            sum(each.parts_right for each in made), sum(each.parts_found for each in made), sum(each.parts_wanted for each in made)
        ),
    )
