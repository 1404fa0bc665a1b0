"""How a policy of one's own is laid over the one that ships."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.publish import examples as ex

from skywitness.cli.app import DONE, WRONG_USE, answer
from skywitness.errors import BadSettings
from skywitness.ledger import open_ledger
from skywitness.model.incident import Dossier, Picture
from skywitness.model.words import Precision, What
from skywitness.publish import release
from skywitness.publish.policy import Policy, load_policy


def test_a_policy_of_ones_own_changes_only_what_it_says(tmp_path: Path) -> None:
    own = tmp_path / "policy.toml"
    own.write_text("[delay]\ndefending_unit_hours = 24.0\n")
    assert load_policy(own).delay.defending_unit_hours == 24
    assert load_policy(own).finest.air_defence is Precision.REGION


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[delay]\nunit = 3", "unit"),
        ("[finest]\nimpact = 'house'", "house"),
        ("[new]\na = 1", "new"),
        ("[delay\n", "not TOML"),
        ("delay = 3", "delay"),
    ],
)
def test_a_policy_that_is_not_understood_is_named(tmp_path: Path, text: str, words: str) -> None:
    own = tmp_path / "policy.toml"
    own.write_text(text)
    with pytest.raises(BadSettings, match=words) as caught:
        load_policy(own)
    assert "policy.toml" in str(caught.value)


def test_a_policy_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="cannot be read"):
        load_policy(tmp_path / "none.toml")


PARTNERS = """
[audience.partners.finest]
impact = "point"
[audience.partners.delay]
defending_unit_hours = 2.0
"""


def shown(dossier: Dossier, policy: Policy, audience: str, hours: float = 168) -> Any:
    now = ex.NIGHT + timedelta(hours=hours)
    [row] = release(Picture(dossiers=(dossier,)), ex.REPORTS, ex.PROFILES, policy=policy, audience=audience, now=now, atlas=ex.SmallAtlas())
    return row


def test_an_audience_of_ones_own_has_its_own_places_and_delays_and_all_other_rules(tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text(PARTNERS)
    policy = load_policy(tmp_path / "policy.toml")
    impact = ex.dossier(what=What.IMPACT, place=ex.POINT, reports=(ex.MAYOR.digest,))
    assert [shown(impact, policy, name)["place"]["precision"] for name in ("public", "partners", "team")] == ["town", "point", "point"]
    for name, means in (("public", None), ("partners", "Ka-52 helicopter"), ("team", "Ka-52 helicopter")):
        row = shown(ex.dossier(), policy, name, hours=3)
        assert (row["attributes"]["means"]["preferred"], row["audience"], "lifted" in row) == (means, name, name == "team")
    assert "[name withheld]" in str(dict(shown(ex.dossier(), policy, "partners")))


def test_what_is_held_says_each_why() -> None:
    row = shown(ex.dossier(), load_policy(), "public")
    assert {one["rule"]: one["why"] for one in row["suppressed"]} == {
        "media": "media, their names and what their metadata tell of a position or an owner stay inside",
        "private_person": "names of private persons are masked",
    }
    assert shown(ex.dossier(), load_policy(), "team")["suppressed"] == []


def test_an_audience_that_nobody_made_is_refused_with_those_there_are() -> None:
    with pytest.raises(BadSettings, match=r"no audience 'press'.*public, team.*\[audience.press\]"):
        load_policy().rules_for("press")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[audience.partners]\nlift = true", "lift"),
        ("[audience.partners.finest]\nimpact = 'house'", "house"),
        ("[audience.partners.delay]\nhours = 2.0", "hours"),
        ("[audience.'../x']\n", "small letters"),
    ],
)
def test_an_audience_that_is_not_understood_is_named(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "policy.toml").write_text(text)
    with pytest.raises(BadSettings, match=words):
        load_policy(tmp_path / "policy.toml")


def test_the_command_reads_the_policy_that_the_settings_name(tmp_path: Path) -> None:
    (tmp_path / "n.reports.jsonl").write_text(
        '{"source":"yelets_voice","published_at":"2021-05-01T20:10:00Z","text":"В Ельце сбит беспилотник, слышали взрыв."}\n'
    )
    (tmp_path / "policy.toml").write_text(PARTNERS)
    (tmp_path / "c.toml").write_text('[audience]\npolicy = "policy.toml"\n')
    ledger, to = str(tmp_path / "ledger"), tmp_path / "out.jsonl"
    assert answer(["run", str(tmp_path / "n.reports.jsonl"), "--ledger", ledger]) == DONE
    export = ["export", "--ledger", ledger, "--format", "incidents", "--to", str(to), "--audience", "partners"]
    assert answer(export) == WRONG_USE
    assert answer([*export, "--config", str(tmp_path / "c.toml")]) == DONE
    row = json.loads(to.read_text().splitlines()[0])
    with open_ledger(ledger, read_only=True) as opened:
        assert (row["audience"], row["ledger_head"]) == ("partners", opened.head())
