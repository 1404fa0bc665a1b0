"""Finds what an English sentence says happened: who or what was shot down, hit, fell, was seen, of what people were warned."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from skywitness.extract.en.phrases import Phrase, find_phrases
from skywitness.extract.narrative.tables import Tables
from skywitness.model.words import Factuality, Target, What


class Mention(Struct, kw_only=True):
    """One event as one sentence tells it, before it is known whether another sentence told it already. Offsets count the sentence."""

    what: What
    start: int
    end: int
    verb: int
    target: Target = Target.UNKNOWN
    model: str | None = None
    count: int | None = None
    is_definite: bool = False
    is_another: bool = False
    is_soft: bool = False
    """An engagement whose end is not told here."""
    factuality: Factuality = Factuality.CERTAIN


_STRUCK = frozenset({"struck", "hit", "attacked", "targeted", "set ablaze"})
Finder = Callable[[str, Phrase, Tables], "tuple[What, int, int, bool] | None"]
"""Takes a sentence and a flying thing; gives what happened to it, where the words for that begin and end, and whether the outcome is open."""


def find_mentions(text: str, tables: Tables, *, before: Target = Target.UNKNOWN) -> list[Mention]:
    """All events of a sentence in order. What is denied, only possible in law or logic, or told of any and every drone is none."""
    phrases = [one for one in find_phrases(text, tables, before=before) if not tables["fragments"].search(_head_of(text, one))]
    mentions: list[Mention] = []
    for phrase in phrases:
        made = _of_phrase(text, phrase, tables) or _shared_verb(text, phrase, mentions, tables)
        if made is not None and not phrase.is_any and _is_told_as_fact(text, made, tables):
            mentions.append(made)
    for made in (*_debris(text, tables), *_without_target(text, tables)):
        if _is_told_as_fact(text, made, tables) and not any(one.start < made.end and made.start < one.end for one in mentions):
            mentions.append(made)
    for mention in mentions:
        mention.factuality = _firmness(text, mention, tables)
    return sorted(mentions, key=lambda mention: mention.start)


def _head_of(text: str, phrase: Phrase) -> str:
    return re.sub(r"\s+(?:\w+ of)?$", "", text[: phrase.start])


def _of_phrase(text: str, phrase: Phrase, tables: Tables) -> Mention | None:
    for finder in (_intercepted, _struck, _fallen, _engaged, _seen, _coming):
        found = finder(text, phrase, tables)
        if found is not None:
            what, start, end, is_soft = found
            return _mention(phrase, what, start, end, is_soft=is_soft)
    return None


def _mention(phrase: Phrase, what: What, start: int, end: int, *, is_soft: bool = False) -> Mention:
    return Mention(
        what=what,
        start=min(start, phrase.start),
        end=max(end, phrase.end),
        verb=start,
        target=phrase.target,
        model=phrase.model,
        count=phrase.count,
        is_definite=phrase.is_definite,
        is_another=phrase.is_another,
        is_soft=is_soft,
    )


def _intercepted(text: str, phrase: Phrase, tables: Tables) -> tuple[What, int, int, bool] | None:
    before, after = text[: phrase.start].rstrip(), text[phrase.end :]
    led = next((found for name in ("noun", "headed", "by_crew") if (found := tables[name].search(before))), None)
    if led:
        return What.INTERCEPTED, led.start("verb"), phrase.end, False
    active = None if tables["participle"].search(before) else tables["active"].search(before)
    if active and not (
        active["verb"].lower().split()[0].endswith("ing") and tables["gerund"].search(before[: active.start("verb")].rstrip())
    ):
        return What.INTERCEPTED, active.start("verb"), phrase.end, False
    reduced = tables["reduced"].match(after)
    if reduced:
        return What.INTERCEPTED, phrase.end + reduced.start("verb"), phrase.end + reduced.end("verb"), False
    undone = tables["undone"].match(after)
    if undone and not tables["barrier"].search(after[: undone.start("verb")]):
        return What.INTERCEPTED, phrase.end + undone.start("verb"), phrase.end + undone.end("verb"), False
    passive = tables["passive"].match(after)
    if passive and not tables["barrier"].search(passive["mid"]):
        return What.INTERCEPTED, phrase.end + passive.start("verb"), phrase.end + passive.end("verb"), False
    return None


def _struck(text: str, phrase: Phrase, tables: Tables) -> tuple[What, int, int, bool] | None:
    before, after = text[: phrase.start].rstrip(), text[phrase.end :]
    for name in ("struck_with", "struck_by", "attack_by"):
        found = tables[name].search(before)
        if found:
            stopped = name == "attack_by" and tables["stopped"].search(before[: found.start("verb")].rstrip())
            return What.INTERCEPTED if stopped else What.IMPACT, found.start("verb"), phrase.end, False
    for name in ("strikes", "falls_into"):
        found = tables[name].match(after)
        if found and not tables["barrier"].search(after[: found.start("verb")]):
            return What.IMPACT, phrase.end + found.start("verb"), phrase.end + found.end("verb"), False
    return None


def _fallen(text: str, phrase: Phrase, tables: Tables) -> tuple[What, int, int, bool] | None:
    after = text[phrase.end :]
    found = tables["falls"].match(after)
    if found and not tables["barrier"].search(after[: found.start("verb")]):
        return What.DEBRIS_FELL, phrase.end + found.start("verb"), phrase.end + found.end("verb"), False
    return None


def _engaged(text: str, phrase: Phrase, tables: Tables) -> tuple[What, int, int, bool] | None:
    found = tables["engages"].search(text[: phrase.start].rstrip())
    return (What.INTERCEPTED, found.start("verb"), phrase.end, True) if found else None


def _seen(text: str, phrase: Phrase, tables: Tables) -> tuple[What, int, int, bool] | None:
    before, after = text[: phrase.start].rstrip(), text[phrase.end :]
    found = tables["seen"].match(after) or tables["appears"].match(after)
    if found:
        return What.SIGHTED, phrase.end + found.start("verb"), phrase.end + found.end("verb"), False
    found = tables["sees"].search(before)
    return (What.SIGHTED, found.start("verb"), phrase.end, False) if found else None


def _coming(text: str, phrase: Phrase, tables: Tables) -> tuple[What, int, int, bool] | None:
    found = tables["approaches"].match(text[phrase.end :])
    return (What.WARNED, phrase.end + found.start("verb"), phrase.end + found.end("verb"), False) if found else None


def _shared_verb(text: str, phrase: Phrase, mentions: Sequence[Mention], tables: Tables) -> Mention | None:
    """ "destroyed 17 drones and three missiles": the second thing shares the verb of the first."""
    if not mentions or not tables["joint"].fullmatch(text[mentions[-1].end : phrase.start]):
        return None
    last = mentions[-1]
    return _mention(phrase, last.what, phrase.start, phrase.end, is_soft=last.is_soft) if last.what is What.INTERCEPTED else None


def _debris(text: str, tables: Tables) -> Iterator[Mention]:
    flyers = find_phrases(text, tables)
    for match in tables["debris"].finditer(text):
        of = next((phrase for phrase in flyers if match.start() <= phrase.start < match.end()), None)
        target = of.target if of else Target.UAV if re.search(r"drone|uav", match[0], re.IGNORECASE) else Target.UNKNOWN
        count = of.count if of and not of.is_definite and "found" in match["verb"] else None
        if (
            of is not None
            or tables["flyer"].search(text)
            or match[0].lower().startswith(("falling", "burning", "debris", "wreckage", "fragments"))
        ):
            yield Mention(
                what=What.DEBRIS_FELL,
                start=match.start(),
                end=match.end(),
                verb=match.start("verb"),
                target=target,
                count=count,
                is_definite=True,
            )


def _without_target(text: str, tables: Tables) -> Iterator[Mention]:
    for what, name in (
        (What.ALL_CLEAR, "all_clear"),
        (What.WARNED, "warned"),
        (What.IMPACT, "attack"),
        (What.IMPACT, "site_struck"),
        (What.AIR_DEFENCE_ACTIVE, "defence_active"),
        (What.SIGHTED, "seen_unnamed"),
        (What.SIGHTED, "explosion"),
    ):
        match = tables[name].search(text)
        if what is What.WARNED and tables["all_clear"].search(text):
            continue
        if (
            match is None
            or (what is What.SIGHTED and tables["explained"].search(text))
            or (what is What.IMPACT and not _is_borne_out(text, match, tables))
        ):
            continue
        target = _target_of(match[0], tables) if what in {What.IMPACT, What.WARNED, What.ALL_CLEAR} else Target.UNKNOWN
        is_definite = name == "explosion" or (
            what is What.IMPACT and text[: match.start()].rstrip().lower().endswith(("the", "this", "that"))
        )
        yield Mention(what=what, start=match.start(), end=match.end(), verb=match.start(), target=target, is_definite=is_definite)


def _is_borne_out(text: str, attack: re.Match[str], tables: Tables) -> bool:
    """Whether an attack of which no weapon is counted is told to have hit: harm is told, or a site by a side at war, and nobody repelled it."""
    before = text[: attack.start()].rstrip()
    if tables["stopped"].search(before):
        return False
    return (
        tables["belligerent"].search(before) is not None
        if attack.groupdict().get("verb") in _STRUCK
        else tables["harm"].search(text) is not None
    )


def _target_of(said: str, tables: Tables) -> Target:
    return next(
        (
            Target(more["target"])
            for pattern, more, _ in tables.rules["targets"]
            if re.search(rf"\b{pattern.pattern}\b", said, re.IGNORECASE)
        ),
        Target.UNKNOWN,
    )


def _is_told_as_fact(text: str, mention: Mention, tables: Tables) -> bool:
    lead, before = (tables["said_again"].sub("", part) for part in (text[: mention.verb].rstrip(), text[: mention.start].rstrip()))
    if mention.what in {What.WARNED, What.ALL_CLEAR}:
        return tables["negation"].search(lead) is None
    if tables["perhaps"].search(lead) or tables["managed"].search(lead) or tables["past_when"].search(before):
        return True
    return not any(tables[name].search(part) for name in ("hypothetical", "negation") for part in {lead, before}) and not tables[
        "conditional"
    ].search(before)


def _firmness(text: str, mention: Mention, tables: Tables) -> Factuality:
    near = text[max(0, mention.start - 40) : mention.end]
    for name, level in (("possible", Factuality.POSSIBLE), ("probable", Factuality.PROBABLE)):
        if tables[name].search(near):
            return level
    told = tables["uncommitted"].search(near)
    return Factuality.UNCOMMITTED if told and not tables["side_remark"].search(near) else Factuality.CERTAIN
