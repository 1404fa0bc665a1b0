"""Lists the forms of Russian words that would read as a small place: ``python -m scripts.build_geo_common_words`` writes src/skywitness/geo/common_words.txt.gz.

"Силы" is a form of a common noun and could be the village of Sil; "видели" could be Videle. pymorphy3's dictionary (OpenCorpora, CC BY-SA)
is asked for every form of a word that is no name, and those are kept that the gazetteer would take for a place. The finished list is folded,
so it serves where Ukrainian writes the same word. Run it after scripts/build_gazetteer.py.

    python -m pip install pymorphy3
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pymorphy3

from skywitness.geo.gazetteer import default_gazetteer
from skywitness.geo.spelling import fold_word

TARGET = Path(__file__).parents[1] / "src/skywitness/geo/common_words.txt.gz"
NAMES = frozenset({"Geox", "Name", "Surn", "Patr", "Orgn", "Trad", "Abbr", "Init"})
SHORTEST = 3


def main() -> None:
    """Read the dictionary, write the list, say how long it became."""
    words = sorted(set(read_common_forms()))
    TARGET.write_bytes(gzip.compress("\n".join(words).encode(), 9, mtime=0))
    print(f"{TARGET}: {len(words)} words, {TARGET.stat().st_size / 1e3:.0f} kB")


def read_common_forms() -> Iterator[str]:
    """Folded forms of words that are no names, each of which the gazetteer would read as a place of one word."""
    places = default_gazetteer()
    analyzer = pymorphy3.MorphAnalyzer(lang="ru")
    for parse in analyzer.iter_known_word_parses(""):
        if len(parse.word) < SHORTEST or "-" in parse.word or NAMES & parse.tag.grammemes:
            continue
        folded = fold_word(parse.word)
        if places.may_begin(folded) and any(match.words == 1 and match.flags not in {"a", "d"} for match in places.matches_at([folded], 0)):
            yield folded


if __name__ == "__main__":
    main()
