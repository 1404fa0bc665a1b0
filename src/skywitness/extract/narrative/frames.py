"""Tells which part of a sentence is whose word: a voice, a verb of saying or thinking, and what it governs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from skywitness.extract.narrative.prose import Sentence
from skywitness.extract.narrative.tables import Tables
from skywitness.extract.narrative.voices import Company, Voice

_CLAUSE_END = re.compile(r"[.;!?]|, (?:while|whereas|but|though|although)\b|, (?:а|но|тогда как|але|тоді як|хоча|хотя)\b", re.IGNORECASE)


class Frame(Struct, frozen=True):
    """``voice`` says (or thinks) what stands at ``start`` to ``end`` of the sentence; ``verb`` is the word that tells so."""

    voice: Voice
    is_thought: bool
    verb: str
    verb_start: int
    start: int
    end: int


def find_frames(sentence: Sentence, voices: Sequence[Voice], company: Company, tables: Tables) -> list[Frame]:
    """All frames of a sentence in order of their verbs."""
    frames = [frame for voice in voices if (frame := _according(sentence, voice, tables))]
    frames += _according_to_them(sentence, company, tables)
    frames += _headed(sentence, voices)
    spoken = [(match, False) for match, _ in tables.every("say", sentence.text)] + [
        (match, True) for match, _ in tables.every("think", sentence.text)
    ]
    for match, is_thought in sorted(spoken, key=lambda pair: pair[0].start()):
        if any(voice.start <= match.start() < voice.end for voice in voices):
            continue
        voice = _speaker(sentence.text, match, voices, company, tables)
        if voice is not None:
            start, end = _governed(sentence.text, match, voice)
            frames.append(Frame(voice, is_thought, match[0].lower(), match.start(), start, end))
    frames.sort(key=lambda frame: frame.verb_start)
    return frames


def _according(sentence: Sentence, voice: Voice, tables: Tables) -> Frame | None:
    led = tables["according"].search(sentence.text[: voice.start])
    if led is None:
        return None
    after = re.match(r"[^,.;]{0,60},\s*", sentence.text[voice.end :])
    if led.start() <= 2 and after:
        return Frame(voice, False, led[0], led.start(), voice.end + after.end(), len(sentence.text))
    return Frame(voice, False, led[0], led.start(), 0, led.start())


def _headed(sentence: Sentence, voices: Sequence[Voice]) -> list[Frame]:
    """The frame of a headline that begins with its speaker: "Governor Petrov: two drones shot down"."""
    voice = voices[0] if voices else None
    if voice is None or sentence.text[: voice.start].strip(' "«“') or not sentence.text.startswith(":", voice.end):
        return []
    return [Frame(voice, False, ":", voice.end, voice.end + 1, len(sentence.text))]


def _according_to_them(sentence: Sentence, company: Company, tables: Tables) -> list[Frame]:
    """The frame of "according to him", which means who spoke last."""
    led = tables["according_to_them"].search(sentence.text)
    voice = company.pronoun(led.start(), led.end()) if led else None
    if led is None or voice is None:
        return []
    leads = led.start() <= 2
    return [Frame(voice, False, led[0], led.start(), led.end() if leads else 0, len(sentence.text) if leads else led.start())]


def _speaker(text: str, verb: re.Match[str], voices: Sequence[Voice], company: Company, tables: Tables) -> Voice | None:
    """Who does the saying: the nearest voice before the verb, else one right behind it ("said the mayor"), else a pronoun."""
    before = [voice for voice in voices if voice.end <= verb.start() and tables["before_verb"].fullmatch(text[voice.end : verb.start()])]
    if before:
        return before[-1]
    behind = [voice for voice in voices if voice.start >= verb.end() and tables["behind_verb"].fullmatch(text[verb.end() : voice.start])]
    if behind:
        return behind[0]
    they = tables["pronoun_behind"].match(text, verb.end())
    if they is not None and (last := company.pronoun(they.start(), they.end())) is not None:
        return last
    if tables["coordinated"].search(text[: verb.start()]):
        return next((voice for voice in voices if voice.end <= verb.start()), None)
    pronoun = tables["pronoun"].search(text[: verb.start()])
    return company.pronoun(pronoun.start(), pronoun.end()) if pronoun else None


def _governed(text: str, verb: re.Match[str], voice: Voice) -> tuple[int, int]:
    """What the verb is about: what follows it, or, when nothing worth a clause follows, what went before."""
    begin = max(verb.end(), voice.end if voice.start >= verb.end() else verb.end())
    closing = _CLAUSE_END.search(text, begin)
    end = closing.start() if closing else len(text)
    if re.search(r"\bby\b", text[verb.end() : voice.start]):
        return 0, verb.start()
    words_behind = len(text[begin:end].split())
    opening = min(voice.start, verb.start())
    lead = text[:opening].rstrip()
    if lead.endswith((",", '"', '",')) and len(lead.split()) >= 4 and (words_behind < 4 or _is_adjunct(text[begin:end])):
        return 0, len(lead)
    return begin, end


def _is_adjunct(behind: str) -> bool:
    """Whether what follows "said" only tells where or when it was said ("on Thursday", "in a post on his channel")."""
    return re.match(
        r"\s*(?:,|on|in|at|via|to|late|early|during|through|overnight|в|у|на|во)\b", behind, re.IGNORECASE
    ) is not None and not re.search(r"\bthat\b|,\s*что\b|,\s*що\b", behind)
