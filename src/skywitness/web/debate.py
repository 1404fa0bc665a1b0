"""What is argued beside the numbers: opinions by the question and the side they take, each with its holders and its words, read from released rows only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple, cast

from skywitness.assess.debate import Side, list_questions, take_sides
from skywitness.publish.harm import Released
from skywitness.publish.view import View

MOST_SHOWN = 20
"""Opinions shown of a side; the others are counted."""


class Held(NamedTuple):
    """One opinion as it was released, and the incident or context that it stands in."""

    opinion: dict[str, object]
    row: Released


class SideTaken(NamedTuple):
    """One side of a question: those who hold it, by name, and their opinions, as many as are shown."""

    side: str
    holders: tuple[str, ...]
    shown: tuple[Held, ...]
    more: int


class Question(NamedTuple):
    """A question that is argued, by its word, with its sides in the order of the table."""

    question: str
    sides: tuple[SideTaken, ...]


def tell_debate(view: View, held_in: Iterable[str]) -> tuple[Question, ...]:
    """The questions on which a released opinion takes a side; the same words told in several rows are one opinion. What the gate holds back takes none."""
    taken = defaultdict[Side, dict[str, Held]](dict)
    for record_id in held_in:
        row = view.incident(record_id) or view.context(record_id)
        for opinion in cast("list[dict[str, object]]", row["hypotheses"]) if row is not None and "hypotheses" in row else ():
            for side in take_sides(str(opinion["text"])):
                taken[side].setdefault(str(opinion["quote"]), Held(opinion, cast("Released", row)))
    questions = (
        Question(question, tuple(_side(Side(question, side), taken) for side in sides)) for question, sides in list_questions().items()
    )
    return tuple(each for each in questions if any(side.holders for side in each.sides))


def _side(side: Side, taken: dict[Side, dict[str, Held]]) -> SideTaken:
    held = list(taken.get(side, {}).values())
    holders = dict.fromkeys(holder for one in held for holder in cast("list[str]", one.opinion["held_by"]))
    return SideTaken(side.side, tuple(holders), tuple(held[:MOST_SHOWN]), max(0, len(held) - MOST_SHOWN))
