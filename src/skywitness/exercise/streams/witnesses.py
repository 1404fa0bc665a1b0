"""What residents tell: soon, in the wrong town now and then, with old footage, of bangs that were nothing, and of other things too."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import structs

from skywitness.exercise.campaigns import draw_poisson
from skywitness.exercise.streams.cast import LocalCast, Source
from skywitness.exercise.streams.desk import NOTHING, Desk, Said, clock
from skywitness.exercise.wording import Facts
from skywitness.model.truth import Happening
from skywitness.model.words import What

SEEN = (What.INTERCEPTED, What.IMPACT, What.DEBRIS_FELL, What.SIGHTED)
MEAN_DELAY_S, LONGEST_DELAY_S = 300.0, 5400.0
ONLY_HEARD = 0.3
"""Share of residents that heard a kill or a hit and say no more."""
OPENS, CLOSES = 0.45, 0.45
CHATTER_PER_NIGHT, BANGS_PER_ALARM = 3.0, 0.8


def tell_as_witnesses(desk: Desk) -> None:
    """Put down all that residents tell."""
    for local in desk.cast.local.values():
        mine = [happening for happening in desk.happenings if happening.iso == local.region.iso]
        for happening in mine:
            if happening.what in SEEN:
                _tell_happening(desk, local, happening)
        _hear_nothing(desk, local, mine)
        _chat(desk, local)


def _tell_happening(desk: Desk, local: LocalCast, happening: Happening) -> None:
    rng, faults = desk.rng, desk.scenario.faults
    for resident in rng.sample(local.residents, min(len(local.residents), draw_poisson(desk.scenario.residents, rng))):
        at = happening.start + timedelta(seconds=int(min(LONGEST_DELAY_S, 20 + rng.expovariate(1 / MEAN_DELAY_S))))
        facts, wrong = desk.facts_of(happening, at), list[str]()
        act = "heard" if happening.what in (What.INTERCEPTED, What.IMPACT) and rng.random() < ONLY_HEARD else happening.what.value
        others = [town for town in local.region.towns if town is not facts.place]
        if others and rng.random() < faults.wrong_town:
            facts, wrong = structs.replace(facts, place=rng.choice(others)), ["place"]
        said = Said(speaks_of=(happening.happening_id,), faults=tuple(wrong))
        speak_as_resident(desk, resident, at, act, facts, said)
    if rng.random() < faults.old_footage:
        at = desk.later(happening.start, 600, 10_800)
        said = Said(speaks_of=(happening.happening_id,), faults=("reused_footage",))
        speak_as_resident(desk, rng.choice(local.residents), at, "footage", desk.facts_of(happening, at), said)


def speak_as_resident(desk: Desk, resident: Source, at: datetime, act: str, facts: Facts, said: Said) -> None:
    """Put down a resident's words with what people put around them: a call to the neighbours, a sigh, a question."""
    grammar, rng = desk.grammars[resident.language], desk.rng
    worded = grammar.say(act, "resident", facts, rng)
    if worded is None:
        return
    opening = grammar.say("open", "resident", Facts(), rng) if rng.random() < OPENS else None
    closing = grammar.say("close", "resident", Facts(), rng) if rng.random() < CLOSES else None
    text = " ".join(part.text for part in (opening, worded, closing) if part)
    desk.put_down(resident, at, act, "resident", facts, said, structs.replace(worded, text=text))


def _hear_nothing(desk: Desk, local: LocalCast, mine: list[Happening]) -> None:
    """Bangs that residents took for explosions while an alert was on and nothing came down in the region."""
    loud = [happening for happening in mine if happening.what in SEEN]
    for alert in (happening for happening in mine if happening.what is What.WARNED):
        if any(abs((happening.start - alert.start).total_seconds()) < 7200 for happening in loud):
            continue
        for _ in range(draw_poisson(BANGS_PER_ALARM, desk.rng)):
            at = desk.later(alert.start, 120, 2400)
            facts = Facts(place=desk.rng.choice(local.region.towns), words={"clock": clock(at, local.region)})
            speak_as_resident(desk, desk.rng.choice(local.residents), at, "heard", facts, Said(clutter=True))


def _chat(desk: Desk, local: LocalCast) -> None:
    """Posts about water and bicycles, which allege nothing."""
    for _ in range(draw_poisson(CHATTER_PER_NIGHT * desk.nights, desk.rng)):
        at = desk.later(desk.start, 0, desk.nights * 86_400)
        speak_as_resident(desk, desk.rng.choice(local.residents), at, "chatter", Facts(place=desk.rng.choice(local.region.towns)), NOTHING)
