"""Settings of alerts: understood, or refused by the name of what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from skywitness.alert.plan import load_alert_plan
from skywitness.errors import BadSettings

GOOD = """
[[channel]]
name = "desk"
address = "tgram://${BOT}/-100123"
language = "uk"
quiet = { begin = 23:00:00, until = 07:00:00, zone = "Europe/Kyiv" }
[[alert]]
name = "near"
to = ["desk"]
near = { lat = 50.45, lon = 30.52, km = 40 }
standing = ["confirmed"]
"""


def load(folder: Path, text: str) -> object:
    (folder / "c.toml").write_text(text, encoding="utf-8")
    return load_alert_plan(folder / "c.toml")


def test_a_plan_is_read_beside_the_tables_of_others(tmp_path: Path) -> None:
    plan = load_alert_plan(tmp_path / "c.toml") if load(tmp_path, GOOD + '[audience]\ndefault = "team"\n') else None
    assert plan is not None
    assert [rule.name for rule in plan.rules_for("desk")] == ["near"]
    assert plan.rules_for("nobody") == ()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[[channel]]", "[[chanel]]", "no [[channel]]"),
        ("[[alert]]", "[[alerts]]", "no [[alert]]"),
        ('to = ["desk"]', 'to = ["dusk"]', "'dusk' is no channel"),
        ('to = ["desk"]', "to = []", "is no channel"),
        ('standing = ["confirmed"]', 'standing = ["sure"]', "alert[0]"),
        ('standing = ["confirmed"]', 'standin = ["confirmed"]', "standin"),
        ('standing = ["confirmed"]', "silence_quantile = 95", "silence_quantile"),
        ('standing = ["confirmed"]', "tally_mismatch = true\ncontradiction = true", "a tally has no standing"),
        ('standing = ["confirmed"]', 'words = ["*"]', "watchword"),
        ("Europe/Kyiv", "Europe/Nowhere", "no time zone"),
        ("km = 40", "km = -1", "km"),
        ('language = "uk"', 'language = "xx"', "channel[0]"),
        ("[[alert]]", GOOD.partition("[[alert]]")[0] + "[[alert]]", "'desk': give each"),
        ('name = "near"', "name =", "no TOML"),
    ],
)
def test_what_is_not_understood_is_named(tmp_path: Path, old: str, new: str, told: str) -> None:
    with pytest.raises(BadSettings, match=told.replace("[", r"\[")):
        load(tmp_path, GOOD.replace(old, new, 1))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="cannot be read"):
        load_alert_plan(tmp_path / "none.toml")
