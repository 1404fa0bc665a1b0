"""Places by a named-entity model: Slovnet's for Russian news, whose weights come inside the package natasha, so nothing is downloaded.

Only places are proposed. The model finds persons too, and persons are none of our business; it knows no weapons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from skywitness.errors import MissingPart
from skywitness.model.proposal import Suggested
from skywitness.model.report import Report
from skywitness.model.words import Topic
from skywitness.parts import ProposeOptions

_NER = "model/slovnet_ner_news_v1.tar"
_WORDS = "emb/navec_news_v1_1B_250K_300d_100q.tar"


class _Span(Protocol):
    start: int
    stop: int
    type: str


class _Markup(Protocol):
    spans: list[_Span]


class NamedEntities:
    """Proposes the places that Slovnet (Kukushkin, news model v1) marks in Russian texts. A wording is not yet a place: nothing is located."""

    version = "slovnet-news-v1"

    @cached_property
    def _mark(self) -> Callable[[str], _Markup]:
        """The model, loaded when it is first needed (a second, about 100 MB)."""
        found = find_spec("natasha")
        if found is None or not found.submodule_search_locations or find_spec("slovnet") is None:
            raise MissingPart("named entities need slovnet and natasha; install them with: pip install 'skywitness[entities]'")
        from navec import Navec
        from slovnet import NER

        folder = Path(found.submodule_search_locations[0]) / "data"
        model = NER.load(str(folder / _NER))
        model.navec(Navec.load(str(folder / _WORDS)))
        marked: Callable[[str], _Markup] = model
        return marked

    def propose(self, report: Report, language: str, options: ProposeOptions) -> Iterable[Suggested]:  # noqa: ARG002 - the Protocol's names
        """Each place name of a Russian text; nothing for other languages.

        Raises
        ------
        MissingPart
            The model is not installed.
        """
        mark = self._mark
        if language != "ru" or not report.text.strip():
            return
        for span in mark(report.text).spans:
            if span.type == "LOC":
                words = report.text[span.start : span.stop]
                yield Suggested(Topic.PLACE, words, words, span.start)
