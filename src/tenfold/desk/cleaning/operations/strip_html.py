"""Markup taken out of texts."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from html.parser import HTMLParser

from tenfold.desk.cleaning.operation import TextOperation

__all__ = ["StripHtml", "strip_html"]

_ROUNDS = 20

_BLOCK_NAMES = (
    "address article aside blockquote body br caption center dd details dialog div dl dt fieldset "
    "figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li main "
    "menu nav noscript ol optgroup option p pre section select summary table tbody td tfoot th thead "
    "title tr ul"
)
"""Elements that stand on lines or in cells of their own."""

_INLINE_NAMES = (
    "a abbr acronym area audio b base bdi bdo big button canvas cite code col colgroup data datalist del "
    "dfn em embed font frame i iframe img input ins kbd label link map mark meta meter noframes object "
    "output param picture progress q rp rt ruby s samp script slot small source span strike strong style "
    "sub sup svg template textarea time track tt u var video wbr"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_NAMES = "|".join(sorted(_BLOCKS | {*_INLINE_NAMES.split()}))
_UNREAD = ("script", "style")

_ATTRIBUTE = r"""\s+[A-Za-z_:@][\w:.-]*\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+)"""
_FLAG = (
    r"\s+(?:checked|disabled|selected|readonly|required|hidden|async|defer|controls|loop|muted)\b"
)
_TAG = re.compile(
    rf"<(?:(/)({_NAMES})\s*>"
    rf"|({_NAMES})(?:{_ATTRIBUTE}|{_FLAG})*\s*/?>)",
    re.IGNORECASE,
)
_DOCTYPE = re.compile(r"<!doctype\b[^<>]*>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_AGAIN = re.compile(r"&(?:(?:amp|#0*38|#[xX]0*26);)+", re.IGNORECASE)


class StripHtml(TextOperation):
    """Take out HTML tags, comments, scripts and styles, and decode entities, until there are none left.

    Only tags of elements that HTML has, written as HTML writes them, are markup: ``a < b``, ``<3``,
    ``<user>`` and ``<|end|>`` are text. What stood on a line of its own still does.
    """

    name = "strip-html"

    def mend(self, text: str) -> str:
        return strip_html(text)


def strip_html(text: str) -> str:
    r"""A text without markup.

    >>> strip_html("<p>Fish &amp; chips<br>a < b</p>")
    'Fish & chips\na < b'
    """
    stripped = text
    for _ in range(_ROUNDS):
        before, stripped = stripped, _strip_once(stripped)
        if stripped == before:
            return stripped
    return text  # nested beyond what people write: left as it is


def _strip_once(text: str) -> str:
    if "<" not in text and "&" not in text:
        return text
    marked = _escape_text(text)
    if marked is None:
        return text
    reader = _Reader()
    reader.feed(marked)
    reader.close()
    return reader.text()


def _escape_text(text: str) -> str | None:
    """The text as HTML, in which all that is no markup is escaped; None where there is no markup."""
    text = _AGAIN.sub("&amp;", text)
    pieces, at, found = [], 0, False
    for start, end, is_read in _markup(text):
        pieces += [_escaped(text[at:start]), text[start:end] if is_read else ""]
        at, found = end, True
    pieces.append(_escaped(text[at:]))
    if not found and not any(_is_entity(match[0]) for match in _ENTITY.finditer(text)):
        return None
    return "".join(pieces)


def _markup(text: str) -> Iterator[tuple[int, int, bool]]:
    """Where tags stand, and (not to be read) comments and the whole of scripts and styles."""
    at = 0
    ends = _Ends(text)
    while (start := text.find("<", at)) >= 0:
        at = start + 1
        if (tag := _TAG.match(text, start)) is not None:
            name = (tag.group(3) or "").lower()
            end = ends.after(f"</{name}", tag.end()) if name in _UNREAD else tag.end()
        elif text.startswith("<!--", start):
            end = ends.after("--", start + 4)
        else:
            doctype = _DOCTYPE.match(text, start)
            end = doctype.end() if doctype is not None else None
        if end is not None:
            at = end
            yield start, end, tag is not None and name not in _UNREAD


class _Ends:
    """Finds where what was begun ends, and does not look twice for what is not there."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._missing: set[str] = set()

    def after(self, closing: str, at: int) -> int | None:
        if closing in self._missing:
            return None
        found = re.compile(rf"{closing}\s*>", re.IGNORECASE).search(self._text, at)
        if found is None:
            self._missing.add(closing)
            return None
        return found.end()


def _escaped(text: str) -> str:
    """Text in which HTML reads the same: entities stay, other ``&`` and every ``<`` are escaped."""
    pieces, at = [], 0
    for match in _ENTITY.finditer(text):
        if _is_entity(match[0]):
            pieces += [text[at : match.start()].replace("&", "&amp;"), match[0]]
            at = match.end()
    pieces.append(text[at:].replace("&", "&amp;"))
    return "".join(pieces).replace("<", "&lt;")


def _is_entity(said: str) -> bool:
    """Whether it stands for a character that a text may hold."""
    meant = html.unescape(said)
    return meant != said and meant != "\ufffd" and not any("\ud800" <= c <= "\udfff" for c in meant)


class _Reader(HTMLParser):
    """Collects the text of a piece of HTML; blocks begin a new line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._pieces: list[str] = []
        self._has_blocks = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self._has_blocks = True
            self._pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.handle_starttag(tag, [])

    def handle_data(self, data: str) -> None:
        self._pieces.append(data)

    def text(self) -> str:
        """What was collected; lines that blocks left empty are gone."""
        text = "".join(self._pieces).replace("\xa0", " ")
        return re.sub(r"[ \t]*\n\s*", "\n", text).strip() if self._has_blocks else text
