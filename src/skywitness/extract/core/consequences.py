"""What is said beside a happening: debris, damage, casualties, response, and what the text itself says is not known."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from skywitness.extract.core.alerts import plain_target
from skywitness.extract.core.drafts import Draft
from skywitness.extract.core.lexicon import Mark
from skywitness.extract.core.numbers import Number, find_numbers
from skywitness.extract.core.places import located, mention_of
from skywitness.extract.core.scan import Scan
from skywitness.extract.core.statements import Statement
from skywitness.extract.core.voices import topics_in
from skywitness.model.words import HAPPENINGS, CountState, PlaceRole, Target, Topic, What

_TOPICS = frozenset(topic.value for topic in Topic)
_BROKEN_OFF = frozenset({"damage", "casualties"})
"""What can turn into its opposite by the words that are cut off."""
_OF_YEARS = ("летн", "річн")
_BESIDE = frozenset({"damage", "casualties", "debris_fell", "response"})


def draft_consequences(scan: Scan, statements: Sequence[Statement], main: str, *, is_cut: bool) -> list[Draft]:
    """The drafts of what came after; ``main`` is the target that the report is about when it is about one."""
    last_sentence = len(scan.sentences) - 1
    downed = any(one.what in {"intercepted", "foiled"} for one in statements)
    told = [one for one in statements if one.what in _BESIDE and not _fell_nowhere(scan, one, downed=downed) and not one.is_open]
    whole = [one for one in told if not (is_cut and one.sentence == last_sentence and one.what in _BROKEN_OFF)]
    return [*_told_once([_draft(scan, one, main) for one in whole]), *_undisclosed(scan, statements)]


def hang(drafts: Sequence[Draft]) -> None:
    """Tell of everything said about a happening which one it hangs on: the first."""
    happening = next((position for position, draft in enumerate(drafts) if draft.what in HAPPENINGS), None)
    for draft in drafts:
        if draft.what not in HAPPENINGS:
            draft.happening = happening


def lend_seas(statements: Sequence[Statement]) -> None:
    """Give an interception that names no place the sea or region over which what it brought down is said to have crashed."""
    for before, fall in pairwise(statements):
        if before.what == "intercepted" and not before.places and fall.what == "debris_fell" and _is_out_of_reach(fall):
            before.places = fall.places


def _is_out_of_reach(fall: Statement) -> bool:
    return all(place.sort == "sea" or place.lead == "over" for place in located(fall.places))


def _fell_nowhere(scan: Scan, statement: Statement, *, downed: bool) -> bool:
    """Whether debris is said to have fallen, but nowhere, into a sea or over a region: that is part of the interception."""
    if statement.what != "debris_fell" or not (statement.places or downed):
        return False
    lies = any(cue.number for cue in statement.cues) or not any(
        m.value == "damage" for m in scan.marks_in(statement.first, statement.last, "what")
    )
    return _is_out_of_reach(statement) and not (lies and scan.marks_in(statement.first, statement.last, "landing"))


def _draft(scan: Scan, statement: Statement, main: str) -> Draft:
    entry = next((e for e in statement.placed if e.item.target not in {None, "any"}), None)
    what = What(statement.what)
    is_named = entry is not None and (entry.item.target != "unknown" or entry.item.model is not None)
    counted = _count_people(scan, statement) if what is What.CASUALTIES else _count(statement)
    places = located(statement.places) or (entry.places if entry is not None and entry.item.count is not None else [])
    role = PlaceRole.FELL if what is What.DEBRIS_FELL else PlaceRole.OCCURRED
    return Draft(
        what=what,
        target=Target(plain_target(entry.item.target)) if entry is not None and is_named else Target(main),
        model=entry.item.model if entry is not None else None,
        count=counted,
        places=tuple(mention_of(scan, place, role, counted if len(places) == 1 else None) for place in places),
        period=statement.period,
        asserter=statement.asserter,
        factuality=statement.factuality,
        negated=statement.negated,
        span=scan.trimmed_span(statement.first, statement.last),
    )


def _count(statement: Statement) -> int | None:
    """The number of the targets that fell or were damaged: of the clause itself, else of the sentence when it counts once."""
    own = [entry for entry in statement.placed if entry.item.target != "any"]
    if statement.what == "response":
        return None
    if own and own[0].item.count is not None:
        return own[0].item.count
    if own and statement.what != "debris_fell":
        return None
    told = own or statement.sentence_placed
    counts = {entry.item.count or (1 if 1 in {entry.item.agreed, entry.verb_number} else None) for entry in told}
    return counts.pop() if len(counts) == 1 and statement.what == "debris_fell" else None


def _count_people(scan: Scan, statement: Statement) -> int | None:
    """How many people were hurt, when the clause gives one number of people; dead and hurt told together give none."""
    if statement.negated:
        return None
    people = {mark.first for mark in scan.marks_in(statement.first, statement.last, "unit") if mark.value == "people"}
    risen = {mark.last for mark in scan.marks_in(statement.first, statement.last, "quantity") if mark.value == "risen"}
    cues = [*statement.cues, *(mark for mark in scan.marks_in(statement.first, statement.last, "what") if mark.value == "casualties")]
    counts = [
        number.value
        for number in find_numbers(scan.tokens, scan.marks, scan.digits)
        if statement.first <= number.first < statement.last
        and not is_age(scan, number)
        and (
            people.intersection(range(number.last, number.last + 3))
            or number.first in risen
            or any(cue.last == number.first or cue.first == number.last for cue in cues)
        )
    ]
    if not counts and any(_is_one_person(scan, cue, statement) for cue in cues):
        return 1
    return counts[0] if len(counts) == 1 else None


def is_age(scan: Scan, number: Number) -> bool:
    """Whether a number is somebody's age: "54-летняя женщина", "54-річна жінка"."""
    behind = scan.words(number.last, min(number.last + 2, len(scan.tokens)))
    return behind.removeprefix("- ").startswith(_OF_YEARS)


def _is_one_person(scan: Scan, cue: Mark, statement: Statement) -> bool:
    """Whether one person is named right beside the word that tells it: "ранен мужчина"."""
    return bool(scan.marks_in(max(statement.first, cue.first - 1), min(statement.last, cue.last + 1), "person"))


def _told_once(drafts: Sequence[Draft]) -> list[Draft]:
    """Damage, casualties and response once each and polarity, unless told of several places; what later sentences add goes to the first."""
    kept: list[Draft] = []
    for draft in drafts:
        first = next((one for one in kept if (one.what, one.negated) == (draft.what, draft.negated)), None)
        counts_others = first is not None and None not in {first.count, draft.count} and first.count != draft.count
        if first is None or counts_others or draft.what is What.DEBRIS_FELL or (first.places and draft.places):
            kept.append(draft)
            continue
        first.places = first.places or draft.places
        first.count = first.count if first.count is not None else draft.count
        first.target = first.target if first.target is not Target.UNKNOWN else draft.target
    return kept


def _undisclosed(scan: Scan, statements: Sequence[Statement]) -> list[Draft]:
    """What the text itself says is not known or told yet, about the happening it goes with."""
    drafts = []
    asserters = {statement.sentence: statement.asserter for statement in statements}
    own = statements[0].asserter if statements else None
    for position, (first, last) in enumerate(scan.sentences if "disclosure" in scan.kinds else ()):
        marks = scan.marks_in(first, last, "disclosure")
        about = tuple(dict.fromkeys(Topic(topic) for topic in topics_in(scan, first, last) if topic in _TOPICS)) if marks else ()
        asserter = asserters.get(position, own)
        if about and asserter is not None:
            silent = What.NO_COMMENT if marks[0].value == "no comment" else What.NOT_DISCLOSED
            state = CountState.UNKNOWN if marks[0].value == "being clarified" else CountState.WITHHELD
            drafts.append(Draft(what=silent, about=about, asserter=asserter, span=scan.trimmed_span(first, last), count_state=state))
    return drafts
