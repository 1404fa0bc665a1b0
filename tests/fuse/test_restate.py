"""Restatements: the same figures for the same places are one voice, in whatever language."""

from __future__ import annotations

import msgspec
from tests.fuse.invented import LIPETSK, MINISTRY, TULA, Told, invent

from skywitness.fuse import Evidence, fuse
from skywitness.model.ids import OccurrenceId, content_id
from skywitness.model.place import Place
from skywitness.model.words import DerivationKind, Stream


def told_of(text: str, source: str, at_min: float, counts: dict[str, int], *, lang: str = "ru", official: bool = False) -> Evidence:
    """Evidence of one report that gives a count for each of two regions."""
    places: dict[str, Place] = {"LIP": LIPETSK, "TUL": TULA}
    told = Told(text=text, source=source, at_min=at_min)
    if official:
        told = msgspec.structs.replace(told, stream=Stream.OFFICIAL, asserter=MINISTRY)
    report, reading, occurrence, claims = invent(told)
    assert occurrence.mention is not None
    parts = tuple(
        msgspec.structs.replace(
            occurrence,
            occurrence_id=OccurrenceId(content_id("o", report.digest, name)),
            mention=msgspec.structs.replace(occurrence.mention, place=places[name], count=count),
        )
        for name, count in counts.items()
    )
    reading = msgspec.structs.replace(reading, lang=lang)
    return Evidence(reports={report.digest: report}, readings={report.digest: reading}, occurrences=parts, claims=tuple(claims))


def both(one: Evidence, other: Evidence) -> Evidence:
    return Evidence(
        reports={**one.reports, **other.reports},
        readings={**one.readings, **other.readings},
        occurrences=one.occurrences + other.occurrences,
        claims=one.claims + other.claims,
    )


FIRST = told_of("Сбито девять над одной областью и пять над другой", "ministry", 0, {"LIP": 9, "TUL": 5}, official=True)


def test_the_same_figures_in_another_language_are_a_probable_translation() -> None:
    again = told_of("Nine were downed over one region and five over the other", "world_news", 30, {"LIP": 9, "TUL": 5}, lang="en")
    (derivation,) = fuse(both(FIRST, again)).derivations
    assert derivation.kind is DerivationKind.TRANSLATION
    assert derivation.why == "probably translated from ru to en: the same figures for the same places: 9 RU-LIP, 5 RU-TUL"


def test_other_figures_are_not_a_translation() -> None:
    other = told_of("Eight were downed over one region and five over the other", "world_news", 30, {"LIP": 8, "TUL": 5}, lang="en")
    assert fuse(both(FIRST, other)).derivations == ()


def test_small_figures_agree_by_chance() -> None:
    one = told_of("Один там и один здесь", "a", 0, {"LIP": 1, "TUL": 1})
    two = told_of("One here, one there", "b", 9, {"LIP": 1, "TUL": 1}, lang="en")
    assert fuse(both(one, two)).derivations == ()


def test_an_authority_counts_for_itself() -> None:
    early = told_of("Говорят, девять и пять", "channel", -10, {"LIP": 9, "TUL": 5})
    assert [each.child for each in fuse(both(early, FIRST)).derivations] == []
