"""Fills templates in the language of a reader: the filters and the words that they use."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from urllib.parse import quote, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request

from skywitness import __version__
from skywitness.publish import wording
from skywitness.publish.filters import disputes_of
from skywitness.publish.spoken import name_place
from skywitness.publish.visible import visible
from skywitness.web import sentences
from skywitness.web.asked import Filters
from skywitness.web.tongues import LANGUAGES, Tongue, asked_tongue, choose_tongue, read_tongue


def fill_template(request: Request, template: str, shown: Mapping[str, object]) -> str:
    """A template in the reader's language."""
    code = choose_tongue(request)
    of_page = {
        "lang": code,
        "asked_lang": asked_tongue(request),
        "in_tongue": lambda other: f"?{urlencode([*_but_tongue(request), ('lang', other)])}",
        "version": __version__,
        "here": request.url.path,
        "visitor": request.scope.get("visitor"),
    }
    return _templates_in(code).get_template(template).render(**of_page, **shown)


def make_link(request: Request) -> Callable[..., str]:
    """Makes addresses that keep the instant and the language that were asked for."""
    told = {"as_of": request.query_params.get("as_of", ""), "lang": asked_tongue(request)}
    kept = urlencode({name: value for name, value in told.items() if value})

    def link(path: str, query: str = "") -> str:
        asked = "&".join(filter(None, (query, kept)))
        return quote(path, safe="/:@!$&'()*+,;=~-._") + (f"?{asked}" if asked else "")

    return link


def _but_tongue(request: Request) -> list[tuple[str, str]]:
    return [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]


@cache
def _templates_in(code: str) -> Environment:
    """The templates in a language, made when the first page in it is asked for."""
    return _make_templates(read_tongue(code))


def _make_templates(tongue: Tongue) -> Environment:
    templates = Environment(
        extensions=["jinja2.ext.i18n"],
        loader=PackageLoader("skywitness.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_show,
    )
    templates.install_gettext_callables(tongue.gettext, tongue.ngettext, newstyle=True)  # type: ignore[attr-defined]  # the extension brings it
    templates.filters |= {
        "instant": lambda told: tongue.dated(wording.tell_instant(told)),
        "hours": lambda hours: tongue.lasting(wording.tell_hours(hours)),
        "value": lambda attribute: tongue.gettext(wording.tell_value(attribute)),
        "answer": lambda value, row: sentences.tell_answer(value, row, tongue),
        "disputes": lambda row: sorted(disputes_of(row)),
        "place_name": lambda place: name_place(place, tongue.code),
        "reason": lambda text: sentences.mark_language(text, sentences.tell_reason(str(text), tongue)),
        "headline": lambda row: Markup("<bdi>{}</bdi>").format(sentences.mark_language(row["title"], sentences.tell_headline(row, tongue))),
        "sentence": lambda text: text[:1].upper() + text[1:],
        "words": tongue.word,
    }
    templates.globals |= {
        "tell_verdict": lambda row: sentences.mark_language(wording.tell_verdict(row), sentences.tell_verdict(row, tongue)),
        "tell_period": lambda row: tongue.dated(wording.tell_period(row)),
        "LANGUAGES": LANGUAGES,
        "STANDINGS": wording.STANDINGS,
        "STATES": wording.STATES,
        "share": lambda part, whole: f"{part / whole:.0%}" if whole else "–",
        "query_of_page": Filters().query_of_page,
        "FIRST_POSTS": 5,
        "MOST_NAMED": 30,
        "is_web_address": lambda text: re.match(r"https?://[^\s]+$", str(text or "")) is not None,
    }
    return templates


def _show(value: object) -> object:
    """What a template puts out: texts with what cannot be seen made visible; markup that the template itself made stays."""
    return visible(value) if type(value) is str else value
