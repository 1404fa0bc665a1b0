"""A dossier tells how its assessment changed: what was filled and by whom, who fell silent or spoke, which contradictions came and went."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from starlette.testclient import TestClient
from tests.publish import examples as ex
from tests.web.conftest import STEP, fill_ledger

from skywitness.ledger import open_ledger
from skywitness.model.ids import ClaimId
from skywitness.model.incident import Contradiction, Dossier, Gap, Picture, Silence
from skywitness.model.words import CountState, Topic
from skywitness.web import make_app
from skywitness.web.reassessed import tell_reassessed

EMPTY: dict[str, object] = {"gaps": [], "silence": [], "contradictions": [], "attributes": {}}
GAP = Gap(about=Topic.COUNT, state=CountState.NOT_GIVEN, since=ex.NIGHT, last_asked_of=None, why="nobody addresses it")
OPEN = Silence(source="Ministry of Defence", open=True, since=ex.NIGHT, hours=None, why="it answers for the region")
CLASH = Contradiction(attribute=Topic.COUNT, left=ClaimId("c-1"), right=ClaimId("c-2"), why="count: one against two")


def log_of(folder: Path, *, was: Dossier, now: Dossier, lang: str = "en") -> str:
    """The change log of an incident of two versions."""
    fill_ledger(folder / "ledger", Picture(dossiers=(was,)), list(ex.REPORTS.values()), ex.PROFILES)
    with open_ledger(folder / "ledger") as ledger:
        ledger.record_picture(Picture(dossiers=(now,)), at=ex.NEXT_WEEK, by=STEP.activity_id)
    client = TestClient(make_app(folder / "ledger", clock=lambda: ex.NEXT_WEEK + timedelta(hours=1)), raise_server_exceptions=True)
    page = client.get(f"/incidents/{now.incident.incident_id}?lang={lang}").text
    found = re.search(r'<ol class="log">.*?</ol>', page, re.DOTALL)
    assert found is not None
    return found[0]


def dossier(*gaps: Gap, silence: tuple[Silence, ...] = (), contradictions: tuple[Contradiction, ...] = ()) -> Dossier:
    return msgspec.structs.replace(ex.dossier(), gaps=gaps, silence=silence, contradictions=contradictions)


def test_a_gap_that_was_filled_names_who_answered_and_in_which_words(tmp_path: Path) -> None:
    log = log_of(tmp_path, was=dossier(GAP), now=dossier())
    assert "answered now:" in log
    assert "<bdi>witnesses</bdi>" in log
    assert "<q" in log


@pytest.mark.parametrize(
    ("was", "now", "words"),
    [
        (dossier(), dossier(GAP), "not answered any more, or asked now:"),
        (dossier(GAP), dossier(msgspec.structs.replace(GAP, state=CountState.WITHHELD)), "still open, for another reason:"),
        (dossier(), dossier(silence=(OPEN,)), "silence noted:"),
        (dossier(silence=(OPEN,)), dossier(silence=(msgspec.structs.replace(OPEN, open=False, hours=3.0),)), "silence ended:"),
        (dossier(silence=(OPEN,)), dossier(), "silence ended:"),
        (dossier(), dossier(contradictions=(CLASH,)), "contradiction found:"),
        (dossier(contradictions=(CLASH,)), dossier(), "contradiction gone:"),
    ],
)
def test_what_came_and_what_went_is_told_as_that(tmp_path: Path, was: Dossier, now: Dossier, words: str) -> None:
    log = log_of(tmp_path, was=was, now=now)
    assert words in log
    assert log.count('class="assessed"') == 1


def test_the_first_version_is_no_change(tmp_path: Path) -> None:
    same = dossier(GAP, silence=(OPEN,), contradictions=(CLASH,))
    assert "assessed" not in log_of(tmp_path, was=same, now=same)


def test_the_log_speaks_the_readers_language(tmp_path: Path) -> None:
    assert "теперь отвечено:" in log_of(tmp_path, was=dossier(GAP), now=dossier(), lang="ru")


def test_a_claim_that_got_a_new_id_is_the_same_contradiction() -> None:
    one = {"attribute": "count", "left": "c-1", "right": "c-2", "why": "count: one against two"}
    was, now = {**EMPTY, "contradictions": [one]}, {**EMPTY, "contradictions": [{**one, "left": "c-9"}]}
    assert tell_reassessed(was, now) == []


def test_an_answer_that_nobody_may_be_named_for_is_told_without() -> None:
    gap = {"about": "origin", "state": "not_given", "why": "nobody says"}
    (filled,) = tell_reassessed({**EMPTY, "gaps": [gap]}, EMPTY)
    assert (filled.kind, filled.about, filled.by, filled.quote) == ("filled", "origin", (), None)
