"""Who asks: the person behind a request, from where, and whether a form comes from our own page. Nothing that a stranger's machine says of itself is believed."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from urllib.parse import parse_qsl, urlsplit

from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from skywitness.config import DeskSettings
from skywitness.web.desk.acts import Acts
from skywitness.web.desk.people import KNOWN_FOR, People, key_of
from skywitness.web.desk.sessions import Session, Sessions

COOKIE, DOOR, KNOWN = "skywitness", "skywitness-door", "skywitness-known"
LONGEST_FORM, MOST_FIELDS, LONGEST_TOKEN = 64_000, 300, 100
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
STREAM = "/stream"
"""How the addresses end that a page keeps asking for by itself."""
FORM = "application/x-www-form-urlencoded"


class Visitor(Struct, frozen=True, kw_only=True):
    """Who a request is from. ``session`` is None for whoever is not signed in; ``fresh_token`` is to be put into a cookie.

    ``is_private`` says that nobody between can read along: over TLS, or on this very machine.
    """

    address: str
    is_tls: bool
    is_private: bool
    session: Session | None = None
    fresh_token: str | None = None
    waiting: int | None = None
    """How many items wait in the queue; None when that is not known."""

    @property
    def name(self) -> str | None:
        """The person; None when nobody is signed in."""
        return None if self.session is None else self.session.name


class Entrance:
    """Tells who asks. One for all requests."""

    def __init__(self, people: People, sessions: Sessions, acts: Acts, settings: DeskSettings, clock: Callable[[], datetime]) -> None:
        self._people, self._sessions, self._acts, self._settings, self._clock = people, sessions, acts, settings, clock
        self._proxies = [ip_network(each) for each in settings.proxy_addresses]

    @property
    def is_by_proxy(self) -> bool:
        """Whether a proxy says who somebody is; then nobody signs in here."""
        return self._settings.proxy_header is not None

    def identify(self, asked: HTTPConnection) -> Visitor:
        """Who a request is from."""
        host = asked.client.host if asked.client else ""
        is_proxied = self._is_trusted(host)
        is_tls = self._settings.https or (asked.headers.get("x-forwarded-proto", "http") if is_proxied else asked.url.scheme) == "https"
        is_here = (
            _is_loopback(host) and "x-forwarded-for" not in asked.headers and split_host(asked.headers.get("host", "")) in LOOPBACK_NAMES
        )
        visitor = Visitor(address=self._address(asked, host), is_tls=is_tls, is_private=is_tls or is_here)
        token = asked.cookies.get(cookie_name(COOKIE, is_tls=is_tls), "")
        session = self._sessions.find(token, self._clock(), is_there=not asked.url.path.endswith(STREAM)) if token else None
        if self.is_by_proxy:
            return self._believe_proxy(asked, visitor, session, is_proxied=is_proxied)
        return _with(visitor, session)

    def _believe_proxy(self, asked: HTTPConnection, visitor: Visitor, session: Session | None, *, is_proxied: bool) -> Visitor:
        """Whoever the proxy names, if it is ours and the person is of this desk; the header of anybody else is nothing."""
        named = asked.headers.get(self._settings.proxy_header or "", "").strip() if is_proxied else ""
        person = self._people.find(named) if named else None
        if person is None or person.locked_at is not None:
            return visitor
        if session is not None and session.signed_in_by == "proxy" and key_of(session.name) == key_of(person.name):
            return _with(visitor, session)
        if "text/html" not in asked.headers.get("accept", ""):  # a program: it is known for this once, and can send no form
            return _with(visitor, Session(name=person.name, digest="", form_token="", signed_in_by="proxy", began_at=self._clock()))
        fresh = self._sessions.begin(person.name, by="proxy", at=self._clock())
        self._acts.note("signed in", "by the proxy", who=person.name, address=visitor.address, at=self._clock())
        return _with(visitor, self._sessions.find(fresh, self._clock()), fresh)

    def _address(self, asked: HTTPConnection, host: str) -> str:
        """Where a request comes from: behind our proxies, what the nearest of them saw."""
        if not self._is_trusted(host):
            return host
        for hop in reversed(asked.headers.get("x-forwarded-for", "").split(",")):
            if (hop := hop.strip()) and not self._is_trusted(hop):
                return hop[:60]
        return host

    def _is_trusted(self, host: str) -> bool:
        return any(_lies_in(host, network) for network in self._proxies)


def require_own_form(asked: Request, visitor: Visitor, form: Mapping[str, str]) -> None:
    """Refuse a form that was not made by our page for this session: by where it comes from, and by the token in it.

    Raises
    ------
    HTTPException
        403: it comes from another site, or its token is not the session's.
    """
    if not is_from_here(asked):
        raise HTTPException(403, "this form comes from another site; open the page here and send it again")
    expected = asked.cookies.get(cookie_name(DOOR, is_tls=visitor.is_tls), "") if visitor.session is None else visitor.session.form_token
    if not expected or not hmac.compare_digest(expected.encode(), form.get("form_token", "").encode()):
        raise HTTPException(403, "this form is no longer good, as somebody signed in or out since it was shown; open the page again")


def is_from_here(asked: Request) -> bool:
    """Whether a browser says that the page which sends this is ours. A browser that says nothing of it is refused too."""
    if asked.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return False
    origin = urlsplit(asked.headers.get("origin", ""))
    return origin.scheme in {"http", "https"} and origin.netloc.lower() == asked.headers.get("host", "").lower()


async def read_form(asked: Request) -> dict[str, str]:
    """The fields of a form; of a field that is there several times, the values joined by line ends.

    Raises
    ------
    HTTPException
        413, 415 or 400: it is too large, no form, or no text.
    """
    if asked.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise HTTPException(415, "send a form")
    body = bytearray()
    async for part in asked.stream():
        body += part
        if len(body) > LONGEST_FORM:
            raise HTTPException(413, f"this form holds more than {LONGEST_FORM} bytes")
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=MOST_FIELDS, encoding="utf-8", errors="strict")
    except ValueError:
        raise HTTPException(400, "this form cannot be read") from None
    form: dict[str, str] = {}
    for name, value in pairs:
        form[name] = f"{form[name]}\n{value}" if name in form else value
    return form


def set_session(answer: Response, token: str, visitor: Visitor) -> None:
    """Give a browser its token: no script sees it, no other site sends it, and it is gone with the browser."""
    _set_cookie(answer, COOKIE, token, visitor)


def known_browser(asked: Request, visitor: Visitor) -> str:
    """The token of a browser from which somebody signed in before; empty when it has none."""
    return asked.cookies.get(cookie_name(KNOWN, is_tls=visitor.is_tls), "")[:LONGEST_TOKEN]


def know_browser(answer: Response, asked: Request, visitor: Visitor) -> str:
    """Give a browser a token by which it is known again, or leave it the one that it has."""
    token = known_browser(asked, visitor) or secrets.token_urlsafe(32)
    _set_cookie(answer, KNOWN, token, visitor, max_age=round(KNOWN_FOR.total_seconds()))
    return token


def forget_session(answer: Response, visitor: Visitor) -> None:
    """Take the token back."""
    answer.delete_cookie(cookie_name(COOKIE, is_tls=visitor.is_tls), httponly=True, samesite="strict", secure=visitor.is_tls, path="/")


def door_token(asked: Request, answer_with: Callable[[str], Response], visitor: Visitor) -> Response:
    """A page with a form for somebody who is not signed in: the token in the form is the one in a cookie."""
    token = asked.cookies.get(cookie_name(DOOR, is_tls=visitor.is_tls), "")
    fresh = token if len(token) >= 40 else secrets.token_urlsafe(32)
    answer = answer_with(fresh)
    if fresh != token:
        _set_cookie(answer, DOOR, fresh, visitor)
    return answer


def cookie_name(name: str, *, is_tls: bool) -> str:
    """A cookie's name; over TLS one that a browser takes from this very host over TLS alone."""
    return f"__Host-{name}" if is_tls else name


def _set_cookie(answer: Response, name: str, value: str, visitor: Visitor, max_age: int | None = None) -> None:
    answer.set_cookie(
        cookie_name(name, is_tls=visitor.is_tls), value, max_age=max_age, httponly=True, samesite="strict", secure=visitor.is_tls, path="/"
    )


def split_host(told: str) -> str:
    """The name in a ``Host`` header, without the port.

    >>> split_host("localhost:8765"), split_host("[::1]:8765")
    ('localhost', '[::1]')
    """
    return told.rpartition(":")[0].lower() if told.rpartition(":")[2].isdigit() and ":" in told else told.lower()


def _with(visitor: Visitor, session: Session | None, fresh: str | None = None) -> Visitor:
    return Visitor(address=visitor.address, is_tls=visitor.is_tls, is_private=visitor.is_private, session=session, fresh_token=fresh)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _lies_in(host: str, network: IPv4Network | IPv6Network) -> bool:
    try:
        return ip_address(host) in network
    except ValueError:
        return False
