"""Finds what followed: people killed and hurt (or none), what was damaged, what the emergency services do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from skywitness.extract.core.drafts import Draft
from skywitness.extract.en.phrases import read_number
from skywitness.extract.narrative.doubt import asserter_at
from skywitness.extract.narrative.frames import Frame
from skywitness.extract.narrative.prose import Sentence
from skywitness.extract.narrative.tables import Tables
from skywitness.model.reading import Asserter
from skywitness.model.words import Factuality, What


def find_consequences(sentence: Sentence, frames: Sequence[Frame], own: Asserter, tables: Tables) -> Iterator[Draft]:
    """Casualties, damage and response of one sentence. Where the text says that there is none the assertion is negated and has no count."""
    for what, name in ((What.CASUALTIES, "casualties"), (What.DAMAGE, "damage"), (What.RESPONSE, "response")):
        for match, more in tables.every(name, sentence.text):
            if what is What.DAMAGE and tables["flyer"].search(match.groupdict().get("value") or ""):
                continue
            lead = sentence.text[: match.start()].rstrip()
            if tables["hypothetical"].search(lead) or tables["conditional"].search(lead):
                continue
            yield _draft(what, sentence, match, more, asserter_at(match.start(), frames, own), tables)


def _draft(what: What, sentence: Sentence, match: re.Match[str], more: Mapping[str, str], asserter: Asserter, tables: Tables) -> Draft:
    negated = (
        more.get("value") == "none"
        or bool(more.get("negated"))
        or tables["negation"].search(sentence.text[: match.start("verb")] if "verb" in match.re.groupindex and match["verb"] else "")
        is not None
    )
    value = (match.groupdict().get("value") or "").strip() or more.get("value")
    return Draft(
        what=what,
        span=sentence.span(match.start(), match.end()),
        asserter=asserter,
        count=None if negated or what is not What.CASUALTIES else _count(match),
        value=None if negated else value,
        negated=negated,
        factuality=Factuality.PROBABLE if tables["probable"].search(sentence.text) else Factuality.CERTAIN,
    )


def _count(match: re.Match[str]) -> int | None:
    said = next((value for key, value in match.groupdict().items() if value and key[0] in "na"), None)
    return None if said is None else read_number(said)
