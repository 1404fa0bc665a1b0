"""What the terminal shows, and that it obeys nothing from outside."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from rich.console import Console
from tests.publish import examples as ex

from skywitness.cli.terminal import print_dossier, print_explanation, print_incidents, print_run_summary, print_set_aside
from skywitness.ledger.explain import Explanation
from skywitness.model.incident import Picture
from skywitness.model.report import Locator, SetAside
from skywitness.model.words import Audience
from skywitness.pipeline import RunSummary
from skywitness.publish import Released, load_policy, release


@pytest.fixture
def console() -> Console:
    return Console(file=io.StringIO(), width=160, force_terminal=False)


def shown(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def rows(picture: Picture = ex.LARGER_PICTURE, audience: Audience = Audience.PUBLIC) -> list[Released]:
    now = ex.NIGHT + timedelta(days=7)
    released = release(picture, ex.REPORTS, ex.PROFILES, policy=load_policy(), audience=audience, now=now, atlas=ex.SmallAtlas())
    return [row for row in released if row["kind"] == "incident"]


def test_the_list_shows_each_incident_with_its_standing_in_words(console: Console) -> None:
    print_incidents(console, rows())
    assert "▲ witnessed" in shown(console)
    assert "UAV aimed at Moscow intercepted" in shown(console)
    assert "5 incidents, 0 tallies, 0 contexts" in shown(console)


def test_an_empty_ledger_says_so(console: Console) -> None:
    print_incidents(console, [])
    assert "No incident in this ledger yet." in shown(console)


def test_a_dossier_shows_zero_and_three_kinds_of_nothing(console: Console) -> None:
    print_dossier(console, rows()[0])
    lines = {line.split()[0]: line for line in shown(console).splitlines() if line.strip()}
    assert " 0 " in lines["casualties"]
    assert "withheld" in lines["payload"]
    assert "unknown" in lines["damage"]
    assert "not given" in lines["origin"]


def test_a_dossier_shows_who_is_silent_and_what_is_refuted_with_its_source(console: Console) -> None:
    print_dossier(console, rows()[0])
    assert "Ministry of Defence: silent for 31 h" in shown(console)
    assert "The Ka-52 is made by Kamov in Russia (maker's page, 2024-01-01)" in shown(console)


def test_a_desk_dossier_says_that_it_is_not_for_publication(console: Console) -> None:
    print_dossier(console, rows(audience=Audience.TEAM)[0])
    assert "do not publish" in shown(console)


def test_no_escape_and_no_markup_from_outside_is_obeyed(console: Console) -> None:
    hostile = [row for row in rows() if row["title"] == ex.HOSTILE]
    print_incidents(console, hostile)
    print_dossier(console, hostile[0])
    print_explanation(console, Explanation(what="report", quote=ex.HOSTILE, source="[red]x[/red]"))
    print_set_aside(console, [SetAside(locator=Locator(file="a\x1b[2J.jsonl", row=1), reason=ex.HOSTILE)])
    assert "\x1b" not in shown(console)
    assert "\u202e" not in shown(console)
    assert "[bold]markup[/bold]" in shown(console)
    assert "[red]x[/red]" in shown(console)


def test_an_explanation_is_a_tree_down_to_the_digest(console: Console) -> None:
    report = Explanation(what="report", digest="ab" * 32, report_id="r-1", source="wire", locator="night.jsonl, row 3")
    print_explanation(console, Explanation(what="attribute", id="i-1/count", value=0, standing="claimed", inputs=(report,)))
    assert "attribute i-1/count = 0" in shown(console)
    assert "ab" * 32 in shown(console)
    assert "night.jsonl, row 3" in shown(console)


def test_a_run_tells_its_figures_and_seconds(console: Console) -> None:
    summary = RunSummary(
        reports=4438,
        new_reports=12,
        set_aside=3,
        occurrences=9,
        claims=8,
        incidents=7,
        tallies=6,
        findings=0,
        assumed_grassroots=(),
        seconds={"collect": 1.25},
    )
    print_run_summary(console, summary)
    assert "4,438  (12 new)" in shown(console)
    assert "collect 1.2 s" in shown(console)


def test_every_item_set_aside_is_listed_with_its_locator(console: Console) -> None:
    print_set_aside(console, [SetAside(locator=Locator(file="x.jsonl", row=row), reason="no time") for row in range(250)])
    assert shown(console).splitlines() == [f"set aside x.jsonl, row {row}: no time" for row in range(250)]
