"""Reads reports in English: articles, agency items, posts."""

from __future__ import annotations

from pathlib import Path

from skywitness.extract.core.drafts import Draft, Found, assemble
from skywitness.extract.core.voices import own_voice
from skywitness.extract.en.kinds import kind_of
from skywitness.extract.en.offices import name_offices
from skywitness.extract.en.phrases import find_phrases
from skywitness.extract.en.posts import find_called, is_brief
from skywitness.extract.en.story import hang_consequences, read_story
from skywitness.extract.narrative.discourse import Told, hear_text, read_discourse, undisclosed_topics
from skywitness.extract.narrative.means import find_means
from skywitness.extract.narrative.prose import Sentence
from skywitness.extract.narrative.tables import Tables, load_tables
from skywitness.geo.toponyms import find_toponyms
from skywitness.model.reading import Reading
from skywitness.model.report import Report, SourceProfile
from skywitness.model.words import HAPPENINGS, Kind, Target, What

_HERE = Path(__file__).parent
_BRIEF_LETTERS = 300


def load_english_tables() -> Tables:
    """All tables of the language: those of discourse, of events and of short posts."""
    return load_tables(_HERE.parent / "narrative" / "en.yml", _HERE / "events.yml", _HERE / "posts.yml")


class English:
    """The extractor for English. Its tables are ``events.yml`` and ``posts.yml`` here and the discourse tables of :mod:`skywitness.extract.narrative`."""

    language = "en"
    version = "1"

    def __init__(self) -> None:
        self._tables = load_english_tables()

    def _may_tell(self, text: str) -> bool:
        return self._tables.has_cue("event", text) or (len(text) <= _BRIEF_LETTERS and self._tables.has_cue("brief", text))

    def read(self, report: Report, profile: SourceProfile) -> Reading:
        """All that the report says, places named but not located."""
        if not self._may_tell(report.text):
            return assemble(report, Found(kind=Kind.OTHER), lang="en", by=f"en/{self.version}")
        own = own_voice(report, profile)
        told = hear_text(report.text, self._tables)
        story = read_story(told, self._tables, own, report.published_at, _names(report.text, told, self._tables))
        drafts = hang_consequences(story)
        happenings = [(position, draft) for position, draft in enumerate(drafts) if draft.what in HAPPENINGS and draft.happening is None]
        for position, means in find_means(happenings, [one.sentence for one in told], self._tables):
            drafts[position].means = means
        talk = read_discourse(told, own, self._tables, happenings)
        _name_what_is_denied(drafts, talk, self._tables)
        first = next((scene.draft.span[0] for scene in story.scenes), 0)
        is_digest = any(self._tables["digest"].search(one.sentence.text) for one in told if one.sentence.start <= first < one.sentence.end)
        name_offices([*drafts, *talk])
        found = Found(kind=kind_of(drafts, is_digest=is_digest), drafts=[*drafts, *talk], undisclosed=undisclosed_topics(talk))
        return assemble(report, found, lang="en", by=f"en/{self.version}")


def _name_what_is_denied(drafts: list[Draft], talk: list[Draft], tables: Tables) -> None:
    """What was only seen is named by who denies it: "there was no drone" tells what people take the light in the sky for."""
    for denial in talk:
        if denial.what is What.DENIED and denial.happening is not None and drafts[denial.happening].target is Target.UNKNOWN:
            named = {phrase.target for phrase in find_phrases(denial.value or "", tables)}
            if len(named) == 1 and drafts[denial.happening].what is What.SIGHTED:
                drafts[denial.happening].target = named.pop()


def _names(text: str, told: list[Told], tables: Tables) -> dict[int, list[tuple[int, int]]]:
    spans = [found.span for found in find_toponyms(text, "en")]
    voiced = [one.sentence.span(voice.start, voice.end) for one in told for voice in one.voices]
    called = find_called(text, tables) if is_brief(told, tables) else []
    called = [new for new in called if not any(begin <= new[0] < end for begin, end in voiced)]
    spans = sorted([*spans, *(new for new in called if all(new[1] <= old[0] or new[0] >= old[1] for old in spans))])
    return {
        at: [(a - one.sentence.start, b - one.sentence.start) for a, b in spans if _holds(one.sentence, a, b)]
        for at, one in enumerate(told)
    }


def _holds(sentence: Sentence, start: int, end: int) -> bool:
    return sentence.start <= start and end <= sentence.end
