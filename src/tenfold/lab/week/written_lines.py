"""The lines that somebody wrote, or quoted, without what a mail program puts around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["WrittenLine", "written_lines"]

_QUOTED = re.compile(r"((?: {0,3}> ?)*)(.*)")
_LIST_MARK = re.compile(r"(?:[-*+]|\d{1,3}[.)])(?:\s+|$)")
_MAIL_HEADERS = re.compile(
    r"\A\s*(?:(?:from|to|cc|date|sent|subject|reply-to|message-id)[ \t]*:[^\n]*\n){2,}",
    re.IGNORECASE,
)
_WHO_WROTE = re.compile(
    r"^(?:On [^\n]*\n)?[^>\n][^\n]*(?:wrote|写道|schrieb|a écrit) ?[:：][ \t]*\n(?=\s*>)",
    re.MULTILINE,
)
"""What mail programs put above what they quote."""
_SIGNATURE = re.compile(r"\n-- \n(?:(?!>)[^\n]*\n?){0,8}\Z")


@dataclass(frozen=True, slots=True)
class WrittenLine:
    """A line without its quoting: `indent` in spaces, whether a list mark stood before `text`."""

    text: str
    is_quoted: bool
    indent: int
    is_item: bool


def written_lines(text: str) -> Iterator[WrittenLine]:
    """Line by line; of a mail's headers only the one that says who wrote is left."""
    for raw in _without_what_mail_adds(text).split("\n"):
        quoted = _QUOTED.fullmatch(raw)
        assert quoted is not None  # the pattern takes any line
        body = quoted[2].expandtabs(4).rstrip()
        said = body.lstrip()
        mark = _LIST_MARK.match(said)
        plain = said[mark.end() :] if mark else said
        yield WrittenLine(plain, bool(quoted[1]), len(body) - len(said), mark is not None)


def _without_what_mail_adds(text: str) -> str:
    """Leave the headers out but for who wrote, the line above a quotation, and the signature."""
    headers = _MAIL_HEADERS.match(text)
    if headers:
        written = re.search(r"^from[^\n]*$", headers[0], re.IGNORECASE | re.MULTILINE)
        text = (written[0] if written else "") + "\n" + text[headers.end() :]
    return _SIGNATURE.sub("\n", _WHO_WROTE.sub("", text))
