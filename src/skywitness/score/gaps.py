"""Gaps: the standard questions that an incident shows as open, against those that the words of its reports leave open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct

from skywitness.model.questions import QUESTIONS
from skywitness.model.truth import ToldTruth
from skywitness.model.words import CountState, DerivationKind, Topic
from skywitness.score.compare import Comparison, Fate, Judged
from skywitness.score.figures import Agreement, Share, make_agreement, make_share

ASKED_OF_ANY = frozenset(Topic) - {Topic.WHAT, Topic.MODEL}


class GapSeen(Struct, frozen=True):
    """One standard question about one incident: whether it is shown as open and, where the exercise knows, whether its reports leave it open.

    ``is_left_open`` goes by the reports that the incident holds, ``is_open_everywhere`` by all reports of what it stands for; None: not known.
    ``refusal_due`` tells that one of its reports withholds the answer or calls it unknown, and ``refusal_shown`` that the gap says so; ``beside_due`` and
    ``beside_shown`` the same of a question that another source answers.
    """

    about: Topic
    is_shown: bool
    is_left_open: bool | None
    is_open_everywhere: bool | None
    refusal_due: bool = False
    refusal_shown: bool = False
    beside_due: bool = False
    beside_shown: bool = False


class GapFigures(Struct, frozen=True, kw_only=True):
    """``gaps``: open questions shown against those that the incident's own reports leave open; ``end_to_end``: against those that all reports of what it
    stands for leave open, so that a report which reached another incident counts against it; ``refusals``: of the open questions that a report
    withholds or calls unknown, those shown as such; ``refusals_beside``: the same of questions that another source answers. ``by_question`` has the F1 of each. ``judged`` counts the questions of which the exercise
    knows the answer.
    """

    gaps: Agreement
    end_to_end: Agreement
    refusals: Share
    refusals_beside: Share
    by_question: dict[str, Agreement]
    judged: Share


def observe_gaps(comparison: Comparison) -> tuple[GapSeen, ...]:
    """Every standard question about every incident that has a known report and is no alarm left out of the account."""
    return tuple(seen for judged in comparison.judged if judged.fate is not Fate.UNJUDGED for seen in _look_at(judged, comparison))


def _look_at(judged: Judged, comparison: Comparison) -> Iterable[GapSeen]:
    reports, told = comparison.concluded.reports, comparison.truth.told
    own = [told[reports[digest].report_id] for digest in judged.incident.reports if digest in reports and reports[digest].report_id in told]
    meant = {happening.happening_id for happening in judged.meant}
    everyone = [each for each in told.values() if meant.intersection(each.speaks_of)]
    shown = {gap.about: gap.state for gap in judged.dossier.gaps}
    beside = {gap.about for gap in judged.dossier.refusals}
    for topic in QUESTIONS.get(judged.incident.what, ()):
        is_open = leave_open(own, topic)
        yield GapSeen(
            about=topic,
            is_shown=topic in shown,
            is_left_open=is_open,
            is_open_everywhere=leave_open(everyone, topic) if meant else None,
            refusal_due=is_open is True and any(topic in (*each.withholds, *each.unknown) for each in own),
            refusal_shown=shown.get(topic) in {CountState.WITHHELD, CountState.UNKNOWN},
            beside_due=is_open is False and bool(_refusing(own, topic) - {each.source for each in own if topic in each.tells}),
            beside_shown=topic in beside,
        )


def _refusing(told: Iterable[ToldTruth], topic: Topic) -> set[str]:
    """The sources that withhold an answer or call it unknown in words of their own."""
    return {
        each.source
        for each in told
        if topic in (*each.withholds, *each.unknown) and each.how not in {DerivationKind.COPY, DerivationKind.FORWARD}
    }


def leave_open(told: Iterable[ToldTruth], topic: Topic) -> bool | None:
    """Whether reports leave a question open; None where the exercise does not know: one of them may answer it and none surely does, or one is of a grammar that
    nobody has noted. Of such reports answers alone would be known and never gaps, and a share of these would say nothing.

    >>> leave_open([ToldTruth(report_id="r", source="s", root="r", may_tell=(Topic.DAMAGE,))], Topic.ORIGIN)
    True
    """
    every = tuple(told)
    if not all(map(_is_noted, every)):
        return None
    if any(topic in each.tells for each in every):
        return False
    return None if any(topic in each.may_tell for each in every) else True


def _is_noted(told: ToldTruth) -> bool:
    """Whether it is known what the words of a report tell: of others every question that it does not answer may be answered."""
    return not {*told.tells, *told.may_tell} >= ASKED_OF_ANY


def sum_up_gaps(seen: Sequence[GapSeen]) -> GapFigures:
    """The figures over one exercise or several."""
    judged = [each for each in seen if each.is_left_open is not None]
    due, beside = [each for each in judged if each.refusal_due], [each for each in judged if each.beside_due]
    return GapFigures(
        gaps=_agree((each.is_shown, each.is_left_open is True) for each in judged),
        end_to_end=_agree((each.is_shown, each.is_open_everywhere is True) for each in seen if each.is_open_everywhere is not None),
        refusals=make_share(sum(each.refusal_shown for each in due), len(due)),
        refusals_beside=make_share(sum(each.beside_shown or each.refusal_shown for each in beside), len(beside)),
        by_question={
            topic.value: _agree((each.is_shown, each.is_left_open is True) for each in judged if each.about is topic)
            for topic in Topic
            if any(each.about is topic for each in judged)
        },
        judged=make_share(len(judged), len(seen)),
    )


def _agree(pairs: Iterable[tuple[bool, bool]]) -> Agreement:
    """Agreement of (shown, wanted)."""
    counted = Counter(pairs)
    right = counted[True, True]
    return make_agreement(right, right + counted[True, False], right + counted[False, True])
