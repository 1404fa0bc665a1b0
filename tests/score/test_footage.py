"""What verifiers say of an exercise's videos, against what these show."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.score.invented import happened, told

from skywitness.model.incident import Finding
from skywitness.model.report import Locator, Report, make_report
from skywitness.model.truth import FilmTruth, NightTruth
from skywitness.model.words import Stream, Verdict
from skywitness.score import index_truth
from skywitness.score.footage import FilmAsked, ask_about, observe_footage, sum_up_footage

NOON = datetime(2031, 6, 1, 9, 30, tzinfo=UTC)
NIGHT = NightTruth(scenario="bay", seed=1, nights=1, campaign="one_off", start=NOON, end=NOON + timedelta(days=1))


def film(file: str, *, sun: float = 50.0, made_from: str | None = None, distance_m: float = 900.0) -> FilmTruth:
    return FilmTruth(
        file=file,
        happening_id="h-1",
        filmed_at=NOON,
        lat=52.0,
        lon=39.0,
        distance_m=distance_m,
        flash_s=2.0,
        boom_s=4.6,
        length_s=12.0,
        sun_height_deg=sun,
        made_from=made_from,
    )


def post(name: str, *media: str) -> Report:
    return make_report(
        source="bay",
        stream=Stream.GRASSROOTS,
        text=name,
        published_at=NOON,
        collected_at=NOON,
        locator=Locator(row=0),
        own_id=name,
        media=media,
    )


def said(verifier: str, verdict: Verdict, **measure: float | str) -> Finding:
    return Finding(file="a.mp4", verifier=verifier, verdict=verdict, measure=dict(measure), why="seen so")


def test_a_video_is_asked_about_as_the_report_that_carries_it_would_have_it() -> None:
    first, other = post("p", "media/a.mp4"), post("q", "media/b.mp4", "media/elsewhere.mp4")
    films = [film("media/a.mp4"), film("media/b.mp4", made_from="media/a.mp4"), film("media/unseen.mp4")]
    known = index_truth([happened("h-1"), told(first.report_id, "h-1"), told(other.report_id, "h-1"), *films, NIGHT])
    asked = ask_about(known, [other, first])
    assert [(each.film.file, sorted(each.kin)) for each in asked] == [("media/a.mp4", ["b.mp4"]), ("media/b.mp4", ["a.mp4"])]


def test_light_counts_only_where_it_is_no_matter_of_opinion() -> None:
    by_day = happened("h-1", minute=14 * 60)  # 13:00 local summer time the next day
    shown_by_night = FilmAsked(film=film("a.mp4", sun=-40.0), happening=by_day, kin=frozenset())
    at_dusk = FilmAsked(film=film("a.mp4", sun=-3.0), happening=by_day, kin=frozenset())
    observed = observe_footage(
        [
            (shown_by_night, [said("daylight", Verdict.REFUTES)]),
            (shown_by_night, [said("daylight", Verdict.SUPPORTS)]),
            (shown_by_night, [said("daylight", Verdict.INCONCLUSIVE)]),
            (at_dusk, [said("daylight", Verdict.SUPPORTS)]),
        ]
    )
    assert (observed.light_right, observed.light_judged) == (1, 2)


def test_a_distance_is_right_when_its_interval_holds_the_camera() -> None:
    asked = FilmAsked(film=film("a.mp4", distance_m=900.0), happening=happened("h-1"), kin=frozenset())
    near = said("flash_to_bang", Verdict.SUPPORTS, distance_low_m=850, distance_high_m=950)
    off = said("flash_to_bang", Verdict.SUPPORTS, distance_low_m=950, distance_high_m=1_050)
    none = said("flash_to_bang", Verdict.INCONCLUSIVE)
    figures = sum_up_footage([observe_footage([(asked, [near]), (asked, [off]), (asked, [none])])])
    assert (figures.distances.right, figures.distances.of) == (1, 2)


def test_copies_are_those_named_against_those_that_are() -> None:
    asked = FilmAsked(film=film("a.mp4"), happening=happened("h-1"), kin=frozenset({"b.mp4", "c.mp4"}))
    findings = [
        said("reuse", Verdict.REFUTES, against="b.mp4"),
        said("reuse", Verdict.REFUTES, against="stranger.mp4"),
        said("reuse", Verdict.INCONCLUSIVE, against="c.mp4"),
    ]
    copies = sum_up_footage([observe_footage([(asked, findings)])]).copies
    assert (copies.right, copies.found, copies.wanted) == (1, 2, 2)


def test_nothing_looked_at_gives_no_figure() -> None:
    figures = sum_up_footage([])
    assert (figures.films, figures.light.share, figures.distances.share, figures.copies.f1) == (0, None, None, None)
