"""The whole way from inputs to the picture, and the invariants of the design that only the whole can hold."""

from __future__ import annotations

import json
import random
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from skywitness.exercise.night import make_exercise, write_exercise
from skywitness.exercise.wording import load_grammars
from skywitness.ledger import Ledger, open_ledger
from skywitness.ledger.explain import explain
from skywitness.model.incident import Picture
from skywitness.parts import ReadOptions
from skywitness.pipeline import Unwatched, run

BEGUN = datetime(2021, 3, 16, tzinfo=UTC)


class Clock:
    """A clock that moves a second at each look."""

    def __init__(self) -> None:
        self.now = BEGUN

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def feed(ledger: Ledger, clock: Clock, *lines: str, folder: Path) -> Picture:
    path = folder / "part.reports.jsonl"
    path.write_text("".join(lines), encoding="utf-8")
    run([path], ledger, ReadOptions(collected_at=clock()), clock=clock, progress=Unwatched())
    return ledger.picture()


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("night")
    write_exercise(make_exercise("founding-story", seed=1, grammars=load_grammars()), folder)
    return (folder / "night.reports.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)


def test_running_twice_changes_nothing(night: list[str], tmp_path: Path) -> None:
    clock = Clock()
    with open_ledger(tmp_path / "ledger") as ledger:
        once = feed(ledger, clock, *night, folder=tmp_path)
        before = ledger.counts()
        assert feed(ledger, clock, *night, folder=tmp_path) == once
        assert ledger.counts() == before


@pytest.mark.parametrize("seed", range(3))
def test_any_order_in_any_batches_ends_in_the_same_picture(seed: int, night: list[str], tmp_path: Path) -> None:
    clock = Clock()
    shuffled = random.Random(seed).sample(night, len(night))  # noqa: S311 - an order, not a secret
    with open_ledger(tmp_path / "whole") as whole, open_ledger(tmp_path / "parts") as parts:
        expected = feed(whole, clock, *night, folder=tmp_path)
        for begin in range(0, len(shuffled), 5):
            got = feed(parts, clock, *shuffled[begin : begin + 5], folder=tmp_path)
    assert [dossier.incident.incident_id for dossier in got.dossiers] == [dossier.incident.incident_id for dossier in expected.dossiers]
    assert got == expected


def test_the_past_can_be_asked(night: list[str], tmp_path: Path) -> None:
    clock = Clock()
    with open_ledger(tmp_path / "ledger") as ledger:
        early = feed(ledger, clock, *night[:6], folder=tmp_path)
        then = clock()
        late = feed(ledger, clock, *night, folder=tmp_path)
        assert ledger.picture(as_of=then) == early != late


def test_a_repost_adds_no_root_and_moves_no_standing(night: list[str], tmp_path: Path) -> None:
    clock = Clock()
    original = next(row for row in map(json.loads, night) if row["source"] == "exercise_mayor_ru_mow")
    later = datetime.fromisoformat(original["published_at"]) + timedelta(minutes=8)
    repost = original | {"id": "exercise-repost", "source": "another_repost", "stream": "grassroots", "published_at": later.isoformat()}
    with open_ledger(tmp_path / "ledger") as ledger:
        without = feed(ledger, clock, *night, folder=tmp_path)
        with_it = feed(ledger, clock, json.dumps(repost, ensure_ascii=False) + "\n", folder=tmp_path)
    assert [(d.incident.roots, d.incident.standing) for d in with_it.dossiers] == [
        (d.incident.roots, d.incident.standing) for d in without.dossiers
    ]
    assert sum(len(d.incident.reports) for d in with_it.dossiers) > sum(len(d.incident.reports) for d in without.dossiers)


def test_everything_in_the_ledger_can_be_explained(night: list[str], tmp_path: Path) -> None:
    with open_ledger(tmp_path / "ledger") as ledger:
        picture = feed(ledger, Clock(), *night, folder=tmp_path)
        ids: list[str] = [claim.claim_id for claim in ledger.claims()]
        ids += [occurrence.occurrence_id for occurrence in ledger.occurrences()]
        ids += [assertion.assertion_id for reading in ledger.readings() for assertion in reading.assertions]
        ids += [report.report_id for report in ledger.reports()]
        for dossier in picture.dossiers:
            ids.append(dossier.incident.incident_id)
            ids += [f"{dossier.incident.incident_id}/{attribute.about}" for attribute in dossier.incident.attributes]
        ids += [tally.tally_id for tally in picture.tallies] + [context.context_id for context in picture.contexts]
        assert ids
        for any_id in ids:
            assert explain(ledger, any_id).what


def test_every_quote_is_a_substring_at_its_span(night: list[str], tmp_path: Path) -> None:
    with open_ledger(tmp_path / "ledger") as ledger:
        feed(ledger, Clock(), *night, folder=tmp_path)
        texts = {report.digest: report.text for report in ledger.reports()}
        claims = list(ledger.claims())
    assert claims
    assert all(texts[claim.report][slice(*claim.span)] == claim.quote for claim in claims)


@pytest.mark.slow
def test_old_footage_in_a_ledger_refutes_what_it_is_passed_off_as_and_a_copy_is_no_root(tmp_path: Path) -> None:
    pytest.importorskip("av")
    from skywitness.exercise.footage.clip import Clip
    from skywitness.exercise.footage.studio import write_clip

    clip = Clip(
        file="a", scene="a", filmed_at=datetime(2021, 3, 14, 22, tzinfo=UTC), lat=52.6, lon=38.5, distance_m=700, flash_s=1.5, length_s=5.0
    )
    for name, begins_s in (("first.mp4", 0.0), ("copy.mp4", 0.75), ("old.mp4", 1.0)):
        write_clip(replace(clip, begins_s=begins_s), tmp_path / name)
    told = {"stream": "grassroots", "lang": "ru"}
    posts = [
        told
        | {
            "id": "1",
            "source": "yard",
            "published_at": "2021-03-14T22:10:00Z",
            "text": "В Ельце в 01:00 сбили беспилотник",
            "media": ["first.mp4"],
        },
        told
        | {"id": "2", "source": "gate", "published_at": "2021-03-14T22:30:00Z", "text": "Сняли в Ельце, сбили дрон", "media": ["copy.mp4"]},
        told
        | {
            "id": "3",
            "source": "liar",
            "published_at": "2021-03-18T22:10:00Z",
            "text": "В Задонске в 01:00 сбили беспилотник",
            "media": ["old.mp4"],
        },
    ]
    (tmp_path / "posts.reports.jsonl").write_text("".join(json.dumps(each) + "\n" for each in posts), encoding="utf-8")
    (tmp_path / "old.reports.jsonl").write_text(json.dumps(posts[2]) + "\n", encoding="utf-8")
    (tmp_path / "rest.reports.jsonl").write_text("".join(json.dumps(each) + "\n" for each in posts[:2]), encoding="utf-8")
    pictures = []
    for name, inputs in (("once", ["posts"]), ("twice", ["posts", "posts"]), ("late", ["old", "rest"])):
        with open_ledger(tmp_path / name) as ledger:
            for each in inputs:
                options = ReadOptions(collected_at=datetime(2031, 1, 1, tzinfo=UTC))
                run(
                    [tmp_path / f"{each}.reports.jsonl"],
                    ledger,
                    options,
                    clock=Clock(),
                    progress=Unwatched(),
                    prints=tmp_path / name / "prints",
                )
            pictures.append(ledger.picture())
    shutil.rmtree(tmp_path / "once" / "prints")  # as after a copy of the ledger alone
    with open_ledger(tmp_path / "once") as ledger:
        options = ReadOptions(collected_at=datetime(2031, 1, 1, tzinfo=UTC))
        run([tmp_path / "posts.reports.jsonl"], ledger, options, clock=Clock(), progress=Unwatched(), prints=tmp_path / "once" / "prints")
        assert ledger.picture() == pictures[0]
    assert len((tmp_path / "once" / "prints" / "files.jsonl").read_bytes().splitlines()) == 3
    assert pictures[0] == pictures[1] == pictures[2]
    incidents = {each.incident.place.name: each.incident for each in pictures[0].dossiers if each.incident.place}
    assert {name: (each.standing, each.roots) for name, each in incidents.items()} == {
        "Yelets": ("witnessed", 1),
        "Zadonsk": ("refuted", 1),
    }
    assert [each.why for each in incidents["Yelets"].copies] == ["shows the same shot as a report of yard and only a caption"]


@pytest.mark.slow
def test_findings_on_footage_reach_ledger_standing_and_explanation(tmp_path: Path) -> None:
    pytest.importorskip("av")
    from skywitness.exercise.footage.clip import Clip
    from skywitness.exercise.footage.studio import write_clip

    dark, light = datetime(2021, 3, 14, 22, tzinfo=UTC), datetime(2021, 3, 14, 9, tzinfo=UTC)
    for name, filmed_at in (("dark.mp4", dark), ("light.mp4", light)):
        clip = Clip(file=name, scene=name, filmed_at=filmed_at, lat=52.6, lon=38.5, distance_m=700, flash_s=1.5, length_s=5.0)
        write_clip(clip, tmp_path / name)
    told = {"source": "yard", "stream": "grassroots", "lang": "ru", "published_at": "2021-03-14T22:10:00Z"}
    lines = [
        json.dumps(told | {"id": "true", "text": "В Ельце в 01:00 сбили беспилотник", "media": ["dark.mp4"]}) + "\n",
        json.dumps(
            told
            | {
                "id": "false",
                "published_at": "2021-03-16T22:10:00Z",
                "text": "В Задонске в 01:00 сбили беспилотник",
                "media": ["light.mp4", "none.mp4"],
            }
        )
        + "\n",
    ]
    clock = Clock()
    with open_ledger(tmp_path / "ledger") as ledger:
        picture = feed(ledger, clock, *lines, folder=tmp_path)
        standings = {dossier.incident.place.name: dossier.incident.standing for dossier in picture.dossiers if dossier.incident.place}
        before = ledger.counts()
        assert feed(ledger, clock, *lines, folder=tmp_path) == picture
        assert ledger.counts() == before
        found = [each for dossier in picture.dossiers for each in dossier.findings]
        assert all(explain(ledger, str(each.finding_id)).inputs for each in found)
    assert standings == {"Yelets": "witnessed", "Zadonsk": "refuted"}
    assert {each.verifier for each in found} >= {"daylight", "shots", "credentials"}
