"""A whole Ukrainian report: its sentences read one by one, what they share lent to one another, repetitions joined, its kind told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import structs

from skywitness.extract.core.lexicon import Mark
from skywitness.extract.core.numbers import Number
from skywitness.extract.core.places import Named
from skywitness.extract.uk.attribution import firmness_of, voice_in, voice_of_all
from skywitness.extract.uk.lines import Line
from skywitness.extract.uk.raids import Figure, figures_in
from skywitness.extract.uk.strikes import plain, strikes_in, whereabouts
from skywitness.extract.uk.told import Told
from skywitness.model.reading import Asserter
from skywitness.model.words import CountState, Factuality, Kind

_KINDS = (
    (frozenset({"intercepted"}), Kind.INTERCEPTION),
    (frozenset({"impact", "damage", "casualties", "debris_fell"}), Kind.IMPACT),
    (frozenset({"all_clear"}), Kind.ALL_CLEAR),
    (frozenset({"warned"}), Kind.WARNING),
    (frozenset({"sighted", "air_defence_active"}), Kind.SIGHTING),
    (frozenset({"response"}), Kind.IMPACT),
)
_EMPTY_TALK = frozenset({"advert", "guidance", "thanks", "history", "drill", "politics"})
_GROUND_SIGNS = 2
_BRIEF_TOKENS = 16
_PLAN_REACH = 8
_LOCATIVE = ("і", "ї", "ах", "ях")
_HIDDEN_NUMBER = ("невідом", "не розголош", "уточню", "не уточню", "не повідомля")


def read_lines(lines: Sequence[Line], numbers: Sequence[Number], own: Asserter, *, is_cut: bool) -> list[Told]:
    """All that the sentences of a report tell, joined."""
    whole = voice_of_all(lines, own)
    doubt = _doubt_of_all(lines, whole)
    told: list[Told] = []
    for line in lines:
        if _is_idle(line):
            continue
        is_open = is_cut and line is lines[-1]
        voice = voice_in(line, own) or whole
        firmness = _less_firm(firmness_of(line, voice), doubt)
        told += [one for one in _read(line, numbers, voice or own, firmness) if not (is_open and one.part_of is not None)]
    told = _drop_ground(lines, told)
    _lend(told, lines)
    return _join(told)


def kind_of(told: Sequence[Told], lines: Sequence[Line]) -> Kind:
    """What the report is mainly about; figures of a week or a year make it a digest."""
    said = {one.what for one in told if not one.negated}
    digests = any(mark.value == "digest" for line in lines for mark in line.marks("setting"))
    if digests and any(one.count is not None for one in told if one.what in {"intercepted", "sighted"}):
        return Kind.DIGEST
    denied = {one.what for one in told}
    return next((kind for whats, kind in _KINDS if whats & said), Kind.IMPACT if "impact" in denied else Kind.OTHER)


def _is_idle(line: Line) -> bool:
    """Whether a sentence only plans, wishes or describes, or is an advert."""
    words = [line.scan.tokens[index].text for index in range(line.first, line.last)]
    if "?" in words[-2:] and not any(item.count for item in line.weapons):
        return True
    plans = line.marks("irrealis")
    main = line.cues_of("attacked", "impact", "intercepted", "destroyed", "launched", "warned", "sighted", "damage")
    if main and any(_in_one_clause(line, plan, main[0]) for plan in plans):
        return True
    settings = {mark.value for mark in line.marks("setting")}
    return bool(settings & _EMPTY_TALK) and not line.places


def _in_one_clause(line: Line, plan: Mark, cue: Mark) -> bool:
    first, last = min(plan.last, cue.last), max(plan.first, cue.first)
    signs = {line.scan.tokens[index].text for index in range(first, last)}
    return plan.first < cue.first and last - first <= _PLAN_REACH and not signs & {",", ";", ":", "-", "\n", ")"}


def _read(line: Line, numbers: Sequence[Number], voice: Asserter, firmness: Factuality) -> list[Told]:
    told = _downed(line, voice, firmness) + _launched(line, voice, firmness)
    is_counted = bool(told)
    if not any(one.what == "sighted" for one in told):
        told += strikes_in(line, numbers, voice, firmness)
    if not is_counted or line.has("air_defence_active"):
        told += _alerts(line, voice, firmness, bool(told))
    return told


def _downed(line: Line, voice: Asserter, firmness: Factuality) -> list[Told]:
    """What was brought down, or lost from sight, by type."""
    cues = line.cues_of("intercepted")
    if not cues:
        cues = [cue for cue in line.cues_of("destroyed") if _flies_nearest(line, cue)]
    lost = line.cues_of("lost")
    items = [item for item in line.weapons if item.target is not None]
    if lost and not cues and items:
        figures = figures_in(line, items)
        return [
            plain(line, "sighted", voice, firmness, target=f.target, model=f.model, count=f.count, value="lost from radar", is_bare=True)
            for f in figures
            if f.count is not None
        ]
    if not cues or line.has("warned"):
        return []
    figures = figures_in(line, items)
    counted = [figure for figure in figures if figure.count is not None] or figures[:1]
    counted = counted or []
    if not counted and line.victims:
        return []
    negated = any(cue.first > line.first and line.scan.tokens[cue.first - 1].text == "не" for cue in cues)
    means = next((mark.value for mark in line.marks("means")), None)
    return [
        plain(
            line,
            "intercepted",
            voice,
            firmness,
            target=figure.target,
            model=figure.model,
            count=figure.count,
            means=means,
            negated=negated,
            state=_state(line),
            places=[place for place in line.places if place.lead not in {"from", "through"}] if len(counted) == 1 else [],
        )
        for figure in counted
    ]


def _state(line: Line) -> CountState:
    """Whether the number is said not to be told."""
    topics = {mark.value for mark in line.marks("topic")}
    return CountState.WITHHELD if "count" in topics and line.marks("disclosure") else CountState.NOT_GIVEN


def _flies_nearest(line: Line, cue: object) -> bool:
    first, last = cue.first, cue.last  # type: ignore[attr-defined]
    flying = [
        abs(item.first - last) if item.first >= last else abs(first - item.last)
        for item in line.weapons
        if item.target not in {None, "any"}
    ]
    ground = [abs(mark.first - last) if mark.first >= last else abs(first - mark.last) for mark in [*line.sites, *line.marks("ground")]]
    return bool(flying) and min(flying) <= 6 and min(flying) < min(ground, default=99)  # noqa: PLR2004  # a few words


def _launched(line: Line, voice: Asserter, firmness: Factuality) -> list[Told]:
    """What was launched, by type: each class with a number, and those named beside them without one."""
    if not line.has("launched", "attacked") or line.has("intercepted", "warned"):
        return []
    figures = figures_in(line, [item for item in line.weapons if item.target is not None])
    counted = [figure for figure in figures if any(item.count is not None for item in figure.items)]
    if not counted or (line.sites and not line.has("launched")) or (line.has("attacked") and line.has("impact")):
        return []
    if len(counted) == 1 and counted[0].count == 1 and not line.has("launched"):
        return []
    total = figures[0] if len(figures) > 1 and figures[0].target in {"any", "unknown"} and figures[0].model is None else None
    return [
        plain(
            line,
            "sighted",
            voice,
            firmness,
            target=figure.target,
            model=figure.model,
            count=figure.count,
            part_of=0 if total is not None and figure is not total and total.count is not None else None,
            places=_origins(line, figures, position),
        )
        for position, figure in enumerate(figures)
    ]


def _origins(line: Line, figures: Sequence[Figure], position: int) -> list[Named]:
    """Where a figure's targets came from or were bound for: the places told behind it, else those behind the next figure."""
    for later in range(position, len(figures)):
        first = figures[later].items[0].first
        last = figures[later + 1].items[0].first if later + 1 < len(figures) else line.last
        behind = [place for place in line.places if first <= place.first < last]
        if behind:
            ahead = [place for place in line.places if place.first < figures[0].items[0].first and place.lead != "from"]
            return [*ahead, *behind]
    return [place for place in line.places if place.lead != "from"]


def _alerts(line: Line, voice: Asserter, firmness: Factuality, has_more: bool) -> list[Told]:
    told: list[Told] = []
    if line.has("air_defence_active") and line.has("heard"):
        told.append(plain(line, "sighted", voice, firmness, is_bare=True))
    for what in ("all_clear", "warned", "air_defence_active"):
        if line.has(what) and (line.places or line.weapons or what != "warned" or line.has("warned")):
            places = [place for place in line.places if place.lead not in {"from"}] if what != "air_defence_active" else line.places
            target, model = _alerted(line)
            told.append(plain(line, what, voice, firmness, places=places, target=target, model=model, count=None))
            break
    if told or has_more:
        return told
    flies = [item for item in line.weapons if item.target not in {None}]
    if line.has("aimed") and line.places:
        told.append(plain(line, "sighted", voice, firmness, places=[structs.replace(place, lead="to") for place in line.places]))
    elif line.has("heard"):
        told.append(plain(line, "sighted", voice, firmness, is_bare=True))
    elif flies and line.places and line.marks("says") and not line.cues:
        told.append(plain(line, "sighted", voice, firmness, places=list(line.places)))
    elif (line.has("sighted") and (flies or line.places)) or (line.has("seen") and flies and (line.places or _in_the_air(line))):
        if flies or any(place.lead in {"to", "through", "over"} for place in line.places):
            counted = [figure for figure in figures_in(line, flies) if figure.count is not None]
            heading = [_headed(line, place) for place in line.places]
            told.append(plain(line, "sighted", voice, firmness, places=heading, count=counted[0].count if len(counted) == 1 else None))
    elif flies and line.places and line.last - line.first <= _BRIEF_TOKENS and not line.cues:
        what = "warned" if all(item.target in {"ballistic_missile", "guided_bomb"} for item in flies) else "sighted"
        told.append(plain(line, what, voice, firmness, places=list(line.places)))
    return told


def _headed(line: Line, place: Named) -> Named:
    """The place, bound for when it stands behind "на" in the accusative: "на Кременчук", not "на Сумщині"."""
    before = line.scan.tokens[place.first - 1].text if place.first > line.first else ""
    name = line.scan.tokens[place.last - 1].text
    return structs.replace(place, lead="to") if before == "на" and not name.endswith(_LOCATIVE) else place


def _in_the_air(line: Line) -> bool:
    words = {line.scan.tokens[index].text for index in range(line.first, line.last)}
    return bool(words & {"просторі", "небі", "повітрі"})


def _counts_places(one: Told) -> bool:
    """Whether the sentence tells at how many places, so that it is about none in particular."""
    return any(line_token.text.startswith("локаці") for line_token in one.line.scan.tokens[one.line.first : one.line.last])


def _alerted(line: Line) -> tuple[str, str | None]:
    named = [item for item in line.weapons if item.target not in {None, "any"}]
    best = next((item for item in named if item.target != "unknown"), named[0] if named else None)
    return (best.target or "unknown", best.model) if best is not None else ("unknown", None)


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


def _less_firm(one: Factuality, other: Factuality) -> Factuality:
    order = [Factuality.UNCOMMITTED, Factuality.POSSIBLE, Factuality.PROBABLE, Factuality.CERTAIN]
    return min(one, other, key=order.index)


def _drop_ground(lines: Sequence[Line], told: Sequence[Told]) -> list[Told]:
    """Without what happened to troops at the front."""
    signs = sum(len(line.marks("ground")) for line in lines)
    own = sum(1 for line in lines for mark in line.marks("setting") if mark.value == "own strike")
    if own and own + signs >= _GROUND_SIGNS:
        return [one for one in told if one.what in {"intercepted", "warned", "all_clear", "air_defence_active"}]
    return [one for one in told if one.what == "intercepted" or not (one.line.marks("ground") and not one.line.sites)]


def _lend(told: Sequence[Told], lines: Sequence[Line]) -> None:
    """Give places and weapons told before to what follows without its own."""
    held: list[Named] = []
    downed: list[Named] = []
    weapon: tuple[str, str | None] = ("unknown", None)
    heads = {line.position: line for line in lines if line.places and not line.cues and not line.weapons}
    for one in told:
        before = [head for position, head in heads.items() if position < one.line.position]
        if not one.places and one.what != "response" and not _counts_places(one):
            own = whereabouts(one.line)
            lent = held if one.what != "intercepted" or _is_country(held) else downed
            one.places = own or lent or (list(before[-1].places) if before and not held else []) or _after(heads, one.line.position)
        where = [place for place in one.places if place.lead != "from"]
        held = where or held
        downed = where if one.what == "intercepted" and where else downed
        if one.what in {"damage", "casualties", "impact", "debris_fell", "response"}:
            if one.target == "unknown" and one.model is None and not one.line.weapons:
                one.target, one.model = weapon
        if one.target != "unknown" and one.what != "intercepted":
            several = any(other.line is one.line and other.target != one.target for other in told)
            weapon = ("unknown", None) if several else (one.target, one.model)


def _settle_hits(told: Sequence[Told]) -> None:
    """A hit told again with its object and no place is damage; a site destroyed is a hit when no other is told; so are aircraft hit."""
    for position, one in enumerate(told):
        before = [other for other in told[:position] if other.what == "impact" and other.line is not one.line]
        if one.what == "impact" and not one.negated and _says_struck(one.line):
            aircraft = [item for item in one.line.victims if item.target in {"aircraft", "helicopter"}]
            if aircraft and not one.line.sites:
                one.what, one.count = "damage", aircraft[0].count
            elif before and not one.line.places and one.line.sites:
                one.what = "damage"
        if (
            one.what == "damage"
            and one.is_active
            and not before
            and any(cue.value == "destroyed" for cue in one.line.cues)
            and _is_deed(one.line)
        ):
            one.what = "impact"


def _says_struck(line: Line) -> bool:
    words = {line.scan.tokens[cue.first].text[:4] for cue in line.cues_of("impact")}
    return bool(words) and words <= {"ураж", "враж", "урази", "враз", "ураз"}


def _is_deed(line: Line) -> bool:
    return any(line.scan.tokens[cue.first].text in {"знищили", "знищив", "знищила", "спалили"} for cue in line.cues_of("destroyed"))


def _is_country(places: Sequence[Named]) -> bool:
    return bool(places) and all(place.sort == "country" for place in places)


def _after(heads: Mapping[int, Line], position: int) -> list[Named]:
    following = heads.get(position + 1) or heads.get(position + 2)
    return list(following.places) if following is not None else []


def _join(told: Sequence[Told]) -> list[Told]:
    _settle_hits(told)
    joined: list[Told] = []
    for one in told:
        same = next((other for other in joined if _is_same(other, one)), None)
        if same is None:
            joined.append(one)
        else:
            _absorb(same, one)
    return _without_bare(joined)


def _is_same(old: Told, new: Told) -> bool:
    if old.negated != new.negated or (old.line is new.line and old.what == new.what) or old.line.has("aimed") or new.line.has("aimed"):
        return False
    family = {"sighted", "impact"}
    if old.what != new.what and not (old.is_bare or new.is_bare and {old.what, new.what} <= family):
        return False
    if old.what != new.what and not {old.what, new.what} <= family:
        return False
    if old.count is not None and new.count is not None and old.count != new.count:
        return False
    if old.value != new.value:
        return False
    if old.target != new.target and "unknown" not in {old.target, new.target} and "any" not in {old.target, new.target}:
        return False
    if old.what == "intercepted" and old.target != new.target and (old.count is None or new.count is None):
        return False
    if old.factuality != new.factuality and old.what == new.what == "impact" and old.target != new.target:
        return False
    return _share(old, new)


def _share(old: Told, new: Told) -> bool:
    a, b = {place.stem for place in old.places}, {place.stem for place in new.places}
    if not a or not b or a & b:
        return True
    coarse = any(place.sort == "region" for place in (*old.places, *new.places))
    return coarse and bool(_regions(old) & _regions(new))


def _regions(one: Told) -> frozenset[str]:
    return frozenset(code for place in one.places if place.first in one.line.regions for code in one.line.regions[place.first].codes)


def _absorb(old: Told, new: Told) -> None:
    if old.what != new.what:
        old.what = "impact"
    if old.target in {"unknown", "any"} and new.target not in {"unknown", "any"}:
        old.target, old.model = new.target, new.model
    old.model = old.model or (new.model if old.target == new.target else None)
    old.count = old.count if old.count is not None else new.count
    known = {place.stem for place in old.places}
    fresh = [place for place in new.places if place.stem not in known]
    if len(old.places) == len(new.places) == 1 and fresh:
        old.places = fresh if old.places[0].sort == "region" else old.places
    else:
        old.places = [*old.places, *fresh]
    old.is_bare = old.is_bare and new.is_bare
    if not (old.period.start or old.period.word):
        old.period = new.period
    old.factuality = _less_firm(old.factuality, new.factuality) if old.factuality is not Factuality.CERTAIN else old.factuality
    old.means = old.means or new.means


def _without_bare(joined: Sequence[Told]) -> list[Told]:
    """Without explosions and bare attacks where a hit or an interception is told."""
    solid = any(one.what in {"impact", "damage"} and not one.negated for one in joined)
    downed = any(one.what == "intercepted" for one in joined)
    kept = []
    for one in joined:
        if one.what == "sighted" and one.is_bare and one.count is None and (solid or downed):
            continue
        if one.what in {"warned", "all_clear"} and not (one.line.places or one.line.weapons) and (solid or downed):
            continue
        kept.append(one)
    return kept
