"""Released rows of invented incidents, and plans, for the tests of alerts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.publish import examples as ex

from skywitness.alert.compare import Step, Told, compare
from skywitness.alert.plan import Channel, Rule
from skywitness.model.incident import Dossier, Picture, Tally
from skywitness.model.words import Audience
from skywitness.publish import Released, load_policy, release

DESK = Channel(name="desk", address="json://127.0.0.1:9")
EVERYTHING = Rule(name="everything", to=("desk",))


def rows(*dossiers: Dossier, tallies: tuple[Tally, ...] = (), audience: Audience = Audience.PUBLIC) -> list[Released]:
    picture = Picture(dossiers=dossiers, tallies=tallies, contexts=(ex.CONTEXT,))
    return list(release(picture, ex.REPORTS, ex.PROFILES, policy=load_policy(), audience=audience, now=ex.NEXT_WEEK, atlas=ex.SmallAtlas()))


def steps(released: Sequence[Released], told: Sequence[Told], *rules: Rule, **more: Any) -> list[Step]:
    more = {"now": ex.NEXT_WEEK, "since": None, **more}
    return list(compare(released, told, DESK, rules, **more))


class Memory:
    """A channel's memory, without a disk: the steps of a look, applied to what was told before."""

    def __init__(self, *rules: Rule) -> None:
        self.told: dict[str, Told] = {}
        self.rules = rules

    def look(self, released: Sequence[Released], **more: Any) -> list[Step]:
        found = steps(released, list(self.told.values()), *self.rules, **more)
        for step in found:
            for subject in step.forget:
                del self.told[subject]
            self.told[step.keep.subject] = step.keep
        return [step for step in found if step.notice is not None]
