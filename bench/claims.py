"""Are short claims judged rightly? Two hundred, true, false and unknowable, about systems, the calendar, the sky and sums.

    python -m bench claims

Facts about systems are drawn from the table by script, false ones by swapping in another system's value; wordings are by hand, written beside the checker by the same
people, so that the figure tells of the judging more than of the reading. Phases of the moon are from almanacs, not from the checker's own reckoning.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

import msgspec

from bench.record import record
from skywitness.assess.short_claims import check_short_claim
from skywitness.model.words import Verdict
from skywitness.reference import System, find_maker, load_facts
from skywitness.reference.facts import SYSTEM_FILES, read_table

SEED, OF_EACH = 20, {"systems": 110, "calendar": 30, "sky": 30, "sums": 30}
TRUE, FALSE, UNKNOWABLE = Verdict.SUPPORTS, Verdict.REFUTES, Verdict.INCONCLUSIVE
KINDS = (TRUE, FALSE, UNKNOWABLE)
FACTS = load_facts()
SYSTEMS = [system for name in SYSTEM_FILES for system in msgspec.convert(read_table(name), list[System])]
INVENTED = ("Zorblax-9", "Ka-777", "Tu-999", "Grebe-4", "S-4400", "Kestrelion", "Kh-9001", "Pelikan-MX")
MAKER = ("The {} is made by {}.", "{} was developed by {}.", "The {} was designed by {}.", "{} is produced by {}.")
ORIGIN = ("The {} was built in {}.", "{} is designed in {}.", "The {} was made in {}.")
SERVICE = ("The {} entered service in {}.", "{} has been in service since {}.", "The {} came into service in {}.")
WEEKDAY = ("{} was a {}.", "{} fell on a {}.")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
FULL = (
    "28 January",
    "27 February",
    "28 March",
    "27 April",
    "26 May",
    "24 June",
    "24 July",
    "22 August",
    "20 September",
    "20 October",
    "19 November",
    "19 December",
)
NEW = (
    "13 January",
    "11 February",
    "13 March",
    "12 April",
    "11 May",
    "10 June",
    "10 July",
    "8 August",
    "7 September",
    "6 October",
    "4 November",
    "4 December",
)
HALF = (
    "6 January",
    "4 February",
    "6 March",
    "4 April",
    "3 May",
    "2 June",
    "1 July",
    "31 July",
    "30 August",
    "29 September",
    "28 October",
    "27 November",
)
"""Of 2021: full moons, new moons, last quarters."""
TOWNS = ("Kyiv", "Lipetsk", "Kharkiv", "Yelets", "Belgorod", "Poltava", "Tula")
PLACES = ("Bryansk", "Ryazan", "Tula", "Kaluga", "Kursk", "Oryol")
SUMS = ("{parts} make {total}.", "{total} drones: {parts}.", "{parts}: {total} in all.", "{parts}, altogether {total}.")


def claim_system(kind: Verdict, dice: random.Random) -> str:
    """A claim about a maker, a country or a year; unknowable where the system is invented or the table holds no year."""
    if kind is UNKNOWABLE:
        if dice.random() < 0.5:
            return dice.choice(MAKER).format(dice.choice(INVENTED), dice.choice(["Boeing", "Kamov", "Saab", "Antonov"]))
        return dice.choice(SERVICE).format(
            dice.choice([each for each in SYSTEMS if each.in_service is None]).name, dice.randint(1960, 2020)
        )
    about = dice.choice(["maker", "origin", "year"])
    if about == "maker":
        system, other = dice.sample([each for each in SYSTEMS if each.makers], 2)
        while kind is FALSE and not _are_strangers(system, other):
            other = dice.choice([each for each in SYSTEMS if each.makers])
        return dice.choice(MAKER).format(system.name, dice.choice(system.makers if kind is TRUE else other.makers))
    if about == "origin":
        system = dice.choice([each for each in SYSTEMS if len(each.origin) == 1 and each.origin[0] not in ("SU", "CS")])
        wrong = dice.choice([code for code in ("US", "FR", "RU", "IR", "SE", "CN", "TR") if code != system.origin[0]])
        return dice.choice(ORIGIN).format(system.name, FACTS.words.countries[system.origin[0] if kind is TRUE else wrong])
    system = dice.choice([each for each in SYSTEMS if each.in_service is not None])
    year = (system.in_service or 0) + (0 if kind is TRUE else dice.choice([-20, -9, -5, 4, 7, 15]))
    return dice.choice(SERVICE).format(system.name, year)


def _are_strangers(system: System, other: System) -> bool:
    """Whether no maker of the one has to do with any of the other."""
    ours, theirs = ([row for name in each.makers if (row := find_maker(FACTS, name))] for each in (system, other))
    return not any(one.name == two.name or one.name in two.group or two.name in one.group for one in ours for two in theirs)


def claim_weekday(kind: Verdict, dice: random.Random) -> str:
    """A weekday; unknowable without a year."""
    day = date(2020, 1, 1) + timedelta(days=dice.randrange(2_000))
    told = WEEKDAYS[(day.weekday() + (dice.randint(1, 6) if kind is FALSE else 0)) % 7]
    return dice.choice(WEEKDAY).format(f"{day.day} {day:%B}" if kind is UNKNOWABLE else f"{day.day} {day:%B} {day.year}", told)


def claim_sky(kind: Verdict, dice: random.Random) -> str:
    """A phase, a moonless night, or night at an hour in UTC; unknowable at half moon, or where nobody says at which place."""
    if kind is UNKNOWABLE:
        return dice.choice(
            [
                f"The night of {dice.choice(HALF)} 2021 was moonless.",
                f"At 17:30 UTC on {dice.choice(FULL)} 2021 it was dark.",
                "It was a moonless night.",
            ]
        )
    about = dice.choice(["phase", "moonless", "hour"])
    if about == "phase":
        phase = dice.choice(["full", "new"])
        days = FULL if (phase == "full") == (kind is TRUE) else NEW
        return f"The moon was {phase} on {dice.choice(days)} 2021."
    if about == "moonless":
        return f"The night of {dice.choice(NEW if kind is TRUE else FULL)} 2021 was moonless in {dice.choice(TOWNS)}."
    light = dice.choice(["night", "day"])
    hour = "23:00" if (light == "night") == (kind is TRUE) else "09:30"
    return f"At {hour} UTC on {dice.choice(FULL)} 2021 it was {light} in {dice.choice(TOWNS)}."


def claim_sum(kind: Verdict, dice: random.Random) -> str:
    """A total of parts; unknowable where a part is not told."""
    places = dice.sample(PLACES, dice.randint(2, 4))
    counts = [dice.randint(1, 30) for _ in places]
    parts = [f"{number} over {place}" for number, place in zip(counts, places, strict=True)]
    if kind is UNKNOWABLE:
        parts.append(f"several over {next(place for place in PLACES if place not in places)}")
    total = sum(counts) + (dice.choice([-2, -1, 1, 3, 10]) if kind is FALSE else 0)
    return dice.choice(SUMS).format(parts=f"{', '.join(parts[:-1])} and {parts[-1]}", total=max(total, 0))


def draw_claims() -> Iterator[tuple[str, Verdict, str]]:
    """Topic, the verdict that is due, and the claim."""
    make = {"systems": claim_system, "calendar": claim_weekday, "sky": claim_sky, "sums": claim_sum}
    for topic, number in OF_EACH.items():
        dice = random.Random(f"{SEED}/{topic}")  # noqa: S311 - which facts are drawn is no secret
        for index in range(number):
            due = KINDS[index % 3]
            yield topic, due, make[topic](due, dice)


def main() -> None:
    """Judge all and keep the figures; what was judged wrongly is printed."""
    right, of, called_refuted, unknowable = Counter[str](), Counter[str](), 0, 0
    for topic, due, claim in draw_claims():
        found = check_short_claim(FACTS, claim)
        of[topic] += 1
        right[topic] += found.verdict is due
        unknowable += due is UNKNOWABLE
        called_refuted += due is UNKNOWABLE and found.verdict is FALSE
        if found.verdict is not due:
            print(f"{topic}: {claim} is called {found.verdict.value}, {due.value} is due: {found.fact}")
    record(
        "claims",
        {
            "claims": of.total(),
            "verdict right": round(right.total() / of.total(), 4),
            "by topic": {topic: round(right[topic] / of[topic], 4) for topic in of},
            "unknowable": unknowable,
            "unknowable called refuted": called_refuted,
        },
    )


if __name__ == "__main__":
    main()
