"""A text that somebody writes: as an argument, in an editor, or on standard input."""

from __future__ import annotations

import sys

from tenfold.errors import InputError

__all__ = ["edited_text", "written_text"]


def written_text(given: str | None, *, initial: str = "", what: str) -> str:
    """The text given; else, at a terminal, what is saved in an editor; else all of standard input (UTF-8).

    `initial` is what the editor shows first; `what` names the text in messages ("note", "answer").

    Raises InputError where nothing was written, and where it is not UTF-8.
    """
    if given is not None:
        text = given
    elif sys.stdin is not None and sys.stdin.isatty():
        text = edited_text(initial, what=what)
    else:
        text = _standard_input(what)
    if not text.strip():
        raise _nothing(what)
    return text


def edited_text(initial: str, *, what: str) -> str:
    """What is saved in the editor that VISUAL or EDITOR names, beginning with `initial`.

    Raises InputError where it is left without saving, where there is no such editor, and where what it
    saved is not UTF-8.
    """
    import click

    try:
        text = click.edit(initial, extension=".md")
    except click.ClickException as error:
        raise InputError(
            f"{error.format_message().rstrip('.')}. Nothing was changed.",
            code="TF-TEXT",
            remedy=f"Name an editor (export EDITOR=nano), or give the {what} on standard input.",
        ) from error
    except UnicodeDecodeError as error:
        raise _not_utf8(what, error) from error
    if text is None:
        raise InputError(
            f"the editor was left without saving, so no {what} was written.",
            code="TF-TEXT",
            remedy="Nothing was changed. Save before you leave it, also where you change nothing.",
        )
    return text


def _standard_input(what: str) -> str:
    if sys.stdin is None:  # a closed one
        return ""
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _not_utf8(what, error) from error


def _nothing(what: str) -> InputError:
    return InputError(f"no {what} was written.", code="TF-TEXT", remedy="Nothing was changed.")


def _not_utf8(what: str, error: UnicodeDecodeError) -> InputError:
    found = f"byte {error.start + 1} is 0x{error.object[error.start]:02X}"
    return InputError(
        f"the {what} is not UTF-8 ({found}). Nothing was changed.",
        code="TF-TEXT",
        remedy="Convert it first, for example: iconv -f GBK -t UTF-8 FILE | tenfold ...",
    )
