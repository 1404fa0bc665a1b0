"""Damaged and hostile inputs are refused in our words and in bounded time: kept cases that once were not, and seeds that are damaged anew on every run."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from tests.hostile.parsers import PARSERS
from tests.hostile.seeds import SEEDS

CASES = Path(__file__).parent / "cases"
ROUNDS = 60


@pytest.mark.parametrize("name", PARSERS)
def test_honest_inputs_are_read(name: str) -> None:
    for seed in SEEDS[name]:
        PARSERS[name](seed)


@pytest.mark.parametrize("case", sorted(CASES.glob("*/*")), ids=lambda case: f"{case.parent.name}/{case.name}")
def test_what_once_did_harm_does_none(case: Path) -> None:
    PARSERS[case.parent.name](case.read_bytes())


@pytest.mark.slow
@pytest.mark.parametrize("name", PARSERS)
def test_damaged_inputs_do_no_harm(name: str) -> None:
    dice = random.Random(name)  # noqa: S311 - dice of a game
    for _ in range(ROUNDS):
        PARSERS[name](damage(dice.choice(SEEDS[name]), dice))


def damage(content: bytes, dice: random.Random) -> bytes:
    """What a bad line, a bad disk or a bad person makes of it: cut, doubled, spliced, flipped, or with what breaks parsers put in."""
    harmful = [
        b"\x00",
        b"\xff\xfe",
        b"[" * 3000,
        b"9" * 5000,
        b"<!ENTITY a 'b'>&a;",
        "\u202e\u200b".encode(),
        b'"',
        b"1e999",
        b"-",
        b"\xed\xa0\x80",
    ]
    changed = bytearray(content)
    for _ in range(dice.randint(1, 4)):
        at, length = dice.randrange(len(changed) + 1), dice.randint(0, 40)
        kind = dice.randrange(4)
        if kind == 0:
            changed[at : at + length] = dice.choice(harmful)
        elif kind == 1:
            changed[at : at + length] = b""
        elif kind == 2:
            changed[at:at] = changed[at : at + length]
        elif at < len(changed):
            changed[at] ^= 1 << dice.randrange(8)
    return bytes(changed)
