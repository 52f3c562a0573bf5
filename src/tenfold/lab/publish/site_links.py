"""Links of a published site: relative to the page, and to what is published alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape, unescape
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

__all__ = ["SiteLinks"]

_ANCHOR = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_BARE_ANCHOR = re.compile(r"<a(?: rel=\"[^\"]*\")?>(.*?)</a>", re.DOTALL)
_TAG = re.compile(r"(<[^>]*>)")
_MENTION = re.compile(r"(?<![\w.+%@/-])@([A-Za-z0-9][\w.-]*)", re.ASCII)
_CLOSED = ("a", "code", "pre")
_STEPS = 3
"""Of such an address: nothing, the kind, the name."""
_HERE = ("127.0.0.1", "localhost", "::1")


class SiteLinks:
    """`pages` are the published pages by what they show: ("study", name), ("paper", key or alias),
    ("report", week) ...; their addresses are those from the top of the site.
    """

    def __init__(self, pages: Mapping[tuple[str, str], str]) -> None:
        self._pages = pages

    def to(self, kind: str, name: str, *, up: str) -> str:
        """The address of a page as seen from another, or "" where it is not published."""
        page = self._pages.get((kind, name))
        return "" if page is None else f"{up}{page}"

    def name(self, kind: str, name: str, *, up: str) -> str:
        """A name as HTML: a link where its page is published, else plain text."""
        address = self.to(kind, name, up=up)
        return f'<a href="{address}">{escape(name)}</a>' if address else escape(name)

    def prose(self, html: str, *, up: str) -> str:
        """Cleaned HTML of what people wrote, its links checked.

        Those to the pages of a workbench become links to what is published of them, else their words; those
        to files become their words; `@name` becomes a link where that study or paper is published.
        """
        html = _ANCHOR.sub(lambda found: self._anchor(found[0], found[1], found[2], up), html)
        html = _BARE_ANCHOR.sub(r"\1", html)
        return "".join(self._mentions(_TAG.split(html), up))

    def _anchor(self, whole: str, address: str, words: str, up: str) -> str:
        said = unescape(address)
        if self._is_elsewhere(said):
            return whole
        page = self._of_workbench(said, up)
        return f'<a href="{page}">{words}</a>' if page else words

    def _is_elsewhere(self, address: str) -> bool:
        parts = _split(address)
        if parts is None:
            return False
        if parts.scheme == "mailto":
            return True
        return parts.scheme in ("http", "https") and (parts.hostname or "") not in ("", *_HERE)

    def _of_workbench(self, address: str, up: str) -> str:
        """`/studies/x`, `/papers/x`, `/reports/2026-W47?person=Ada`, with or without a server's address."""
        parts = _split(address)
        steps = [unquote(step) for step in parts.path.split("/")] if parts is not None else []
        if parts is None or len(steps) != _STEPS or steps[0]:
            return ""
        kind = {"studies": "study", "papers": "paper", "reports": "report"}.get(steps[1], "")
        person = parse_qs(parts.query).get("person", [""])[0]
        name = f"{steps[2]} {person}" if kind == "report" and person else steps[2]
        return self.to(kind, name, up=up)

    def _mentions(self, pieces: list[str], up: str) -> list[str]:
        """`pieces`: text and tags in turn, text first."""
        depth = 0
        said = []
        for place, piece in enumerate(pieces):
            if place % 2:
                name = piece.strip("</>").split()[0:1]
                if name and name[0] in _CLOSED:
                    depth += -1 if piece.startswith("</") else 1
                said.append(piece)
            else:
                said.append(piece if depth else _MENTION.sub(lambda m: self._mention(m, up), piece))
        return said

    def _mention(self, found: re.Match[str], up: str) -> str:
        name = found[1].rstrip(".-")
        address = self.to("study", name, up=up) or self.to("paper", name, up=up)
        rest = found[1][len(name) :]
        return f'<a href="{address}">@{name}</a>{rest}' if address else found[0]


def _split(address: str) -> SplitResult | None:
    try:
        return urlsplit(address)
    except ValueError:
        return None
