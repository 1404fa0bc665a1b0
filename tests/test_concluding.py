"""A concluder that solves only what is touched leaves in the ledger what solving everything gives, ids included."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skywitness.assess import Material, assess
from skywitness.concluding import Concluder, Turns, make_activity, profiles_of
from skywitness.exercise.night import make_exercise
from skywitness.exercise.wording import load_grammars
from skywitness.fuse import Evidence, fuse, group_findings, obey
from skywitness.ledger import Ledger, open_ledger
from skywitness.ledger.deciding import Wish
from skywitness.model.ids import Digest, FindingId
from skywitness.model.incident import Finding, Incident, Picture
from skywitness.model.report import Locator, Report, SourceProfile, make_report
from skywitness.model.words import DecisionKind, Standing, Stream, Topic, Verdict
from skywitness.parts import ReadOptions
from skywitness.pipeline import Unwatched, decide, gather_evidence, read_pending, take_in

SCENARIOS = ("founding-story", "cross-border", "disinformation", "withheld", "copy-storm", "quiet-week")
BEGUN = datetime(2041, 3, 16, tzinfo=UTC)
LONG_TALK = "The library is open until eight, the choir meets on Thursday, and the shop on the corner has fresh bread and apples."


class Clock:
    """A clock that moves a second at each look."""

    def __init__(self) -> None:
        self.now = BEGUN

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@cache
def exercise(scenario: str) -> tuple[tuple[Report, ...], dict[str, SourceProfile]]:
    """The posts of the first two nights of a scenario, and its sources."""
    made = make_exercise(scenario, seed=3, grammars=load_grammars(), nights=2)
    reports = tuple(
        make_report(
            own_id=each.id,
            source=each.source,
            stream=each.stream,
            text=each.text,
            published_at=datetime.fromisoformat(each.published_at),
            collected_at=BEGUN,
            locator=Locator("night", number),
            forwarded_from=each.forwarded_from,
            media=each.media,
        )
        for number, each in enumerate(made.reports)
    )
    return reports, {profile.name: profile for profile in made.profiles}


def edit(report: Report, text: str, hours: float) -> Report:
    """A later version of a report, with other words."""
    told = msgspec.structs.asdict(report)
    kept = {name: told[name] for name in ("source", "stream", "published_at", "collected_at", "locator", "forwarded_from", "media", "url")}
    at = (report.published_at or BEGUN) + timedelta(hours=hours)
    return make_report(own_id=report.report_id, text=text, edited_at=at, **kept)


def chat(reports: Sequence[Report]) -> Iterator[Report]:
    """Small talk between posts, at addresses; some of the posts link to it."""

    def post(name: str, text: str, at: datetime | None, url: str | None = None) -> Report:
        told = {"source": name.partition("-")[0], "stream": Stream.GRASSROOTS, "collected_at": BEGUN, "locator": Locator("chat", 0)}
        return make_report(own_id=name, text=text, published_at=at, url=url, **told)  # type: ignore[arg-type] # each as it is named

    for number, report in enumerate(reports):
        address = f"https://t.me/chat/{number // 3}"
        if number % 3 == 0:
            yield post(f"chat-{number}", LONG_TALK if number % 2 else "Good morning, neighbours", report.published_at, address)
        elif number % 7 == 0:
            yield post(f"crow-{number}", f"{report.text} {address}", report.published_at)
        yield report


def gather_all(ledger: Ledger) -> Evidence:
    """Everything there is, whether it bears on anything or not."""
    reports = {report.digest: report for report in ledger.reports()}
    read = list(ledger.full_readings())
    return obey(
        Evidence(
            reports=reports,
            readings={reading.report: reading for reading, _, _ in read},
            occurrences=tuple(occurrence for _, occurrences, _ in read for occurrence in occurrences),
            claims=tuple(claim for _, _, claims in read for claim in claims),
            profiles=profiles_of(reports.values(), ledger.profiles()),
            decisions=ledger.decisions(),
            findings=group_findings(found for found in ledger.findings() if found.report in reports),
        )
    )


def solve_all(ledger: Ledger) -> Picture:
    everything = solve(gather_all(ledger))
    assert solve(gather_evidence(ledger)) == everything
    return everything


def solve(evidence: Evidence) -> Picture:
    fused = fuse(evidence)
    return assess(
        Material(
            incidents=fused.incidents,
            tallies=fused.tallies,
            reports=evidence.reports,
            readings=evidence.readings,
            occurrences=evidence.occurrences,
            claims=evidence.claims,
            profiles=evidence.profiles,
            findings=tuple(found for each in evidence.findings.values() for found in each),
        )
    )


def feed(ledger: Ledger, reports: Sequence[Report], profiles: dict[str, SourceProfile], clock: Clock) -> None:
    take_in(reports, ledger, ReadOptions(collected_at=clock(), profiles=profiles), clock=clock, progress=Unwatched())
    read_pending(ledger, clock=clock, progress=Unwatched())


def assert_same(got: Picture, expected: Picture) -> None:
    assert {each.incident.incident_id: each for each in got.dossiers} == {each.incident.incident_id: each for each in expected.dossiers}
    assert got == msgspec.structs.replace(expected, contexts=tuple(sorted(expected.contexts, key=lambda each: each.context_id)))


@st.composite
def wishes(draw: st.DrawFn, incidents: list[Incident], decided: list[str], sources: list[str]) -> Wish:
    """Something that a person asks for, about what the ledger holds."""
    kinds = [DecisionKind.GRADE, DecisionKind.REJECT, DecisionKind.PLACE]
    kinds += [DecisionKind.MERGE, DecisionKind.MERGE, DecisionKind.KEEP_APART] if len(incidents) > 1 else []
    kinds += [DecisionKind.UNDO, DecisionKind.UNDO] if decided else []
    parted = [incident for incident in incidents if len(incident.reports) > 1]
    kinds += [DecisionKind.SPLIT, DecisionKind.SPLIT] if parted else []
    kind, value = draw(st.sampled_from(kinds)), None
    if kind is DecisionKind.GRADE:
        about, value = [draw(st.sampled_from(sources))], draw(st.sampled_from("ABE"))
    elif kind is DecisionKind.UNDO:
        about = [draw(st.sampled_from(decided))]
    elif kind is DecisionKind.SPLIT:
        incident = draw(st.sampled_from(parted))
        about = [incident.incident_id, draw(st.sampled_from(incident.occurrences[1:]))] if incident.occurrences[1:] else []
    elif kind in {DecisionKind.MERGE, DecisionKind.KEEP_APART}:
        about = [each.incident_id for each in draw(st.lists(st.sampled_from(incidents), min_size=2, max_size=3, unique_by=id))]
    else:
        incident = draw(st.sampled_from(incidents))
        about = [incident.occurrences[0]] if kind is DecisionKind.REJECT else [incident.incident_id]
        place = draw(st.sampled_from([None, *(each.place for each in incidents if each.place)]))
        value = None if kind is DecisionKind.REJECT else msgspec.json.encode(place).decode()
    return Wish(kind=kind, about=tuple(about), value=value, by="Vera", why="she knows")


@settings(max_examples=8, deadline=None)
@given(data=st.data(), scenario=st.sampled_from(SCENARIOS))
def test_what_is_touched_alone_gives_what_everything_gives(data: st.DataObject, scenario: str) -> None:
    everything, profiles = exercise(scenario)
    begin = data.draw(st.integers(0, max(0, len(everything) - 60)))
    posts = everything[begin : begin + 60]
    waiting: list[Report] = list(data.draw(st.permutations(list(chat(posts)) if data.draw(st.booleans()) else posts)))
    told = {} if data.draw(st.booleans()) else profiles
    clock = Clock()
    with TemporaryDirectory() as folder, open_ledger(Path(folder)) as ledger:
        concluder, decided = Concluder(ledger), list[str]()
        for _ in range(data.draw(st.integers(2, 5))):
            size = data.draw(st.integers(0, len(waiting)))
            came, waiting = waiting[:size], waiting[size:]
            is_edited = data.draw(st.booleans())
            if came and is_edited:
                waiting.append(
                    edit(
                        came[0],
                        data.draw(st.sampled_from([LONG_TALK, *(each.text for each in everything)])),
                        hours=data.draw(st.floats(1, 30)),
                    )
                )
            feed(ledger, came, told, clock)
            concluder.conclude(clock=clock)
            assert_same(ledger.picture(), solve_all(ledger))
            incidents = [dossier.incident for dossier in ledger.dossiers()]
            if incidents:
                wish = data.draw(wishes(incidents, decided, sorted({report.source for report in ledger.reports()})))
                if len(wish.about) > (wish.kind is DecisionKind.SPLIT):
                    decision, _ = decide(ledger, wish, clock=clock, progress=Unwatched(), concluder=concluder)
                    decided.append(decision.decision_id)
                    assert_same(ledger.picture(), solve_all(ledger))
        assert concluder.conclude(clock=clock).changed == ()


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return open_ledger(tmp_path / "ledger")


def test_a_concluder_that_comes_later_changes_nothing(ledger: Ledger) -> None:
    clock = Clock()
    feed(ledger, *exercise("withheld"), clock)
    Concluder(ledger).conclude(clock=clock)
    before = ledger.counts()
    assert not Concluder(ledger).conclude(clock=clock)
    assert ledger.counts() == before


def test_two_processes_on_one_ledger_record_what_rests_on_all_there_is(ledger: Ledger) -> None:
    reports, profiles = exercise("cross-border")
    clock = Clock()
    one, other = Concluder(ledger), Concluder(ledger)
    for begin in range(0, 60, 15):
        feed(ledger, reports[begin : begin + 15], profiles, clock)
        (one if begin % 30 else other).conclude(clock=clock)
        assert_same(ledger.picture(), solve_all(ledger))


def test_what_came_while_it_was_solving_is_solved_before_anything_is_recorded(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    reports, profiles = exercise("founding-story")
    clock = Clock()
    concluder = Concluder(ledger)
    feed(ledger, reports[:10], profiles, clock)
    concluder.conclude(clock=clock)
    feed(ledger, reports[10:15], profiles, clock)
    late, news = [reports[15:25]], ledger.news

    def look(*seen: object, **asked: object) -> object:
        found = news(*seen, **asked)  # type: ignore[arg-type] # the real method, as it was called
        if late:
            feed(ledger, late.pop(), profiles, clock)
        return found

    monkeypatch.setattr(ledger, "news", look)
    concluder.conclude(clock=clock)
    assert_same(ledger.picture(), solve_all(ledger))


def test_after_a_failure_it_begins_with_everything(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    reports, profiles = exercise("founding-story")
    clock = Clock()
    concluder = Concluder(ledger)
    feed(ledger, reports[:10], profiles, clock)
    concluder.conclude(clock=clock)
    feed(ledger, reports[10:20], profiles, clock)
    with monkeypatch.context() as patch:
        patch.setattr(ledger, "amend_picture", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            concluder.conclude(clock=clock)
    concluder.conclude(clock=clock)
    assert_same(ledger.picture(), solve_all(ledger))


def test_words_that_were_erased_are_taken_back_from_what_rested_on_them(ledger: Ledger) -> None:
    reports, profiles = exercise("founding-story")
    clock = Clock()
    concluder = Concluder(ledger)
    feed(ledger, reports, profiles, clock)
    concluder.conclude(clock=clock)
    wish = Wish(kind=DecisionKind.REDACT, about=(reports[4].report_id,), by="Vera", why="it names a resident")
    decide(ledger, wish, clock=clock, progress=Unwatched(), concluder=concluder)
    assert_same(ledger.picture(), solve_all(ledger))


@pytest.mark.parametrize("verdict", [Verdict.SUPPORTS, Verdict.REFUTES])
def test_findings_on_footage_are_news_and_come_out_as_solving_everything_gives(verdict: Verdict, tmp_path: Path) -> None:
    reports, profiles = exercise("founding-story")
    clock = Clock()
    step = make_activity("look", "1", {})
    with open_ledger(tmp_path) as ledger:
        feed(ledger, reports, profiles, clock)
        concluder = Concluder(ledger)
        concluder.conclude(clock=clock)
        about = next(each.incident for each in ledger.picture().dossiers if Stream.OFFICIAL not in each.incident.roots_by_stream)
        found = tuple(
            Finding(
                file="a.mp4",
                verifier="daylight",
                verdict=verdict,
                measure={},
                why="so it is",
                finding_id=FindingId(f"f-{number}"),
                report=report,
                media=Digest("m"),
                about=(Topic.WHAT,),
            )
            for number, report in enumerate(about.reports)
        )
        ledger.register(step, clock())
        ledger.add_findings(found, at=clock(), by=step.activity_id)
        assert concluder.is_behind()
        assert about.incident_id in concluder.conclude(clock=clock).changed
        assert_same(ledger.picture(), solve_all(ledger))
        now = ledger.dossier(about.incident_id)
        assert now.incident.standing is (Standing.REFUTED if verdict is Verdict.REFUTES else Standing.WITNESSED)
        assert now.findings


def test_whoever_waits_comes_before_whoever_takes_the_lock_again_at_once() -> None:
    turns, came = Turns(), list[str]()

    def take(name: str) -> None:
        with turns:
            came.append(name)

    waiting = [threading.Thread(target=take, args=(name,)) for name in ("first", "second")]
    with turns:
        for number, thread in enumerate(waiting, start=1):
            thread.start()
            while len(turns._waiting) < number:
                time.sleep(0.001)
    take("again")
    for thread in waiting:
        thread.join()
    assert came == ["first", "second", "again"]
    take("free")
    assert came[-1] == "free"
