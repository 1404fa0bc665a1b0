"""What a report's words tell of the standard questions: by the slots that are filled, by the kind of message, and by fixed words that its grammar has noted.

A grammar file with a ``noted`` table has noted all that its fixed words tell. Constructions of a file without one may tell more than their
slots do, and then the truth says so instead of guessing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from msgspec import Struct, structs

from skywitness.model.words import Topic, What

Topics = frozenset[Topic]
NO_TOPICS: Topics = frozenset()
BY_SLOT = {
    "n": {Topic.COUNT, Topic.TARGET},
    "figure": {Topic.COUNT},
    "total": {Topic.TARGET},
    "launched": {Topic.TARGET},
    "target": {Topic.TARGET},
    "targets": {Topic.TARGET},
    "injured": {Topic.CASUALTIES},
    "means": {Topic.MEANS},
    "place": {Topic.PLACE},
    "region": {Topic.PLACE},
    "list": {Topic.PLACE},
    "lat": {Topic.PLACE},
    "clock": {Topic.PERIOD},
    "from": {Topic.PERIOD},
    "to": {Topic.PERIOD},
    "date": {Topic.PERIOD},
}
"""What a filled slot tells. What something was aimed at (``aim``) is not where it came down, and a part of the day (``when``) is no date: it leaves open when it was."""
SHOT_DOWN = frozenset({What.INTERCEPTED.value, "another", "interval", "digest", "quote"})
AT_AN_HOUR = {f"{what.value}_at": what.value for what in (What.INTERCEPTED, What.IMPACT)}
"""The kinds of message that put a happening at an hour of the clock, and what they tell of otherwise."""
OUTCOMES = SHOT_DOWN | {What.IMPACT.value, What.DEBRIS_FELL.value, "crossed"} | set(AT_AN_HOUR)
"""The kinds of message that tell what became of the target."""
SERVICES = frozenset({"on_site", "secured", "damage_assessed", "closed"})
BY_ACT: dict[str, Topics] = {
    **dict.fromkeys(OUTCOMES, frozenset({Topic.OUTCOME})),
    **dict.fromkeys(SERVICES, frozenset({Topic.RESPONSE})),
    "casualties": frozenset({Topic.CASUALTIES}),
    "damage": frozenset({Topic.DAMAGE}),
}
OF_AN_ALARM = frozenset({What.WARNED.value, What.ALL_CLEAR.value})
LEFT_OPEN: dict[str, Topics] = {
    "resident": frozenset({Topic.OUTCOME}),
    "partisan": frozenset({Topic.OUTCOME}),
    **dict.fromkeys(SERVICES, frozenset({Topic.PERIOD})),
    **dict.fromkeys(OF_AN_ALARM, frozenset({Topic.PERIOD, Topic.TARGET})),
}
"""By voice or kind of message, what its form does not settle: residents tell of bangs as well as of kills, the services give the hour of their own work, an
alarm has a time and a target of its own, and who cries ruin has not said that something hit.
"""
HEARSAY = frozenset({"rumour", "embellish"})
FILLERS = frozenset({"chatter", "open", "close", "before", "after"})
"""Kinds of message that allege nothing, in whichever words."""
EVERY_TOPIC = frozenset(Topic) - {Topic.WHAT, Topic.MODEL}


class Note(Struct, frozen=True, forbid_unknown_fields=True):
    """Fixed words of a grammar file and what they tell, wherever they stand. ``none`` are questions that they answer with "none"; ``may_tell`` are those that
    they leave to the reader. ``leaves_open`` are those that the kind of message would answer and these words leave to the reader: who tells of a bang
    has not said that something hit.
    """

    words: str
    tells: tuple[Topic, ...] = ()
    none: tuple[Topic, ...] = ()
    withholds: tuple[Topic, ...] = ()
    unknown: tuple[Topic, ...] = ()
    may_tell: tuple[Topic, ...] = ()
    leaves_open: tuple[Topic, ...] = ()


class Telling(Struct, frozen=True):
    """The questions that words answer, those of them that they answer with "none", those that they refuse to answer or call unknown, and those of
    which it is not settled whether they answer them.
    """

    tells: Topics = NO_TOPICS
    none: Topics = NO_TOPICS
    withholds: Topics = NO_TOPICS
    unknown: Topics = NO_TOPICS
    may_tell: Topics = NO_TOPICS
    names_town: bool = False
    names_hour: bool = False
    counts_hurt: bool = False

    def doubted(self) -> Telling:
        """The same of a text that was cut: it may tell what the whole told, and nothing else."""
        return Telling(may_tell=self.tells | self.withholds | self.unknown | self.may_tell)


NOTHING_TOLD = Telling()


def note_telling(key: str, slots: Collection[str], tags: Collection[str], text: str, notes: Sequence[Note] | None) -> Telling:
    """What a text tells, from its "act/voice", its filled slots, the tags that hold of it and the notes of its file (None: nobody has noted it).

    A singular ("a drone was shot down") leaves it to the reader whether there was no other. What is hearsay by its own words settles nothing.

    >>> told = note_telling("impact/channel", ["target"], [], "Ein Haus brennt.", [Note("brennt", tells=(Topic.DAMAGE,))])
    >>> sorted(told.tells)
    [<Topic.DAMAGE: 'damage'>, <Topic.OUTCOME: 'outcome'>, <Topic.TARGET: 'target'>]
    """
    act, _, voice = key.partition("/")
    if act in FILLERS:
        return NOTHING_TOLD
    apply = [note for note in notes or () if note.words.casefold() in text.casefold()]
    none = {topic for note in apply for topic in note.none} | ({Topic.CASUALTIES} if act == "casualties" and "unhurt" in tags else set())
    by_form = NO_TOPICS.union(BY_ACT.get(act, ()), *(BY_SLOT.get(slot, ()) for slot in slots))
    by_words = {topic for note in apply for topic in note.leaves_open}
    left_open = by_form & (LEFT_OPEN.get(act, NO_TOPICS) | LEFT_OPEN.get(voice, NO_TOPICS) | by_words)
    may_tell = set(EVERY_TOPIC) if notes is None else {topic for note in apply for topic in note.may_tell}
    may_tell |= (
        left_open
        | ({Topic.PERIOD} if "when" in slots else NO_TOPICS)
        | ({Topic.COUNT} if "target" in slots and "one" in tags else NO_TOPICS)
    )
    tells = (by_form - left_open) | none | {topic for note in apply for topic in note.tells}
    telling = structs.replace(
        _settle(tells, none, apply, may_tell), names_town="place" in slots, names_hour="clock" in slots, counts_hurt="injured" in slots
    )
    return telling.doubted() if act in HEARSAY else telling


def _settle(tells: Topics, none: set[Topic], apply: Sequence[Note], may_tell: set[Topic]) -> Telling:
    """An answer counts before a refusal, a refusal before a word that it is unknown, and these before a doubt."""
    withholds = {topic for note in apply for topic in note.withholds} - tells
    unknown = {topic for note in apply for topic in note.unknown} - tells - withholds
    return Telling(frozenset(tells), frozenset(none), frozenset(withholds), frozenset(unknown), frozenset(may_tell - tells))


def join_tellings(tellings: Iterable[Telling]) -> Telling:
    """What several texts tell together: an answer in one of them settles what another leaves open."""
    every = tuple(tellings)
    tells = NO_TOPICS.union(*(one.tells for one in every))
    withholds = NO_TOPICS.union(*(one.withholds for one in every)) - tells
    return Telling(
        tells,
        NO_TOPICS.union(*(one.none for one in every)),
        withholds,
        NO_TOPICS.union(*(one.unknown for one in every)) - tells - withholds,
        NO_TOPICS.union(*(one.may_tell for one in every)) - tells,
        any(one.names_town for one in every),
        any(one.names_hour for one in every),
        any(one.counts_hurt for one in every),
    )
