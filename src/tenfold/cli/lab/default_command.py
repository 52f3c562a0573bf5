"""A noun whose first word may be left out: `tenfold note "TEXT"` is `tenfold note add "TEXT"`."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from typer.core import TyperGroup

from tenfold.errors import InputError

if TYPE_CHECKING:
    from typer._click.core import Context

__all__ = ["AddByDefault"]

_HELP = frozenset({"-h", "--help"})
_ALIKE = 0.75


class AddByDefault(TyperGroup):
    """A group that takes what is none of its commands for the arguments of its command `add`."""

    default = "add"

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Put the command in, unless one is named or help is asked for."""
        first = args[0] if args else ""
        if first not in self.commands and first not in _HELP:
            self._refuse_a_slip(args)
            args = [self.default, *args]
        return super().parse_args(ctx, args)

    def _refuse_a_slip(self, args: list[str]) -> None:
        """One word that is nearly a command was meant to be one: it must not become an entry."""
        if not args or " " in args[0]:
            return
        close = difflib.get_close_matches(args[0], list(self.commands), n=1, cutoff=_ALIKE)
        if close:
            raise InputError(
                f"{args[0]!r} is no command of {self.name}.",
                remedy=f"Did you mean: tenfold {self.name} {close[0]}? "
                f"To write down the word itself: tenfold {self.name} add {args[0]}",
            )
