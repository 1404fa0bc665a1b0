"""A whole Ukrainian report: its sentences read one by one, what they share lent to one another, repetitions joined, its kind told."""

from __future__ import annotations

from collections.abc import Sequence

from skywitness.extract.core.lexicon import Mark
from skywitness.extract.core.numbers import Number
from skywitness.extract.core.voices import SELF
from skywitness.extract.uk.attribution import UNNAMED, firmness_of, voice_in, voice_of_all
from skywitness.extract.uk.joining import join, lend, place_in_totals
from skywitness.extract.uk.lines import Line
from skywitness.extract.uk.matters import matters_in
from skywitness.extract.uk.told import Told, less_firm
from skywitness.model.reading import Asserter
from skywitness.model.words import Factuality, Kind

_KINDS = (
    (frozenset({"intercepted"}), Kind.INTERCEPTION),
    (frozenset({"impact", "damage", "casualties", "debris_fell"}), Kind.IMPACT),
    (frozenset({"all_clear"}), Kind.ALL_CLEAR),
    (frozenset({"warned"}), Kind.WARNING),
    (frozenset({"sighted", "air_defence_active"}), Kind.SIGHTING),
    (frozenset({"response"}), Kind.IMPACT),
    (frozenset({"denied"}), Kind.ALL_CLEAR),
)
_EMPTY_TALK = frozenset({"advert", "guidance", "thanks", "history", "drill", "politics"})
_DOUBT = frozenset({"?", "чи", "або", "не", "ні", "схоже", "думав", "думала", "думали"})
_OTHER_CAUSES = frozenset({"weather", "everyday"})
_GROUND_SIGNS = 2
_HEAD_TOKENS = 14
_SUMMARY = ("підсумк", "дайджест", "зведен", "головне")
_BRIEF_LETTERS = 260
_ALARMS = frozenset({"warned", "all_clear", "air_defence_active"})
_PLAN_REACH = 8


def read_lines(lines: Sequence[Line], numbers: Sequence[Number], own: Asserter, *, is_cut: bool) -> list[Told]:
    """All that the sentences of a report tell, joined."""
    whole = voice_of_all(lines, own)
    doubt = _doubt_of_all(lines, whole)
    told: list[Told] = []
    for line in lines:
        if _is_idle(line):
            continue
        voice = voice_in(line, own)
        voice = whole if whole is not None and voice in {None, UNNAMED} else voice
        firmness = less_firm(firmness_of(line, voice), doubt)
        said = matters_in(line, numbers, voice or own, firmness)
        told += [one for one in said if one.what == "sighted"] if _only_asks(line) else said
    told = [] if _is_everyday_service(lines, told) else told
    told = [one for one in _drop_ground(lines, told) if _is_anchored(one, lines)]
    lend(told, lines)
    joined = join(told)
    place_in_totals(joined)
    return [one for one in joined if not (is_cut and one.part_of is not None and one.line is lines[-1])]


def kind_of(told: Sequence[Told], lines: Sequence[Line]) -> Kind:
    """What the report is mainly about; figures of a week or a year make it a digest."""
    said = {one.what for one in told if not one.negated}
    digests = [mark for line in lines for mark in line.marks("setting") if mark.value == "digest"]
    if told and any(mark.first < _HEAD_TOKENS and lines[0].scan.words(mark.first, mark.last).startswith(_SUMMARY) for mark in digests):
        return Kind.DIGEST
    if digests and any(one.count is not None for one in told if one.what in {"intercepted", "sighted"}):
        return Kind.DIGEST
    if said == {"air_defence_active"}:
        return Kind.INTERCEPTION
    denied = {one.what for one in told}
    return next((kind for whats, kind in _KINDS if whats & said), Kind.IMPACT if "impact" in denied else Kind.OTHER)


def _is_idle(line: Line) -> bool:
    """Whether a sentence only plans, wishes or describes, or is an advert."""
    if _asks(line) and not any(item.count for item in line.weapons) and not _only_asks(line):
        return True
    plans = line.marks("irrealis")
    main = line.cues_of("attacked", "impact", "intercepted", "destroyed", "launched", "warned", "sighted", "damage")
    if any(not main or _in_one_clause(line, plan, main[0]) for plan in plans):
        return True
    settings = {mark.value for mark in line.marks("setting")}
    if "sale" in settings:
        return True
    if (settings & _OTHER_CAUSES or ("thunder" in settings and not _is_in_doubt(line))) and not any(item.target for item in line.weapons):
        return True
    return bool(settings & _EMPTY_TALK) and all(place.sort == "country" for place in line.places)


def _is_in_doubt(line: Line) -> bool:
    """Whether a sentence only wonders whether a noise was thunder or fireworks, or says that it was not."""
    return any(line.scan.tokens[index].text in _DOUBT for index in range(line.first, line.last))


def _only_asks(line: Line) -> bool:
    """Whether a brief question asks after a noise, which was heard whatever it was."""
    return _asks(line) and line.has("heard") and line.scan.tokens[-1].end <= _BRIEF_LETTERS


def _is_everyday_service(lines: Sequence[Line], told: Sequence[Told]) -> bool:
    """Whether services are all that is told of, and neither something that flies nor a place where something came down is named."""
    settings = {mark.value for line in lines for mark in line.marks("setting")}
    at_scene = bool(settings & {"scene", "survey"}) and "errand" not in settings
    return bool(told) and all(one.what == "response" for one in told) and not at_scene and not any(line.weapons for line in lines)


def _in_one_clause(line: Line, plan: Mark, cue: Mark) -> bool:
    first, last = min(plan.last, cue.last), max(plan.first, cue.first)
    signs = {line.scan.tokens[index].text for index in range(first, last)}
    return plan.first < cue.first and last - first <= _PLAN_REACH and not signs & {",", ";", ":", "-", "\n", ")"}


def _doubt_of_all(lines: Sequence[Line], whole: Asserter | None) -> Factuality:
    """The doubt that a sentence without matters of its own casts on the whole report: "Інформація ще не підтверджена"."""
    for line in lines:
        idle = not line.has("intercepted", "impact", "attacked", "sighted", "heard", "damage", "warned", "casualties")
        words = {line.scan.tokens[index].text for index in range(line.first, line.last)}
        about_all = any(word.startswith("інформаці") for word in words)
        level = firmness_of(line, whole)
        if level in {Factuality.POSSIBLE, Factuality.UNCOMMITTED} and (idle or about_all) and (about_all or not line.places):
            return level
    return Factuality.CERTAIN


def _is_anchored(one: Told, lines: Sequence[Line]) -> bool:
    """Whether a matter of a long text is told of a place, a time, a number or by somebody, and the text does not explain how things work."""
    if one.line.scan.tokens[-1].end <= _BRIEF_LETTERS:
        return True
    head = lines[0]
    explains = any(mark.value == "explainer" and mark.first < _HEAD_TOKENS for mark in head.marks("setting")) or _asks(head)
    is_dated = one.period.start is not None or one.period.end is not None or one.period.word is not None
    if explains and not (is_dated and one.places):
        return False
    is_told = one.count is not None or one.value is not None or one.asserter.name != SELF
    return bool(one.places) or is_dated or is_told or one.what in _ALARMS


def _asks(line: Line) -> bool:
    return "?" in [line.scan.tokens[index].text for index in range(line.first, line.last)][-2:]


def _drop_ground(lines: Sequence[Line], told: Sequence[Told]) -> list[Told]:
    """Without what happened to troops at the front."""
    signs = sum(len(line.marks("ground")) for line in lines)
    own = sum(1 for line in lines for mark in line.marks("setting") if mark.value == "own strike")
    if own and own + signs >= _GROUND_SIGNS:
        return [one for one in told if one.what in {"intercepted", "warned", "all_clear", "air_defence_active"}]
    return [one for one in told if one.what == "intercepted" or not (one.line.marks("ground") and not one.line.sites)]
