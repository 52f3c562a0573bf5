"""What can go wrong, as one tree.

    TenfoldError
    ├── InputError            the request was wrong: exit status 2
    │   ├── DataError         a data file or data set
    │   ├── ModelError        a model folder, hub id or weights
    │   ├── ClaimError        the sentence of a claim
    │   ├── DeclarationError  a study's declaration; carries every problem at once
    │   ├── PairingError      scores that cannot be compared pair by pair
    │   ├── NotBuiltError     a task, method or key that tenfold knows by name but has not built yet
    │   └── WorkspaceError    no workspace, or one that cannot be used
    ├── DamageError           stored bytes are not what they were: exit status 1
    └── StoppedError          stopped by a budget, the user or the machine; nothing is lost: exit status 3
        └── LostConnectionError  the database's connection broke in a transaction: was it committed?

Each carries a stable `code`, the `message` (what was found against what is needed), `where` it was
found and the `remedy` (the next step). Commands print these and never a traceback.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

from tenfold.wording import worded

__all__ = [
    "ClaimError",
    "DamageError",
    "DataError",
    "DeclarationError",
    "InputError",
    "LostConnectionError",
    "ModelError",
    "NotBuiltError",
    "PairingError",
    "StoppedError",
    "TenfoldError",
    "WorkspaceError",
    "nearest",
]


class TenfoldError(Exception):
    """Base of all errors that a user can read and act on."""

    exit_status = 2
    default_code = "TF-000"

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        where: str | None = None,
        remedy: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.default_code
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        head = f"{self.where}: {self.message}" if self.where else self.message
        return f"{head}\n  {self.remedy}" if self.remedy else head

    def to_json(self) -> dict[str, Any]:
        """The object under ``error`` that every command prints with ``--json``."""
        return {
            "code": self.code,
            "message": self.message,
            "where": self.where,
            "remedy": self.remedy,
        }


class InputError(TenfoldError):
    """The request was wrong: a file, a name, an option."""

    default_code = "TF-INPUT"


class DataError(InputError):
    """A data file or data set cannot be used as it is."""

    default_code = "TF-DATA"


class ModelError(InputError):
    """A model folder, hub id or weights file cannot be used."""

    default_code = "TF-MODEL"


class ClaimError(InputError):
    """The sentence of a claim cannot be read, or names what is not there."""

    default_code = "TF-CLAIM"


class PairingError(InputError):
    """Two methods' scores cannot be compared pair by pair."""

    default_code = "TF-PAIRING"


class NotBuiltError(InputError):
    """A task, method or key that tenfold knows by name but has not built yet."""

    default_code = "TF-NOT-BUILT"


class WorkspaceError(InputError):
    """There is no workspace here, or it cannot be used."""

    default_code = "TF-WORKSPACE"


class DeclarationError(InputError):
    """A study's declaration has problems; all are reported at once, each with its place."""

    default_code = "TF-DECLARATION"

    def __init__(self, problems: Iterable[TenfoldError]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def to_json(self) -> dict[str, Any]:
        """The first problem's place and remedy, and all of them under ``problems``."""
        first = self.problems[0]
        return {
            "code": self.code,
            "message": self.message,
            "where": first.where,
            "remedy": first.remedy,
            "problems": [problem.to_json() for problem in self.problems],
        }


class DamageError(TenfoldError):
    """Stored bytes are not what they were when they were saved."""

    exit_status = 1
    default_code = "TF-DAMAGED"


class StoppedError(TenfoldError):
    """Stopped by a budget, the user or the machine. What was saved stays; going on is possible."""

    exit_status = 3
    default_code = "TF-STOPPED"


class LostConnectionError(StoppedError):
    """The database's connection broke in a transaction.

    Before its commit, nothing was written; in mid-commit, nobody here knows. So nothing is written a
    second time without being looked up first.
    """

    default_code = "TF-STORE-LOST"


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint that names what was probably meant, or lists what there is.

    >>> nearest("labels", ["text", "label"])
    "Did you mean 'label'?"
    """
    candidates = list(known)
    close = difflib.get_close_matches(name, candidates, n=1, cutoff=0.6)
    if not close:
        folded = {candidate.casefold(): candidate for candidate in candidates}
        close = [folded[name.casefold()]] if name.casefold() in folded else []
    if close:
        return worded("Did you mean {name!r}?", name=close[0])
    if not candidates:
        return worded("There are none.")
    shown = ", ".join(candidates[:12]) + (", ..." if len(candidates) > 12 else "")
    return worded("There is: {shown}.", shown=shown)
