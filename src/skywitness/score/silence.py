"""Silence and gaps: authorities that kept silent against open clocks, and questions that nobody could answer against open gaps."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from skywitness.model.report import SourceProfile
from skywitness.model.truth import Happening
from skywitness.model.words import Standing, Stream, Topic, What
from skywitness.reference import find_authority
from skywitness.score.compare import Comparison, Judged
from skywitness.score.figures import Agreement, Share, make_agreement, make_share


class SilenceObserved(Struct, frozen=True, kw_only=True):
    """Silences as (authority, incident) and gaps as (incident, topic), counted in one exercise."""

    right: int
    found: int
    wanted: int
    beside_found: int
    beside: int
    unjudged: int
    gaps_open: int
    gaps_asked: int
    answers_invented: int


class SilenceFigures(Struct, frozen=True, kw_only=True):
    """``silences``: open clocks against the silences that the exercise told its sources to keep, of incidents of which no authority spoke;
    ``beside_others``: those found where another authority did speak, which a ledger need not call silence and which are left out above;
    ``unjudged`` are open clocks of authorities that are no source of the exercise.

    ``gaps``: of the questions to which there is no answer even in the truth (origin, the means of an interception), those shown as open;
    ``answers_invented``: those of them that an incident answers all the same. Whether an answer that exists was told, the truth does not say.
    """

    silences: Agreement
    beside_others: Share
    unjudged: int
    gaps: Share
    answers_invented: Share


def observe_silence(comparison: Comparison) -> SilenceObserved:
    """Silences and gaps of one exercise. A silence is wanted of an authority that speaks of nothing that the incident stands for."""
    truth = comparison.truth
    names = {source: authority_of(source, comparison.concluded.profiles.get(source)) for source in truth.sources}
    of_happenings = [judged for judged in comparison.judged if judged.meant]
    spoken_of = _spoken_of_by_authorities(comparison)
    wanted, beside, clocks = set[tuple[str, str]](), set[tuple[str, str]](), set[tuple[str, str]]()
    for judged in of_happenings:
        meant = {happening.happening_id for happening in judged.meant}
        silent = {names[source] for source, each in truth.sources.items() if meant <= set(each.silent_about)}
        (beside if meant & spoken_of else wanted).update((authority, judged.incident.incident_id) for authority in silent)
        clocks |= {(authority_of(each.source, None), judged.incident.incident_id) for each in judged.dossier.silence if each.open}
    found = {clock for clock in clocks if clock[0] in names.values()} - beside
    asked = [(judged, topic) for judged in of_happenings for topic in unanswerable(judged.meant)]
    return SilenceObserved(
        right=len(found & wanted),
        found=len(found),
        wanted=len(wanted),
        beside_found=len(clocks & beside),
        beside=len(beside),
        unjudged=len(clocks - found - beside),
        gaps_open=sum(any(gap.about is topic for gap in judged.dossier.gaps) for judged, topic in asked),
        gaps_asked=len(asked),
        answers_invented=sum(_is_answered(judged, topic) for judged, topic in asked),
    )


def _spoken_of_by_authorities(comparison: Comparison) -> set[str]:
    """The happenings that an official source speaks of, or counts in a roll-up, in its own channel."""
    truth = comparison.truth
    official = {name for name, each in truth.sources.items() if each.stream is Stream.OFFICIAL}
    return {name for told in truth.told.values() if told.source in official for name in (*told.speaks_of, *told.contains)}


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
    return SilenceFigures(
        silences=make_agreement(
            sum(one.right for one in observed), sum(one.found for one in observed), sum(one.wanted for one in observed)
        ),
        beside_others=make_share(sum(one.beside_found for one in observed), sum(one.beside for one in observed)),
        unjudged=sum(one.unjudged for one in observed),
        gaps=make_share(sum(one.gaps_open for one in observed), asked),
        answers_invented=make_share(sum(one.answers_invented for one in observed), asked),
    )
