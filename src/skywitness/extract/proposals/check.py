"""Holds what a model suggests against the text: nothing passes that is not there word for word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from skywitness.model.proposal import Proposal, Rejection, Suggested
from skywitness.model.report import Report
from skywitness.model.words import Target, Topic, What

MOST = 100
"""Suggestions of one report that are looked at; a model that gives more has lost its way."""
_WORDS: dict[Topic, frozenset[str]] = {Topic.WHAT: frozenset(What), Topic.TARGET: frozenset(Target)}
"""The questions that are answered in our words; all others in those of the text."""


def check_suggestions(report: Report, suggestions: Iterable[Suggested], by: str) -> tuple[list[Proposal], Counter[Rejection]]:
    """The suggestions that hold, each once, in the order of the text; and how many do not, by what is the matter.

    A quote must be a substring of the text that is not blank. A value must be whole words of its quote, so that 1 does not stand in "12", or
    one of our words where the question has a closed list (:class:`What`, :class:`Target`).
    """
    held, rejected = dict[Proposal, None](), Counter[Rejection]()
    for position, suggested in enumerate(suggestions):
        if position >= MOST:
            rejected[Rejection.MANY] += 1
            break
        checked = _check(report, suggested, by)
        if isinstance(checked, Rejection):
            rejected[checked] += 1
        else:
            held[checked] = None
    return sorted(held, key=lambda one: (one.span, one.about)), rejected


def _check(report: Report, suggested: Suggested, by: str) -> Proposal | Rejection:
    if suggested.about not in set(Topic):
        return Rejection.QUESTION
    about, value, quote = Topic(suggested.about), str(suggested.value), suggested.quote
    start = report.text.find(quote) if suggested.start is None else suggested.start
    if not quote.strip() or start < 0 or report.text[start : start + len(quote)] != quote:
        return Rejection.QUOTE
    if about in _WORDS:
        if value not in _WORDS[about]:
            return Rejection.WORD
    elif not value.strip() or re.search(rf"(?<!\w){re.escape(value)}(?!\w)", quote) is None:
        return Rejection.VALUE
    return Proposal(report=report.digest, about=about, value=value, quote=quote, span=(start, start + len(quote)), by=by)
