"""Alerts in words: in the reader's language, with what was told before, and no more than the gate let through."""

from __future__ import annotations

import msgspec
import pytest
from tests.alert.rows import EVERYTHING, Memory, rows
from tests.publish import examples as ex

from skywitness.alert.plan import Rule
from skywitness.model.words import Audience, Standing, What
from skywitness.publish import Released
from skywitness.publish.notices import tell_notice


def tell(memory: Memory, released: list[Released], language: str = "en") -> tuple[str, str]:
    (step,) = memory.look(released)
    assert step.notice is not None
    return tell_notice(step.notice, step.row, language)


@pytest.mark.parametrize(
    ("language", "title", "why", "changed"),
    [
        ("en", "ALERT: interception: drone (1); Yelets; witnessed", "because: standing: witnessed", "standing: was witnessed, now denied"),
        ("ru", "ОПОВЕЩЕНИЕ: перехват: БПЛА (1); Yelets; по словам очевидцев", "статус: по словам очевидцев", "стало опровергнуто"),
        ("uk", "СПОВІЩЕННЯ: перехоплення: БпЛА (1); Yelets; за словами очевидців", "статус: за словами очевидців", "стало спростовано"),
    ],
)
def test_it_speaks_the_readers_language(language: str, title: str, why: str, changed: str) -> None:
    memory = Memory(Rule(name="seen", to=("desk",), standing=(Standing.WITNESSED,)))
    alert = tell(memory, rows(ex.dossier()), language)
    assert alert[0] == title
    assert why in alert[1]
    correction = tell(memory, rows(ex.dossier(standing=Standing.DENIED)), language)
    assert changed in correction[1]


def test_what_was_taken_back_says_so() -> None:
    memory = Memory(EVERYTHING)
    memory.look(rows(ex.dossier()))
    title, body = tell(memory, rows())
    assert title.startswith("CORRECTION: i-")
    assert "nothing supports it any more" in body


def test_a_tally_is_told_with_both_figures() -> None:
    title, _ = tell(Memory(Rule(name="sums", to=("desk",), tally_mismatch=True)), rows(tallies=(ex.TALLY,)))
    assert title.endswith("stated 42, found in the ledger 38 (short by 4)")


def test_a_tally_speaks_the_readers_language_but_for_its_author() -> None:
    told = tell(Memory(Rule(name="sums", to=("desk",), tally_mismatch=True)), rows(tallies=(ex.TALLY,)), "uk")
    assert "бракує 4" in told[0]
    assert "2031-03-14 18:40 – 2031-03-15 04:40 UTC" in told[1]


def test_a_guarded_place_leaves_no_finer_than_its_region_and_the_team_is_told_for_itself() -> None:
    guarded = ex.dossier(what=What.AIR_DEFENCE_ACTIVE, title="at the mill")
    assert "Yelets" not in " ".join(tell(Memory(EVERYTHING), rows(guarded)))
    assert "Lipetsk Oblast" in " ".join(tell(Memory(EVERYTHING), rows(guarded)))
    assert tell(Memory(EVERYTHING), rows(guarded, audience=Audience.TEAM))[0].startswith("TEAM ONLY ALERT:")


def test_hostile_words_are_shown_and_obeyed_nowhere() -> None:
    tally = msgspec.structs.replace(ex.TALLY, asserter=ex.HOSTILE)
    title, _ = tell(Memory(Rule(name="sums", to=("desk",), tally_mismatch=True)), rows(tallies=(tally,)))
    assert "\x1b" not in title
    assert "\u202e" not in title
