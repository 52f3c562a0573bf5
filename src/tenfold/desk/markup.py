"""Marks of HTML, wikis and forums in texts, told from angle brackets that mean something else."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tenfold.desk.spans import Span, without_overlaps
from tenfold.wording import worded

__all__ = ["MARKUP_KINDS", "find_markup", "is_only_links"]

MARKUP_KINDS = {
    "tag": worded("HTML tags"),
    "entity": worded("HTML entities"),
    "broken-entity": worded("entities that lost their &"),
    "bbcode": worded("BBCode"),
    "markdown": worded("Markdown links"),
}
"""Every kind that is found, in words."""

_NAMES = (
    "a|abbr|address|article|aside|b|base|big|blockquote|body|br|button|caption|center|cite|code|col|dd|del|details"
    "|div|dl|dt|em|fieldset|figcaption|figure|font|footer|form|frame|h[1-6]|head|header|hr|html|i|iframe|img|input"
    "|ins|kbd|label|legend|li|link|main|map|mark|meta|nav|noscript|object|ol|option|p|param|pre|q|s|samp|script"
    "|section|select|small|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|textarea|tfoot|th|thead"
    "|time|title|tr|tt|u|ul|var|video"
)
_TAG = re.compile(
    rf"</?(?:{_NAMES})(?:\s[^<>]{{0,2000}}|\s*/)?>|<!--|-->|<!DOCTYPE[^<>]{{0,200}}>|<!\[CDATA\[",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,30}|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});")
_BROKEN = re.compile(r"(?<![&\w#])(?:#\d{2,5}|(?:amp|lt|gt|quot|nbsp|apos));", re.ASCII)
_BBCODE = re.compile(
    r"\[(b|i|u|s|url|img|quote|code|color|size)(?:=[^\[\]]{0,500})?\][^\[\]]{0,2000}\[/\1\]",
    re.IGNORECASE,
)
_MARKDOWN = re.compile(r"!?\[[^\[\]\n]{0,300}\]\((?:https?://|/|www\.)[^\s()]{1,1000}\)")
_LINK = re.compile(r"(?:https?://|ftp://|www\.)\S+", re.IGNORECASE)


def find_markup(text: str) -> list[Span]:
    """Where marks of a markup language stand, in order; kinds as in `MARKUP_KINDS`.

    Names of tags and entities must be HTML's: ``<3``, ``<name>`` and ``AT&T;`` are none.

    >>> [span.kind for span in find_markup("a <b>bold</b> &amp; #39;quoted#39; <3 <name>")]
    ['tag', 'tag', 'entity', 'broken-entity']
    """
    spans = list(_found(text))
    return without_overlaps(spans) if len(spans) > 1 else spans


def _found(text: str) -> Iterator[Span]:
    if "<" in text or "-->" in text:
        yield from (Span(*match.span(), "tag") for match in _TAG.finditer(text))
    if ";" in text:
        if "&" in text:
            yield from _entities(text)
        yield from (Span(*match.span(), "broken-entity") for match in _BROKEN.finditer(text))
    if "](" in text:
        yield from (Span(*match.span(), "markdown") for match in _MARKDOWN.finditer(text))
    if "[/" in text:
        yield from (Span(*match.span(), "bbcode") for match in _BBCODE.finditer(text))


def _entities(text: str) -> Iterator[Span]:
    from html.entities import html5

    for match in _ENTITY.finditer(text):
        if match.group()[1] == "#" or match.group()[1:] in html5:
            yield Span(*match.span(), "entity")


def is_only_links(text: str) -> bool:
    """Whether nothing but links is there.

    >>> is_only_links("https://example.org/a"), is_only_links("see https://example.org/a")
    (True, False)
    """
    if "://" not in text and "www." not in text.lower():
        return False
    return not any(map(str.isalnum, _LINK.sub("", text)))
