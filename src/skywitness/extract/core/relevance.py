"""Keeps what is about aerial incidents: drops own strikes on the ground, drills, adverts, advice and thanks that use the same words."""

from __future__ import annotations

from collections.abc import Sequence

from skywitness.extract.core.lexicon import Mark
from skywitness.extract.core.scan import Scan
from skywitness.extract.core.services import are_at_work
from skywitness.extract.core.statements import Statement

_OBJECT_REACH = 9
_DEFENCE = frozenset({"foiled", "warned", "all_clear", "air_defence_active"})
_SERIOUS = _DEFENCE | {"intercepted"}
_OWN = frozenset({"supply", "own act"})
_REPELLED = frozenset({"foiled", "air_defence_active"})
_ATTACKS = frozenset({"attempted", "attacked", "struck", "sighted", "impact", ""})
_BESIDE = frozenset({"damage", "casualties", "debris_fell", "response", "intercepted", "impact"})
_HARM = frozenset({"damage", "casualties", "response"})
_AFTERMATH = 2
"""So many sentences behind it a digest may still tell what came of an attack."""
_DOUBT = frozenset(
    [
        "?",
        "или",
        "либо",
        "не",
        "нет",
        "ли",
        "похоже",
        "непохоже",
        "вряд",
        "вроде",
        "может",
        "думал",
        "думала",
        "думали",
        "подумал",
        "подумала",
        "подумали",
        "решил",
        "решила",
        "решили",
        "казалось",
        "показалось",
        "кажется",
        "надеюсь",
        "как",
        "будто",
        "словно",
        "какой",
        "какая",
        "какие",
        "странный",
        "странная",
        "странные",
        "непонятный",
        "хуже",
        "громче",
        "сильнее",
        "ясного",
        "ясное",
        "безоблачного",
        "чи",
        "або",
    ]
)
_EMPTY_TALK = frozenset({"advert", "guidance", "thanks", "history", "memorial", "drill", "politics"})
_OUTCOMES = frozenset({"intercepted", "impact", "debris_fell"})
"""What a question asks for and does not tell: "Сбили?"."""
_QUERY_TOKENS = 6
_PIN_TOKENS = 5
_FEW = 2
_MUSING_TOKENS = 30
"""In a text so long a question without a place or a number tells nothing; in a brief one it is a resident who heard something."""


def keep_relevant(scan: Scan, statements: Sequence[Statement], *, is_digest: bool) -> list[Statement]:
    """The statements that tell of something in the air, or of its consequences. A digest is judged sentence by sentence, other reports as a whole."""
    settings = {mark.value for mark in scan.kinds.get("setting", ())}
    kept = [statement for statement in statements if _is_hit_on_target(scan, statement) and not _is_of_ground(scan, statement)]
    if is_digest:
        kept = _of_defence(scan, kept)
    elif _is_battlefield(scan, (0, len(scan.tokens)), kept) or "drill" in settings:
        kept = [one for one in kept if _is_kept_in_battle(scan, one)]
    if "memorial" in settings:
        kept = [one for one in kept if one.what == "intercepted"]
    if _is_of_everyday(scan, kept, settings):
        return []
    if "condolence" in settings and not any(_is_armed(one) for one in kept):
        kept = [one for one in kept if one.what == "intercepted"]
    kept = [one for one in kept if one.what != "response" or are_at_work(scan, *scan.sentences[one.sentence])]
    if "sale" in settings:
        sold = _set_in(scan, "sale")
        kept = [one for one in kept if one.sentence not in sold or one.what in _SERIOUS]
    if settings & _EMPTY_TALK and not is_digest:
        talk = _set_in(scan, *_EMPTY_TALK)
        downed = any(one.what == "intercepted" and (one.places or _counts(one)) for one in kept)
        placed = len(scan.tokens) <= _MUSING_TOKENS and any(one.places for one in kept)
        kept = [one for one in kept if _says_enough(one, settings) or ((downed or placed) and one.sentence not in talk)]
    if len(scan.tokens) > _MUSING_TOKENS:
        kept = [one for one in kept if one.places or _counts(one) or not _asks(scan, one.sentence)]
    kept = [
        one
        for one in kept
        if one.what not in _OUTCOMES or _counts(one) or one.last - one.first > _QUERY_TOKENS or not _asks(scan, one.sentence)
    ]
    return _without_own(scan, kept) if settings & _OWN else kept


def _without_own(scan: Scan, statements: Sequence[Statement]) -> list[Statement]:
    """The statements but those of what the speaker's own side was given or did."""
    supplied, own = _set_in(scan, "supply"), _set_in(scan, "own act")
    return [one for one in statements if one.sentence not in own and (one.sentence not in supplied or one.what in _SERIOUS)]


def _is_of_everyday(scan: Scan, kept: Sequence[Statement], settings: set[str]) -> bool:
    """Whether a text in which nothing flies and no defence works tells of accidents, weather and the like, or of mere damage and harm.

    Services at work where something came down or went off tell of neither.
    """
    if "model" in scan.kinds or "means" in scan.kinds or any(mark.value != "unknown" for mark in scan.kinds.get("target", ())):
        return False
    if "everyday" in settings or ("thunder" in settings and not _is_in_doubt(scan)):
        return True
    told_of_air = any(mark.kind == "mute" and mark.value == "misses" for mark in scan.marks)
    at_work = {"response", "damage"} if "survey" in settings else {"response"}
    at_scene = bool(settings & {"scene", "survey"}) and "errand" not in settings and all(one.what in at_work for one in kept)
    return all(one.what in _HARM for one in kept) and not told_of_air and not at_scene


def _is_in_doubt(scan: Scan) -> bool:
    """Whether a text only wonders whether a noise was thunder or fireworks, or says that it was not."""
    return any(token.text in _DOUBT for token in scan.tokens)


def _set_in(scan: Scan, *values: str) -> set[int]:
    """The positions of the sentences with a word of some settings: what is sold, made or bought, what the speaker's own side did or flies."""
    starts = [mark.first for mark in scan.kinds.get("setting", ()) if mark.value in values]
    if not starts:
        return set()
    return {position for position, (first, last) in enumerate(scan.sentences) if any(first <= start < last for start in starts)}


def _says_enough(statement: Statement, settings: set[str]) -> bool:
    if statement.what == "all_clear" and "guidance" not in settings and "drill" not in settings:
        return True
    return bool(statement.places) or _counts(statement) or (statement.what == "air_defence_active" and "guidance" not in settings)


def _is_kept_in_battle(scan: Scan, statement: Statement) -> bool:
    if statement.what == "" and statement.last - statement.first <= _PIN_TOKENS:
        return bool(statement.places) and not statement.placed  # a line that only names the place of what follows
    if statement.what != "intercepted" or not _is_firm(scan, statement):
        return statement.what in _REPELLED
    inside = scan.marks_in(statement.first, statement.last)
    if statement.is_airborne or any(mark.kind == "means" and mark.value == "air defence" for mark in inside):
        return True
    return _is_armed(statement) and not any(mark.kind == "ground" for mark in inside)


def _of_defence(scan: Scan, statements: Sequence[Statement]) -> list[Statement]:
    """What a digest retells of attacks from the air: what was shot down or came in numbers, and what is said beside that."""
    calm = [one for one in statements if not _is_battlefield(scan, scan.sentences[one.sentence], statements)]
    downed = {one.sentence for one in statements if one.what in {"intercepted", *_DEFENCE} and _is_of_air(one) and _is_firm(scan, one)}
    came = {one.sentence for one in calm if one.what in _ATTACKS and (_counts(one) or _names_attacker(scan, one))}
    told = downed | came
    heads = {one.sentence for one in calm if one.what in _ATTACKS and one.sentence + 1 in downed}
    after = {sentence + step for sentence in told for step in range(1, _AFTERMATH + 1)}
    return [one for one in statements if one.sentence in told | heads or (one.what in _BESIDE and one.sentence in after)]


def _names_attacker(scan: Scan, statement: Statement) -> bool:
    """Whether a sentence tells of somebody's attack with something that flies."""
    return _is_armed(statement) and bool(scan.marks_in(*scan.sentences[statement.sentence], "attacker"))


def _is_armed(statement: Statement) -> bool:
    return any(entry.item.target not in {None, "any", "unknown"} for entry in statement.placed)


def _is_of_air(statement: Statement) -> bool:
    return statement.is_airborne or bool(statement.places) or any(entry.item.target is not None for entry in statement.placed)


def _asks(scan: Scan, sentence: int) -> bool:
    first, last = scan.sentences[sentence]
    return any(scan.tokens[index].text == "?" for index in range(max(first, last - 2), last))


def _counts(statement: Statement) -> bool:
    return any(entry.item.count is not None for entry in statement.placed)


def _is_battlefield(scan: Scan, within: tuple[int, int], statements: Sequence[Statement]) -> bool:
    """Whether a range of tokens speaks of fighting on the ground, and none of defence against an attack from the air."""
    first, last = within
    own = sum(1 for mark in scan.marks_in(first, last, "setting") if mark.value == "own strike")
    ground = len(scan.marks_in(first, last, "ground"))
    repelled = any(one.what in _REPELLED and _is_of_air(one) and first <= one.first < last for one in statements)
    return own > 0 and own + ground >= _FEW and not repelled


def _is_hit_on_target(scan: Scan, statement: Statement) -> bool:
    """Whether an interception's verb has something that flies nearer to it than anything on the ground."""
    if statement.what != "intercepted":
        return True
    if (
        not statement.placed
        and not statement.is_airborne
        and any(m.value == "own strike" for m in scan.marks_in(statement.first, statement.last, "setting"))
    ):
        return False
    return not scan.marks_in(statement.first, statement.last, "ground") or _is_firm(scan, statement)


def _is_of_ground(scan: Scan, statement: Statement) -> bool:
    """Whether a strike, damage, casualties or a mere mention are those of troops and their gear."""
    return statement.what in {"damage", "casualties", "sighted", "struck", "attacked", ""} and bool(
        scan.marks_in(statement.first, statement.last, "ground")
    )


def _is_firm(scan: Scan, statement: Statement) -> bool:
    if statement.what != "intercepted":
        return True
    ground = scan.marks_in(statement.first, statement.last, "ground")
    if scan.marks_in(statement.first, statement.last, "airborne") and statement.placed:
        return True
    return any(_distance(cue, statement, scan) < _nearest(cue, ground) for cue in statement.cues)


def _distance(cue: Mark, statement: Statement, scan: Scan) -> int:
    """How far the nearest thing that flies stands from a verb, over no full stop; more than the reach when it is too far."""
    del scan
    gaps = [_gap(cue, entry.item.first, entry.item.last) for entry in statement.placed if entry.item.target or entry.item.count is not None]
    return min((gap for gap in gaps if gap <= _OBJECT_REACH), default=_OBJECT_REACH + 1)


def _nearest(cue: Mark, marks: Sequence[Mark]) -> int:
    return min((_gap(cue, mark.first, mark.last) for mark in marks), default=_OBJECT_REACH + 1)


def _gap(cue: Mark, first: int, last: int) -> int:
    return first - cue.last if first >= cue.last else max(cue.first - last, 0)
