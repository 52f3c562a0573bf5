"""What tests ask of the pages of a published site."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from html.parser import HTMLParser
from urllib.parse import unquote

__all__ = ["Page", "broken_links"]


class Page(HTMLParser):
    """What a browser would make of a page: its links, ids, and what acts or fetches."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.wrong: list[str] = []
        self.feed(content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self.ids.add(said.get("id", ""))
        if tag == "a" and "href" in said:
            self.links.append(said["href"])
        if tag in ("script", "img", "iframe", "object", "embed", "base", "link", "form", "i"):
            self.wrong.append(tag)
        self.wrong += [f"{tag} {name}" for name in said if name.startswith("on") or name == "src"]
        if said.get("id") == "x":
            self.wrong.append(f"{tag} {said}")


def broken_links(files: Mapping[str, bytes]) -> list[tuple[str, str]]:
    """Links that lead to no page of the site, and are not to the open web."""
    pages = {place: Page(content) for place, content in files.items()}
    broken = []
    for place, page in pages.items():
        for link in page.links:
            if link.startswith(("https://", "http://", "mailto:")):
                continue
            path, _, anchor = link.partition("#")
            to = posixpath.normpath(posixpath.join(posixpath.dirname(place), unquote(path)))
            to = to if path else place
            if to not in pages or (anchor and anchor not in pages[to].ids):
                broken.append((place, link))
    return broken
