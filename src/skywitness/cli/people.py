"""``skywitness people``: who may sign in to the desk of a ledger. Passwords are read from the terminal or from stdin, never from the command line."""

from __future__ import annotations

import getpass
import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import msgspec
from cyclopts import Parameter
from rich.console import Console

from skywitness.cli.app import DONE
from skywitness.cli.options import now
from skywitness.errors import BadSettings
from skywitness.ledger import folder_beside, tell_address
from skywitness.web.desk.acts import Acts
from skywitness.web.desk.file import DeskFile, is_there
from skywitness.web.desk.passwords import require_argon2
from skywitness.web.desk.people import People, require_name


class Action(StrEnum):
    """What is done about people."""

    ADD = "add"
    LIST = "list"
    LOCK = "lock"
    UNLOCK = "unlock"
    PASSWORD = "password"  # noqa: S105 - a word, not one


def people(
    action: Action,
    name: str | None = None,
    *,
    ledger: str,
    no_password: Annotated[bool, Parameter(negative="")] = False,
    as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
) -> int:
    """Add people to the desk of a ledger, list them, lock them out or let them in again, or give a new password.

    Parameters
    ----------
    action
        What is to be done.
    name
        Whom it is about; the name stands under their decisions. Not for ``list``.
    ledger
        The ledger. Who may sign in stands beside it in desk.sqlite, readable by its owner alone, and never in the ledger.
    no_password
        For ``add``: only a trusted proxy can bring this person in.
    as_json
        For ``list``: print JSON.
    """
    if action is Action.LIST:
        return _list(folder_beside(ledger, os.environ), ledger, as_json=as_json)
    if name is None:
        raise BadSettings(f"whom? give a name: skywitness people {action} NAME --ledger {tell_address(ledger)}")
    folder = folder_beside(ledger, os.environ)
    talk, is_first = Console(stderr=True), not is_there(folder)
    if action is Action.ADD:
        require_name(name)
    with DeskFile(folder, create=action is Action.ADD) as file:
        everybody, acts = People(file), Acts(file)
        match action:
            case Action.ADD:
                name = everybody.add(name, None if no_password else read_password(name), at=now()).name
                told = f"{name} may sign in"
            case Action.LOCK:
                everybody.lock(name, at=now())
                told = f"{name} is kept out, and signed out everywhere"
            case Action.UNLOCK:
                everybody.unlock(name)
                told = f"{name} may sign in again"
            case Action.PASSWORD:
                name = everybody.require(name).name
                everybody.set_password(name, read_password(name))
                told = f"{name} has a new password, and is signed out everywhere"
        acts.note(f"people: {action}", name, who=f"{getpass.getuser()} on this machine", address=None, at=now())
    talk.print(
        f"{told}{'; a server that runs must be started again to open the desk' if is_first else ''}",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )
    return DONE


def read_password(name: str) -> str:
    """A password from the terminal, typed twice and not shown, or the first line of stdin.

    Raises
    ------
    BadSettings
        The two are not the same, or there is none.
    """
    require_argon2()
    if not sys.stdin.isatty():
        given = sys.stdin.readline().rstrip("\r\n")
        if not given:
            raise BadSettings(f"there is no password for {name}: type it at the terminal, or give it as the first line of stdin")
        return given
    given = getpass.getpass(f"Password for {name}: ", stream=sys.stderr)
    if getpass.getpass("Again: ", stream=sys.stderr) != given:
        raise BadSettings("the two passwords are not the same; nothing was changed")
    return given


def _list(folder: Path, ledger: str, *, as_json: bool) -> int:
    found = []
    if is_there(folder):
        with DeskFile(folder) as file:
            found = People(file).all()
    if as_json:
        sys.stdout.write(msgspec.json.encode(found).decode() + "\n")
        return DONE
    for each in found:
        state = f"locked since {each.locked_at:%Y-%m-%d %H:%M} UTC" if each.locked_at else "may sign in"
        sys.stdout.write(f"{each.name}\t{state}\t{'password' if each.has_password else 'by proxy only'}\n")
    if not found:
        Console(stderr=True).print(
            f"nobody yet; add someone with: skywitness people add NAME --ledger {tell_address(ledger)}", markup=False, soft_wrap=True
        )
    return DONE
