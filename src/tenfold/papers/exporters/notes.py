"""Papers as Markdown notes, one a file, which Obsidian and other editors of notes open as a folder."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tenfold.papers.exporters.file_names import file_names
from tenfold.papers.exporters.written_files import write_folder
from tenfold.papers.formats.lines import one_line, paragraphs
from tenfold.papers.record import ID_KINDS, Paper, Reference

__all__ = ["export_notes", "markdown_text", "yaml_text"]

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~$]|==|%%|&(?=[#\w]+;))")
_NOT_IN_LINKS = re.compile(r"[|\[\]]")
_AT_START = re.compile(r"^([-+=:]|\d+[.)])")
_URL = re.compile(r"https?://[^\s<>\\]+", re.IGNORECASE)


def export_notes(
    papers: Sequence[Paper],
    target: Path,
    *,
    related: Mapping[str, Sequence[tuple[str, str]]] | None = None,
    force: bool = False,
) -> None:
    """Write a note for each paper. `related` has what a paper is to others, by key: ("version of", key).

    Notes that somebody changed, and files that were put beside them, stay when the folder is written again.
    """
    names = file_names(paper.key for paper in papers)
    by_id = {(k, v): paper.key for paper in papers for k, v in paper.ids.items()}
    titles = {paper.key: paper.title for paper in papers}
    links = _Links(names, titles, by_id)
    files = (
        (f"{names[paper.key]}.md", _note(paper, links, (related or {}).get(paper.key, ())))
        for paper in papers
    )
    write_folder(target, files, {"format": "tenfold-notes", "version": 1}, force=force)


class _Links:
    """Links between notes."""

    def __init__(
        self,
        names: Mapping[str, str],
        titles: Mapping[str, str],
        by_id: Mapping[tuple[str, str], str],
    ) -> None:
        self._names, self._titles, self._by_id = names, titles, by_id

    def to(self, key: str) -> str:
        """Of a paper, with its title; its key where there is no note of it."""
        if key not in self._names:
            return markdown_text(key)
        name = self._names[key]
        shown = name if name == key else f"{name}|{_NOT_IN_LINKS.sub(' ', key)}"
        return f"[[{shown}]] {markdown_text(self._titles[key])}".rstrip()

    def reference(self, reference: Reference) -> str:
        """A cited work: a link where there is a note of it."""
        for pair in reference.ids.items():
            if pair in self._by_id:
                return self.to(self._by_id[pair])
        year = f" ({reference.year})" if reference.year else ""
        said = reference.title + year if reference.title else reference.raw
        return markdown_text(said or ", ".join(f"{k}: {v}" for k, v in reference.ids.items()))


def _note(paper: Paper, links: _Links, related: Sequence[tuple[str, str]]) -> str:
    return "\n".join(_lines(paper, links, related)) + "\n"


def _lines(paper: Paper, links: _Links, related: Sequence[tuple[str, str]]) -> Iterator[str]:
    yield "---"
    for name, value in _front_matter(paper):
        yield f"{name}: {yaml_text(value)}"
    yield "---"
    yield f"\n# {markdown_text(paper.title) or paper.key}"
    if paper.withdrawn:
        said = " ".join(filter(None, (paper.withdrawn.on, paper.withdrawn.reason)))
        yield f"\n**{paper.withdrawn.kind.upper()}** {markdown_text(said)}".rstrip()
    if paper.authors:
        yield "\n" + markdown_text(", ".join(map(str, paper.authors)))
    if paper.abstract.strip():
        yield "\n## Abstract"
    for paragraph in paragraphs(paper.abstract):
        yield "\n" + markdown_text(paragraph)
    if related:
        yield "\n## Versions\n"
    for relation, key in related:
        yield f"- {relation} {links.to(key)}"
    if paper.references:
        yield "\n## References\n"
    for reference in paper.references:
        yield f"- {links.reference(reference)}"


def _front_matter(paper: Paper) -> Iterator[tuple[str, Any]]:
    yield "key", paper.key
    yield "title", paper.title
    yield "aliases", [one_line(paper.title)]
    yield "authors", [str(name) for name in paper.authors]
    values: dict[str, Any] = {
        "year": paper.year,
        "issued": paper.issued,
        "venue": paper.venue,
        "type": paper.type,
        **{str(kind): paper.ids.get(kind) for kind in ID_KINDS},
        **{name: getattr(paper, name) for name in ("url", "code", "data")},
        "keywords": list(paper.keywords),
        "withdrawn": paper.withdrawn.kind if paper.withdrawn else None,
    }
    for name, value in values.items():
        if value not in (None, "", []):
            yield name, value


def yaml_text(value: Any) -> str:
    r"""A value on one line of YAML, whatever characters it holds.

    >>> yaml_text("no: \x85")
    '"no: \\x85"'
    """
    return "".join(c if c.isprintable() else _escaped(c) for c in _json(value))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _escaped(character: str) -> str:
    code = ord(character)
    if code > 0xFFFF:
        return f"\\U{code:08x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def markdown_text(text: str) -> str:
    r"""Text on one line that means nothing in Markdown; addresses stay links.

    >>> markdown_text("*p* < 0.05 at https://a.org/b_c")
    '\\*p\\* \\< 0.05 at https://a.org/b_c'
    """
    line = one_line(text)
    parts, at = [], 0
    for match in _URL.finditer(line):
        parts += [_SPECIAL.sub(_backslashed, line[at : match.start()]), match[0]]
        at = match.end()
    parts.append(_SPECIAL.sub(_backslashed, line[at:]))
    return _AT_START.sub(lambda m: f"{m[1][:-1]}\\{m[1][-1]}", "".join(parts))


def _backslashed(match: re.Match[str]) -> str:
    return "".join(f"\\{c}" for c in match[0])
