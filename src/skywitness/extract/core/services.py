"""Crews at work are told of rescuers and of troops in the same words: "розрахунки прибули", "під контролем", "боевая машина выдвинулась"."""

from __future__ import annotations

from skywitness.extract.core.scan import Scan
from skywitness.extract.core.sieve import SCENE_LETTERS


def are_at_work(scan: Scan, first: int, last: int) -> bool:
    """Whether emergency services are what a response in a sentence is told of: named there, or in a brief text without a word of troops.

    >>> from skywitness.extract.core.lexicon import Entry, Lexicon
    >>> from skywitness.extract.core.scan import scan_text
    >>> words, rescuers = Lexicon([("ворог", Entry("setting", "troops"))]), {"рятувальники"}.__contains__
    >>> texts = ("Екіпаж прибув.", "Екіпаж прибув, ворог тікає.", "Рятувальники прибули, ворог тікає.")
    >>> scans = [scan_text(text, words, (), is_rescuer=rescuers) for text in texts]
    >>> [are_at_work(scan, 0, len(scan.tokens)) for scan in scans]
    [True, False, True]
    """
    if any(scan.is_rescuer(token.text) for token in scan.tokens[first:last]):
        return True
    troops = scan.kinds.get("ground") or any(mark.value == "troops" for mark in scan.kinds.get("setting", ()))
    return not troops and scan.tokens[-1].end <= SCENE_LETTERS
