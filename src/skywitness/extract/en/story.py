"""Puts the sentences of an English text together: each happening once, with all that its mentions tell of it, and what followed from it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct, structs

from skywitness.extract.core.drafts import Draft
from skywitness.extract.en.clocks import find_clock_period
from skywitness.extract.en.consequences import find_consequences
from skywitness.extract.en.mentions import Mention, find_mentions
from skywitness.extract.en.posts import find_brief, is_brief, is_called
from skywitness.extract.en.scenes import WEAK, Scene, enrich, find_scene, find_whole, is_covered, is_part
from skywitness.extract.en.spots import find_spots
from skywitness.extract.narrative.discourse import Told
from skywitness.extract.narrative.doubt import asserter_at
from skywitness.extract.narrative.hang import find_happening
from skywitness.extract.narrative.tables import Tables
from skywitness.extract.narrative.worlds import find_foreign
from skywitness.model.place import Period
from skywitness.model.reading import Asserter, PlaceMention
from skywitness.model.words import AsserterClass, PlaceRole, Stream, Target, TimePrecision, What

_OLDEST_YEAR = 2022
_SHARING = frozenset({What.SIGHTED, What.AIR_DEFENCE_ACTIVE, What.WARNED, What.ALL_CLEAR})
"""What of a list of events in one sentence takes the place of its neighbours when it has none of its own."""

_COUNTED = frozenset({What.INTERCEPTED, What.IMPACT, What.DEBRIS_FELL})


class Story(Struct, kw_only=True):
    """A text being read: happenings in order, then what hangs on them."""

    told: Sequence[Told]
    tables: Tables
    own: Asserter
    published_at: datetime | None
    names: Mapping[int, Sequence[tuple[int, int]]]
    scenes: list[Scene]
    hanging: list[tuple[int, Draft]]


def read_story(
    told: Sequence[Told], tables: Tables, own: Asserter, published_at: datetime | None, names: Mapping[int, Sequence[tuple[int, int]]]
) -> Story:
    """The happenings of a text and their consequences. ``names`` are the place names of each sentence, by its position."""
    story = Story(told=told, tables=tables, own=own, published_at=published_at, names=names, scenes=[], hanging=[])
    foreign = find_foreign([one.sentence for one in told], tables)
    brief = is_brief(told, tables)
    for at, one in enumerate(told):
        if at in foreign or _is_background(one.sentence.text, tables, published_at):
            continue
        before = story.scenes[-1].draft.target if story.scenes else Target.UNKNOWN
        mentions = find_mentions(one.sentence.text, tables, before=before)
        if brief:
            mentions = _with_brief(mentions, list(find_brief(one.sentence.text, tables)))
        for mention in mentions:
            _add_mention(story, at, mention, mentions)
        story.hanging += [(at, draft) for draft in find_consequences(one.sentence, one.frames, own, tables)]
    for scene in story.scenes:
        if scene.is_open:
            scene.draft.what = What.AIR_DEFENCE_ACTIVE
    return story


def _with_brief(mentions: Sequence[Mention], brief: Sequence[Mention]) -> list[Mention]:
    """What prose and short post say together: an outcome told in the same words takes the place of a mere sighting."""
    outcomes = [one for one in brief if one.what in _COUNTED]
    kept = [one for one in mentions if not any(_overlap(one, other) and _is_firmer(other, one) for other in outcomes)]
    return [*kept, *(made for made in brief if not _is_told(made, kept))]


def _is_firmer(outcome: Mention, one: Mention) -> bool:
    """Whether an outcome says more than what prose reads in the same words: a sighting, or a mere fall of what hit."""
    return one.what in _SHARING or (one.what is What.DEBRIS_FELL and outcome.what is What.IMPACT)


def _overlap(one: Mention, other: Mention) -> bool:
    return one.start < other.end and other.start < one.end


def _is_told(made: Mention, mentions: Sequence[Mention]) -> bool:
    """Whether a sentence tells the same already, or something firmer of the same words."""
    return any(one.what is made.what or _overlap(one, made) for one in mentions)


def _is_background(text: str, tables: Tables, published_at: datetime | None) -> bool:
    if tables["past"].search(text):
        return True
    years = {int(year) for year in re.findall(r"\b(?:in|of|since|on [^,.;]{3,15}) ((?:19|20)\d\d)\b", text)}
    oldest = published_at.year if published_at else _OLDEST_YEAR
    return any(year < oldest for year in years) and tables["digest"].search(text) is None


def _add_mention(story: Story, at: int, mention: Mention, others: Sequence[Mention]) -> None:
    draft = _draft_of(story, at, mention, others)
    known = find_scene(story.scenes, at, mention, draft)
    whole = None if known else find_whole(story.scenes, at, draft)
    if known is not None and is_part(known.draft, mention):
        return
    scene = known or whole
    if scene is not None:
        enrich(scene, story.own, at, mention, draft)
    elif mention.what is What.DEBRIS_FELL and not draft.places and mention.count is None and story.scenes:
        story.hanging.append((at, draft))
    elif not (mention.what in WEAK and is_covered(story.scenes, draft)):
        story.scenes.append(Scene(draft=draft, first=at, last=at, is_open=mention.is_soft))


def _draft_of(story: Story, at: int, mention: Mention, others: Sequence[Mention]) -> Draft:
    told, tables = story.told[at], story.tables
    text = told.sentence.text
    asserter = _asserter(told, mention, story.own, tables)
    start, end = told.sentence.span(0, len(text))
    places = _own_counts(_places(story, at, mention, others), mention, others)
    return Draft(
        what=mention.what,
        span=(start, end),
        asserter=asserter,
        target=mention.target,
        model=mention.model,
        means=_means(_clause_of(text, mention), mention, tables),
        count=_sum_of_parts(places, mention.count),
        places=places,
        period=find_clock_period(text, tables, story.published_at) or _period(text, tables),
        factuality=mention.factuality,
        value=_remark(text, mention, tables),
    )


def _asserter(told: Told, mention: Mention, own: Asserter, tables: Tables) -> Asserter:
    framed = asserter_at(mention.verb, told.frames, own)
    if framed is not own:
        return framed
    witnesses = [voice for voice in told.voices if voice.kind is AsserterClass.WITNESS]
    if tables["footage"].search(told.sentence.text) or (witnesses and mention.what in WEAK):
        return witnesses[0].asserter(own.stream) if witnesses else Asserter("witnesses", AsserterClass.WITNESS, Stream.GRASSROOTS)
    return own


_CLAUSE = re.compile(r";|, (?:while|whereas|but|and another|and the)\b|: ")


def _clause_of(text: str, mention: Mention) -> str:
    begins = [found.end() for found in _CLAUSE.finditer(text, 0, mention.start)]
    closing = _CLAUSE.search(text, mention.end)
    return text[begins[-1] if begins else 0 : closing.start() if closing else len(text)]


def _means(text: str, mention: Mention, tables: Tables) -> str | None:
    if mention.what is not What.INTERCEPTED and mention.what is not What.AIR_DEFENCE_ACTIVE:
        return None
    for pattern, more, _ in tables.fitting("means", text):
        match = pattern.search(text)
        if match is None or (mention.model and mention.model in match[0]):
            continue
        means = more["means"].format((match.groupdict().get("what") or "").strip())
        operator = tables["operator"].search(text)
        who = (operator["who"] or operator["who2"]) if operator else None
        return f"{means} of {_institution(who, tables)}" if who and means == "air defence" else means
    operator = tables["operator"].search(text)
    return f"air defence of {_institution(operator['who'] or operator['who2'], tables)}" if operator else None


def _institution(said: str, tables: Tables) -> str:
    plain = said.strip().removeprefix("the ").strip()
    known = tables.words["institutions"].get(plain.lower())
    return f"the {known}" if known else f"the {plain}"


def _places(story: Story, at: int, mention: Mention, others: Sequence[Mention]) -> tuple[PlaceMention, ...]:
    told, tables = story.told[at], story.tables
    names = story.names.get(at, ())
    called = _called(told, names, tables) if is_brief(story.told, story.tables) else ()
    spots = find_spots(told.sentence, tables, names, called=called)
    by = told.sentence.start
    speaking = [(min(one.voice.start, one.verb_start) + by, max(one.voice.end, one.verb_start) + by) for one in told.frames]
    spots = [spot for spot in spots if not any(a <= spot.span[0] < b for a, b in speaking)] or spots
    framed = [frame for frame in told.frames if frame.start <= mention.verb < frame.end]
    if framed:
        begin, end = told.sentence.span(framed[-1].start, framed[-1].end)
        inside = [spot for spot in spots if begin <= spot.span[0] < end or spot.count is not None]
        spots = inside or [spot for spot in spots if spot.role is PlaceRole.AIMED_AT]
    own = [spot for spot in spots if len(others) == 1 or _owner(spot, others, told.sentence.start) == mention.start]
    if not own and mention.what in _SHARING:
        own = spots
    if not own and is_brief(story.told, story.tables):
        lines = zip(story.told, (story.names.get(line, ()) for line in range(len(story.told))), strict=True)
        own = [spot for line, spans in lines for spot in find_spots(line.sentence, tables, spans, called=_called(line, spans, tables))]
    if own:
        return tuple(own)
    return _of_speaker(story, at) if mention.what is not What.DEBRIS_FELL and not mention.is_definite else ()


def _own_counts(places: tuple[PlaceMention, ...], mention: Mention, others: Sequence[Mention]) -> tuple[PlaceMention, ...]:
    """The one place of a mention without the number that a neighbour told there: "two missiles and 19 drones … over Odesa"."""
    told = {other.count for other in others if other is not mention and other.count != mention.count}
    if len(places) == 1 and places[0].count in told:
        return (structs.replace(places[0], count=mention.count),)
    return places


def _called(told: Told, names: Sequence[tuple[int, int]], tables: Tables) -> set[tuple[int, int]]:
    return {span for span in names if is_called(told.sentence.text, *span, tables)}


def _sum_of_parts(places: Sequence[PlaceMention], count: int | None) -> int | None:
    """The stated count; where parts are told for all places and the count is only the first of them, their sum."""
    parts = [place.count for place in places]
    told = [part for part in parts if part is not None]
    if len(told) < 2 or len(told) < len(parts):
        return count
    return sum(told) if count is None or count == told[0] else count


def _owner(spot: PlaceMention, mentions: Sequence[Mention], base: int) -> int:
    before = [one for one in mentions if one.start + base <= spot.span[0]]
    return (before[-1] if before else mentions[0]).start


def _of_speaker(story: Story, at: int) -> tuple[PlaceMention, ...]:
    """The place that the one who speaks answers for or lives in, where the sentence tells no other."""
    sentence = story.told[at].sentence
    for voice in story.told[at].voices:
        begin = sentence.text.find(voice.place, voice.start, voice.end) if voice.place else -1
        if voice.place and begin >= 0 and voice.kind in {AsserterClass.AUTHORITY, AsserterClass.WITNESS}:
            span = sentence.span(begin, begin + len(voice.place))
            role = PlaceRole.AIMED_AT if story.tables["aimed_there"].search(sentence.text) else PlaceRole.OCCURRED
            return (PlaceMention(surface=voice.place, span=span, role=role, why=f"the place of {voice.name}"),)
    return ()


def _period(text: str, tables: Tables) -> Period:
    found = tables.first("nights", text)
    if found is None:
        return Period()
    word = found[1]["word"]
    return Period(word=word, precision=TimePrecision.NIGHT if word == "night" else TimePrecision.UNKNOWN)


def _remark(text: str, mention: Mention, tables: Tables) -> str | None:
    found = tables["altitude"].search(text, mention.start)
    return found[0].strip() if found else None


def hang_consequences(story: Story) -> list[Draft]:
    """All drafts of a story: happenings first, then what hangs on them. What hangs on none is kept only where something flies in its sentence."""
    drafts = [scene.draft for scene in story.scenes]
    _settle(drafts)
    happenings = list(enumerate(drafts))
    sentences = [one.sentence for one in story.told]
    spoken_of: dict[int, int] = {}
    for at, draft in story.hanging:
        draft.happening = find_happening(happenings, sentences, at, draft.asserter.name, spoken_of)
        if draft.happening is not None:
            draft.target = happenings[draft.happening][1].target
        if draft.happening is not None or _is_of_attack(sentences[at].text, story.tables):
            drafts.append(draft)
    return drafts


def _is_of_attack(text: str, tables: Tables) -> bool:
    """Whether a sentence names what flies, or the place where something came down or hit."""
    return tables["threat"].search(text) is not None or tables["scene"].search(text) is not None


def _settle(drafts: Sequence[Draft]) -> None:
    """What only the whole text tells: the number of the one place of a happening, and of what the debris was that fell."""
    flew = {draft.target for draft in drafts if draft.what is not What.DEBRIS_FELL} - {Target.UNKNOWN}
    for draft in drafts:
        if draft.what in _COUNTED and len(draft.places) == 1 and draft.places[0].count is None and draft.count is not None:
            draft.places = (structs.replace(draft.places[0], count=draft.count),)
        if draft.what is What.DEBRIS_FELL and draft.target is Target.UNKNOWN and len(flew) == 1:
            draft.target = next(iter(flew))
