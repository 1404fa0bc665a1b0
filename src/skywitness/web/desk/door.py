"""Signing in and out, and what a person may do about their own account."""

from __future__ import annotations

from math import ceil
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from skywitness.errors import BadSettings
from skywitness.web.desk.entrance import door_token, forget_session, know_browser, known_browser, set_session
from skywitness.web.desk.people import Refused
from skywitness.web.desk.room import Form, Room, go_to, render, session_of, takes_form, visitor_of

PLAIN = "over plain HTTP a password would travel in the clear: put the server behind a proxy that speaks TLS and say so in [desk], or sign in on this machine itself"


class Door:
    """The pages of one room's door."""

    def __init__(self, room: Room) -> None:
        self._room = room

    def routes(self) -> list[Route]:
        """All its routes."""
        return [
            Route("/sign-in", self.show, methods=["GET"], name="sign-in"),
            Route("/sign-in", takes_form(self.sign_in), methods=["POST"]),
            Route("/sign-out", takes_form(self.sign_out), methods=["POST"], name="sign-out"),
            Route("/desk/me", self.me, methods=["GET"], name="me"),
            Route("/desk/me/password", takes_form(self.change_password), methods=["POST"]),
            Route("/desk/me/elsewhere", takes_form(self.sign_out_elsewhere), methods=["POST"]),
            Route("/desk/acts", self.acts, methods=["GET"], name="acts"),
        ]

    def show(self, request: Request) -> Response:
        """The form to sign in with."""
        return self._show(request, next_of(request.query_params.get("next", "")))

    def sign_in(self, request: Request, form: Form) -> Response:
        """Let somebody in, or say that it failed and how long to wait."""
        visitor, name, onward = visitor_of(request), form.get("name", "")[:200], next_of(form.get("next", ""))
        if self._room.entrance.is_by_proxy:
            raise HTTPException(403, "here the proxy says who somebody is; sign in there")
        if not visitor.is_private:
            raise HTTPException(403, PLAIN)
        found = self._room.people.let_in(
            name, form.get("password", ""), address=visitor.address, at=self._room.clock(), browser=known_browser(request, visitor)
        )
        if isinstance(found, Refused):
            self._room.note(request, "refused", name, who=None)
            return self._show(request, onward, name=name, refused=found)
        if visitor.session is not None:
            self._room.sessions.end(visitor.session.digest)
        token = self._room.sessions.begin(found.name, by="password", at=self._room.clock())
        self._room.note(request, "signed in", who=found.name)
        answer = go_to(onward, request)
        set_session(answer, token, visitor)
        self._room.people.remember_browser(know_browser(answer, request, visitor), found.name, at=self._room.clock())
        return answer

    def sign_out(self, request: Request, form: Form) -> Response:  # noqa: ARG002 - a handler's shape
        """Forget the session, here and in the browser."""
        visitor = visitor_of(request)
        answer = go_to("/", request)
        if visitor.session is not None:
            self._room.sessions.end(visitor.session.digest)
            self._room.note(request, "signed out")
        forget_session(answer, visitor)
        answer.headers["clear-site-data"] = '"cache", "storage"'
        return answer

    def me(self, request: Request) -> Response:
        """Whoever asks: where they are signed in, and a new password."""
        return self._me(request)

    def change_password(self, request: Request, form: Form) -> Response:
        """A new password, given the old one."""
        session, visitor = session_of(request), visitor_of(request)
        if not visitor.is_private:
            raise HTTPException(403, PLAIN)
        if form.get("new", "") != form.get("again", ""):
            return self._me(request, trouble="the two are not the same", status=400)
        found = self._room.people.let_in(session.name, form.get("old", ""), address=visitor.address, at=self._room.clock())
        if isinstance(found, Refused):
            self._room.note(request, "password refused")
            return self._me(request, trouble="the old password is not right, or too many tries failed", status=403)
        try:
            self._room.people.set_password(session.name, form.get("new", ""))
        except BadSettings as error:
            return self._me(request, trouble=str(error), status=400)
        self._room.note(request, "password changed")
        answer = go_to("/desk/me", request)
        set_session(answer, self._room.sessions.begin(session.name, by="password", at=self._room.clock()), visitor)
        return answer

    def sign_out_elsewhere(self, request: Request, form: Form) -> Response:  # noqa: ARG002 - a handler's shape
        """End all other sessions of whoever asks."""
        self._room.sessions.end_others(session_of(request))
        self._room.note(request, "signed out elsewhere")
        return go_to("/desk/me", request)

    def acts(self, request: Request) -> Response:
        """What was done at the desk, the newest first."""
        told = request.query_params.get("before", "")
        before = int(told) if told.isascii() and told.isdigit() and len(told) < 16 else None
        return render(request, "desk/acts.html", acts=self._room.acts.newest(before), most=500)

    def _me(self, request: Request, *, trouble: str | None = None, status: int = 200) -> Response:
        session = session_of(request)
        return render(
            request,
            "desk/me.html",
            status,
            sessions=self._room.sessions.of(session.name),
            own=session,
            trouble=trouble,
            is_by_proxy=self._room.entrance.is_by_proxy,
        )

    def _show(self, request: Request, onward: str, name: str = "", refused: Refused | None = None) -> Response:
        visitor = visitor_of(request)
        wait_s = 0 if refused is None else max(0, ceil(refused.wait.total_seconds()))
        status = 200 if refused is None else 429 if wait_s else 403

        def page(token: str) -> Response:
            answer = render(
                request,
                "desk/sign_in.html",
                status,
                form_token=token,
                next=onward,
                given=name,
                is_refused=refused is not None,
                wait_s=wait_s,
                is_by_proxy=self._room.entrance.is_by_proxy,
                is_private=visitor.is_private,
                must_sign_in=self._room.settings.reading == "people",
            )
            if wait_s:
                answer.headers["retry-after"] = str(wait_s)
            return answer

        return page(visitor.session.form_token) if visitor.session else door_token(request, page, visitor)


def next_of(told: str) -> str:
    """Where to go after signing in: a path of ours, never another site.

    >>> next_of("/desk/queue"), next_of("//evil.example"), next_of("https://evil.example/"), next_of("/\\\\evil.example")
    ('/desk/queue', '/desk', '/desk', '/desk')
    """
    parts = urlsplit(told) if told.isprintable() and "\\" not in told else None
    if parts is None or parts.scheme or parts.netloc or not told.startswith("/") or told.startswith("//"):
        return "/desk"
    return parts.path
