"""White space evened out."""

from __future__ import annotations

from tenfold.desk.cleaning.operation import TextOperation

__all__ = ["NormaliseSpaces"]


class NormaliseSpaces(TextOperation):
    """One space for every run of white space, line ends among it; none at the ends of a text."""

    name = "normalise-spaces"

    def mend(self, text: str) -> str:
        return " ".join(text.split())
