"""Who a Ukrainian report says says so: "Генштаб повідомляє:" above it, "— ОВА" behind it, "за даними …" in it, Russian channels retold."""

from __future__ import annotations

from collections.abc import Sequence

from skywitness.extract.core.lexicon import Mark
from skywitness.extract.core.scan import Scan
from skywitness.extract.core.voices import voice_of
from skywitness.extract.uk.lines import Line
from skywitness.model.reading import Asserter
from skywitness.model.words import AsserterClass, Factuality, Stream

_REACH = 6
_RETOLD = frozenset({"Russian Telegram channels", "Russian sources", "other channels"})
_ENEMY = frozenset({*_RETOLD, "Ministry of Defence of Russia", "Russian media"})
_SAID = frozenset({"заявив", "заявила", "заявило", "заявили"})
_SO_CALLED = ("нібито", "начебто")
_CLAIMING = ("заяв", "нібито", "начебто", "хрюка", "жалі", "скарж")
_SUBJECTLESS = ("кажуть", "пишуть")
"""Verbs that tell hearsay where nobody stands before them: "Кажуть, у місті прилетіло", not "у мерії кажуть, що …"."""
UNNAMED = Asserter(name="unnamed sources", kind=AsserterClass.UNNAMED, stream=Stream.GRASSROOTS)


def voice_in(line: Line, own: Asserter) -> Asserter | None:
    """The asserter that a sentence names; hearsay without a name is of unnamed sources; None when the sentence names nobody."""
    for mark in line.marks("asserter"):
        if _speaks(line, mark):
            return voice_of(line.scan, mark, own)
    if _is_hearsay(line):
        return UNNAMED
    return None


def _speaks(line: Line, mark: Mark) -> bool:
    scan = line.scan
    if mark.more.get("kind") in {"witness", "unnamed"} or mark.value in _RETOLD:
        return True
    before = _word(scan, mark.first - 1, line.first)
    after = _word(scan, mark.last, line.first) if mark.last < len(scan.tokens) else ""
    if (
        before == "-" or (after in {":", "\n"} and mark.first - line.first <= 2) or (mark.last >= line.last - 1 and before in {"-", ","})
    ):  # heads the line
        return True
    heading = [token.text for token in scan.tokens[mark.last : mark.last + 3]]
    if mark.first - line.first <= 1 and ":" in heading:
        return True
    if after == "-" and mark.first - line.first <= 1:
        return False
    return any(_is_near(mark, verb) for verb in line.marks("says"))


def _is_near(mark: Mark, verb: Mark) -> bool:
    return verb.first - mark.last <= _REACH and mark.first - verb.last <= _REACH


def _word(scan: Scan, index: int, first: int) -> str:
    return scan.tokens[index].text if first <= index < len(scan.tokens) else ""


def _is_hearsay(line: Line) -> bool:
    return any(line.scan.tokens[mark.first].text.startswith(("повідомля", "заявлен", "заявля")) for mark in line.marks("factuality"))


def _is_subjectless(line: Line, mark: Mark) -> bool:
    return mark.first == line.first or not line.scan.tokens[mark.first - 1].text[0].isalnum()


def _is_own_report(line: Line, mark: Mark) -> bool:
    return line.scan.tokens[mark.first].text.startswith(("звіт", "підтвердж", "показа"))


def voice_of_all(lines: Sequence[Line], own: Asserter) -> Asserter | None:
    """The one voice that a report is attributed to as a whole, when its sentences name only one."""
    voices = {voice for line in lines if (voice := voice_in(line, own)) is not None and voice.name != UNNAMED.name}
    return voices.pop() if len(voices) == 1 else None


def firmness_of(line: Line, voice: Asserter | None) -> Factuality:
    """How firmly a sentence commits: hearsay and what the enemy "claims" are uncommitted, a named asserter's report is not hearsay."""
    levels = set()
    is_named = voice is not None and voice.kind is not AsserterClass.SELF and voice.name not in _RETOLD
    for mark in line.marks("factuality"):
        word = line.scan.tokens[mark.first].text
        if word.startswith(_SUBJECTLESS) and (is_named or not _is_subjectless(line, mark)):
            continue
        is_report = word.startswith(("повідомля",))
        if is_report and voice is not None and voice.name != UNNAMED.name and voice.name not in _RETOLD:
            continue
        is_trusted = voice is not None and voice.name not in _ENEMY and voice.name != UNNAMED.name
        if word in _SAID and (voice is None or voice.name not in _ENEMY):
            continue
        if is_trusted and word.startswith(_CLAIMING) and not word.startswith(_SO_CALLED):
            continue
        levels.add(mark.value)
    if voice is not None and voice.name in _RETOLD and not any(_is_own_report(line, mark) for mark in line.marks("says")):
        levels.add("uncommitted")
    order = (Factuality.POSSIBLE, Factuality.UNCOMMITTED, Factuality.PROBABLE)
    return next((level for level in order if level.value in levels), Factuality.CERTAIN)
