"""Which text of an answer somebody had before them when they wrote another."""

from __future__ import annotations

from tenfold.errors import InputError
from tenfold.store.digests import digest_bytes

__all__ = ["NewerAnswerError", "answer_version"]


def answer_version(text: str) -> str:
    """The version of an answer: its digest; that of no answer is empty."""
    return digest_bytes(text.encode()) if text else ""


class NewerAnswerError(InputError):
    """The answer was changed after it was read; `now` is what stands there."""

    def __init__(self, question: int, now: str) -> None:
        self.now = now
        super().__init__(
            f"answer {question} was changed meanwhile. Nothing was saved.", remedy="Open it again."
        )
