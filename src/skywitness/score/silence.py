"""Silence and gaps: authorities that kept silent against open clocks, and questions that nobody could answer against open gaps."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from skywitness.model.report import SourceProfile
from skywitness.model.truth import Happening
from skywitness.model.words import Standing, Stream, Topic, What
from skywitness.reference import find_authority
from skywitness.score.compare import Comparison, Judged
from skywitness.score.figures import Agreement, Share, make_agreement, make_share, mean
from skywitness.stats.delays import fit_delays, prob_spoken_by

AWAITED = frozenset({What.INTERCEPTED, What.IMPACT, What.DEBRIS_FELL})
"""The kinds of incident of which an authority's word is awaited; nobody owes one on an alarm or a sighting."""


class SilenceObserved(Struct, frozen=True, kw_only=True):
    """Silences as (authority, incident) and gaps as (incident, topic), counted in one exercise."""

    right: int
    found: int
    wanted: int
    clocks_right: int
    clocks: int
    alone_found: int
    alone: int
    unjudged: int
    gaps_open: int
    gaps_asked: int
    answers_invented: int
    quantiles: tuple[tuple[float, bool], ...] = ()
    """Of each judged clock that shows how unusual it is: that quantile, and whether the authority truly spoke."""


class SilenceFigures(Struct, frozen=True, kw_only=True):
    """``silences``: open clocks against authorities that the truth calls silent about all that an incident stands for, of incidents of a kind on which
    a word is awaited; ``clocks``: of all clocks shown, running or stopped, those that are so; ``where_none_spoke``: silences found where no
    authority spoke at all. ``unjudged`` are clocks of authorities that neither spoke of it nor are called silent: they are no source of
    the exercise, or do not answer for such things.

    ``quantile_error``: of clocks that are shown as longer than a share q of their like, a share q should have ended with a word by then. The mean of how far
    it is off over q = .05 to .95, as far as quantiles reach; clocks that truly never ended count as long as they were watched. ``quantiles`` is the number of clocks.

    ``gaps``: of the questions to which there is no answer even in the truth (origin, the means of an interception), those shown as open;
    ``answers_invented``: those of them that an incident answers all the same. Whether an answer that exists was told, the truth does not say.
    """

    silences: Agreement
    clocks: Share
    where_none_spoke: Share
    unjudged: int
    gaps: Share
    answers_invented: Share
    quantile_error: float | None
    quantiles: int


class _Voices(Struct, frozen=True):
    """By authority, the happenings that it is silent about, and those that it speaks of or counts in a roll-up."""

    silent: dict[str, set[str]]
    spoken: dict[str, set[str]]


def observe_silence(comparison: Comparison) -> SilenceObserved:
    """Silences and gaps of one exercise."""
    voices, of_happenings = _hear(comparison), [judged for judged in comparison.judged if judged.meant]
    everything_spoken = set[str]().union(*voices.spoken.values())
    wanted, alone, shown, unjudged = 0, 0, list[tuple[bool, bool, bool]](), 0
    quantiles = list[tuple[float, bool]]()
    for judged in of_happenings:
        meant = {happening.happening_id for happening in judged.meant}
        silent = {authority for authority, about in voices.silent.items() if meant <= about and judged.incident.what in AWAITED}
        is_alone = not meant & everything_spoken
        wanted, alone = wanted + len(silent), alone + len(silent) * is_alone
        for authority, is_open, quantile in {
            (authority_of(each.source, None), each.open, each.quantile) for each in judged.dossier.silence
        }:
            if authority in silent or meant & voices.spoken.get(authority, set()):
                shown.append((is_open, authority in silent, is_alone))
                quantiles += [(quantile, authority not in silent)] if quantile is not None else []
            else:
                unjudged += 1
    asked = [(judged, topic) for judged in of_happenings for topic in unanswerable(judged.meant)]
    return SilenceObserved(
        right=sum(is_open and is_silent for is_open, is_silent, _ in shown),
        found=sum(is_open for is_open, _, _ in shown),
        wanted=wanted,
        clocks_right=sum(is_open is is_silent for is_open, is_silent, _ in shown),
        clocks=len(shown),
        alone_found=sum(is_open and is_silent and is_alone for is_open, is_silent, is_alone in shown),
        alone=alone,
        unjudged=unjudged,
        gaps_open=sum(any(gap.about is topic for gap in judged.dossier.gaps) for judged, topic in asked),
        gaps_asked=len(asked),
        answers_invented=sum(_is_answered(judged, topic) for judged, topic in asked),
        quantiles=tuple(sorted(quantiles)),
    )


def _hear(comparison: Comparison) -> _Voices:
    """What the official sources of an exercise, by the offices that they speak for, said and did not say in their own channels."""
    truth, profiles = comparison.truth, comparison.concluded.profiles
    offices = {name: authority_of(name, profiles.get(name)) for name, each in truth.sources.items() if each.stream is Stream.OFFICIAL}
    voices = _Voices(silent={}, spoken={office: set() for office in offices.values()})
    for source, office in offices.items():
        voices.silent.setdefault(office, set()).update(truth.sources[source].silent_about)
    for told in truth.told.values():
        if told.source in offices:
            voices.spoken[offices[told.source]].update((*told.speaks_of, *told.contains))
    return voices


def authority_of(name: str, profile: SourceProfile | None) -> str:
    """The office that a source speaks for, or that a name means; the name itself when the reference table knows none.

    >>> authority_of("a_channel", SourceProfile(name="a_channel", speaks_for="Governor of Lipetsk Oblast"))
    'Governor of Lipetsk Oblast'
    """
    spoken = (profile.speaks_for if profile else None) or name
    office = find_authority(spoken)
    return office.name if office else spoken


def unanswerable(happenings: Sequence[Happening]) -> tuple[Topic, ...]:
    """The standard questions about an incident to which even the truth has no answer."""
    answers = {
        Topic.MEANS: [each.means for each in happenings if each.what is What.INTERCEPTED],
        Topic.ORIGIN: [each.origin for each in happenings if each.what in {What.INTERCEPTED, What.IMPACT}],
    }
    return tuple(topic for topic, told in answers.items() if told and not any(told))


def _is_answered(judged: Judged, topic: Topic) -> bool:
    return any(
        attribute.about is topic and attribute.preferred is not None and attribute.standing not in {Standing.DISPUTED, Standing.DENIED}
        for attribute in judged.incident.attributes
    )


def sum_up_silence(observed: Sequence[SilenceObserved]) -> SilenceFigures:
    """The figures over one exercise or several."""
    asked = sum(one.gaps_asked for one in observed)
    quantiles = [each for one in observed for each in one.quantiles]
    return SilenceFigures(
        silences=make_agreement(
            sum(one.right for one in observed), sum(one.found for one in observed), sum(one.wanted for one in observed)
        ),
        clocks=make_share(sum(one.clocks_right for one in observed), sum(one.clocks for one in observed)),
        where_none_spoke=make_share(sum(one.alone_found for one in observed), sum(one.alone for one in observed)),
        unjudged=sum(one.unjudged for one in observed),
        gaps=make_share(sum(one.gaps_open for one in observed), asked),
        answers_invented=make_share(sum(one.answers_invented for one in observed), asked),
        quantile_error=measure_quantiles(quantiles),
        quantiles=len(quantiles),
    )


def measure_quantiles(quantiles: Sequence[tuple[float, bool]]) -> float | None:
    """How far the share of clocks that had ended by each quantile is from that quantile, in the mean; None without a clock.

    >>> measure_quantiles([(n / 100, True) for n in range(1, 101)])
    0.0
    >>> measure_quantiles([(0.5, True)] * 10)
    0.275
    """
    reach = max((quantile for quantile, _ in quantiles), default=0.0)
    curve = fit_delays(quantiles)
    asked = [step / 20 for step in range(1, 20) if step / 20 <= reach]
    return mean([abs(prob_spoken_by(curve, share) - share) for share in asked])
