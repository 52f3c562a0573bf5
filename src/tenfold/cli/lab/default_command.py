"""A noun whose first word may be left out: `tenfold note "TEXT"` is `tenfold note add "TEXT"`."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from typer.core import TyperGroup

from tenfold.errors import InputError

if TYPE_CHECKING:
    from typer._click.core import Context

__all__ = ["AddByDefault", "ServeByDefault", "ShowByDefault"]

_HELP = frozenset({"-h", "--help"})
_ALIKE = 0.75


class _WithDefault(TyperGroup):
    """A group that takes what is none of its commands for the arguments of its default command."""

    default: str

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Put the command in, unless one is named or help is asked for."""
        first = args[0] if args else ""
        if first not in self.commands and first not in _HELP:
            self._refuse_a_slip(first)
            args = [self.default, *args]
        return super().parse_args(ctx, args)

    def _refuse_a_slip(self, first: str) -> None:
        """One word that is nearly a command was meant to be one: it must not become an entry."""
        if first.startswith("-") or " " in first:
            return
        close = difflib.get_close_matches(first, list(self.commands), n=1, cutoff=_ALIKE)
        if close:
            raise InputError(
                f"{first!r} is no command of {self.name}.",
                remedy=f"Did you mean: tenfold {self.name} {close[0]}?{self._otherwise(first)}",
            )

    def _otherwise(self, word: str) -> str:
        return ""


class AddByDefault(_WithDefault):
    """What is none of its commands is a text to `add`."""

    default = "add"

    def _otherwise(self, word: str) -> str:
        return f" To write down the word itself: tenfold {self.name} add {word}"


class ShowByDefault(_WithDefault):
    """Options alone are those of `show`."""

    default = "show"


class ServeByDefault(_WithDefault):
    """Options alone are those of `serve`."""

    default = "serve"
