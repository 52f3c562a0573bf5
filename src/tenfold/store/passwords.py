"""Passwords: which ones are taken, how they are kept, and how one is compared.

Sources: OWASP ASVS 5.0, V6.2 (length, no rules of composition, the common ones refused, compared as typed) and
V11.4.2; RFC 9106 (argon2id, 64 MiB, 3 passes).
"""

from __future__ import annotations

import secrets
import unicodedata
from functools import cache
from itertools import pairwise
from pathlib import Path
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from tenfold.errors import InputError
from tenfold.wording import worded

if TYPE_CHECKING:
    from argon2 import PasswordHasher

__all__ = ["LONGEST", "SHORTEST", "hash_password", "is_password", "require_good_password"]

SHORTEST, LONGEST = 12, 128
_LEAST_LEFT = 6
_COMMON = Path(__file__).with_name("common_passwords.txt")
_ROOM = BoundedSemaphore(2)
"""So many are hashed at once: each takes 64 MiB."""


def require_good_password(password: str, *, name: str) -> None:
    """Raise InputError for one that is too short or long, common, one piece again and again, or the name."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise _bad(
            worded(
                "has {n:d} characters, and {least:d} to {most:d} are needed.",
                n=len(password),
                least=SHORTEST,
                most=LONGEST,
            ),
            worded("A few words that do not belong together are good."),
        )
    if not password.isprintable():
        raise _bad(worded("holds a control character."), worded("Use what a keyboard types."))
    if _is_common(password) or _is_repetition(password):
        raise _bad(
            worded("is among the common ones."), worded("Choose one that nobody else would.")
        )
    rest = password.casefold()
    for word in (*name.casefold().split(), "tenfold"):
        rest = rest.replace(word, "") if len(word) > 1 else rest
    if len(rest) < _LEAST_LEFT:
        raise _bad(
            worded("is little more than your name or that of this program."),
            worded("Choose another."),
        )


def _bad(message: str, remedy: str) -> InputError:
    return InputError(
        worded("the password {message!s}", message=message), code="TF-PASSWORD", remedy=remedy
    )


def _is_common(password: str) -> bool:
    """Whether it is a common one, with digits and signs before or after it or without."""
    typed = password.casefold()
    return typed in _common() or _core(typed) in _common()


@cache
def _common() -> frozenset[str]:
    return frozenset(_COMMON.read_text(encoding="utf-8").split())


def _core(typed: str) -> str:
    """Without what is no letter before and after it."""
    letters = [i for i, c in enumerate(typed) if unicodedata.category(c)[0] == "L"]
    return typed[letters[0] : letters[-1] + 1] if letters else ""


def _is_repetition(password: str) -> bool:
    """Whether it is a piece of at most four characters again and again, or a run such as 1234567890."""
    pieces = (password[:n] * len(password) for n in range(1, 5))
    steps = {(ord(b) - ord(a)) % 10 for a, b in pairwise(password)}
    return any(piece[: len(password)] == password for piece in pieces) or steps in ({1}, {9})


def hash_password(password: str) -> str:
    """Its argon2id hash, with the salt and the parameters in it."""
    with _ROOM:
        return _hasher().hash(password)


def is_password(password: str, kept: str | None) -> bool:
    """Whether it is the one whose hash is `kept`; without one it takes as long to say no."""
    from argon2.exceptions import InvalidHashError, VerificationError

    nobodys = _nobodys()  # made before any is compared, so that the first stranger waits no longer
    try:
        with _ROOM:
            _hasher().verify(kept or nobodys, password[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=1)


@cache
def _nobodys() -> str:
    return _hasher().hash(secrets.token_urlsafe(32))
