"""Lists of references as a style of the Citation Style Language has them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from tenfold.errors import InputError, nearest
from tenfold.papers.exporters.notes import markdown_text
from tenfold.papers.formats.csl import item_of
from tenfold.papers.formats.lines import one_line
from tenfold.papers.record import Name, Paper

if TYPE_CHECKING:
    from citeproc import CitationStylesStyle

__all__ = ["STYLES", "Form", "formatted", "write_list"]

Form = Literal["markdown", "html", "text"]

_FOLDER = Path(__file__).parents[1] / "styles"
STYLES = {
    "apa": "apa",
    "ieee": "ieee",
    "chicago": "chicago-author-date",
    "acl": "association-for-computational-linguistics",
    "acm": "association-for-computing-machinery",
    "nature": "nature",
    "lncs": "springer-lecture-notes-in-computer-science",
}
"""The styles that tenfold comes with, by their names here, and the files of the CSL project."""

_FIELDS = ("title", "author", "editor", "issued", "container-title", "volume", "issue", "page",
           "publisher", "publisher-place", "language", "DOI", "ISBN", "URL")  # fmt: skip
_AS_THEY_ARE = str.maketrans({"<": "\ue000", ">": "\ue001", "&": "\ue002"})
_AGAIN = str.maketrans({"\ue000": "<", "\ue001": ">", "\ue002": "&"})
_PRIVATE = re.compile("[\ue000-\ue002]")
_NUMBER = re.compile(r"^(\[\d+\]|\d+\.)(?=\S)")
_URL = re.compile(r"https?://[^\s<>]*[^\s<>.,;:)]", re.IGNORECASE)
_MARKS = {
    "markdown": {"i": "*", "b": "**"},
    "html": {},
    "text": {},
}


def write_list(papers: Sequence[Paper], style: str, form: Form) -> str:
    """The list as a file: paragraphs, or a page of HTML."""
    entries = formatted(papers, style, form)
    if form != "html":
        return "\n\n".join(entries) + ("\n" if entries else "")
    body = "\n".join(f"<p>{entry}</p>" for entry in entries)
    head = '<meta charset="utf-8">\n<title>References</title>'
    return f"<!DOCTYPE html>\n<html>\n<head>\n{head}\n</head>\n<body>\n{body}\n</body>\n</html>\n"


def formatted(papers: Sequence[Paper], style: str, form: Form) -> list[str]:
    """Each paper as an entry, in the order of the style, or as they come where it numbers them.

    `style` is one of `STYLES`, or the path of a .csl file. Raises InputError for any other.
    """
    loaded = _style(style)
    try:
        entries = list(_entries(papers, loaded))
    except Exception as error:  # whatever citeproc-py makes of a style that lacks something
        raise _unusable(style, f"a style that citeproc-py cannot follow: {error}") from None
    return [_in_form(entry, form) for entry in entries]


def _unusable(style: str, what: str) -> InputError:
    remedy = f"tenfold comes with: {', '.join(STYLES)}."
    return InputError(f"{what}.", code="TF-PAPER-OUT", where=style, remedy=remedy)


def _style(style: str) -> CitationStylesStyle:
    from citeproc import CitationStylesStyle

    path = _FOLDER / f"{STYLES[style]}.csl" if style in STYLES else Path(style)
    if style not in STYLES and path.suffix != ".csl":
        raise InputError(
            f"no style {style!r}.",
            code="TF-PAPER-OUT",
            where="--style",
            remedy=f"{nearest(style, list(STYLES))} Or name a .csl file.",
        )
    try:
        with path.open("rb") as file:
            return CitationStylesStyle(file, validate=False)
    except OSError as error:
        said = error.strerror or str(error)
    except Exception as error:  # whatever a parser says of a file that is no style
        said = f"no style that citeproc-py reads: {error}"
    raise _unusable(str(path), said)


def _entries(papers: Sequence[Paper], style: CitationStylesStyle) -> Iterator[str]:
    from citeproc import Citation, CitationItem, CitationStylesBibliography, formatter
    from citeproc.source.json import CiteProcJSON

    items = {f"n{n}": _item(paper, f"n{n}") for n, paper in enumerate(papers)}
    listed = CitationStylesBibliography(style, CiteProcJSON(items.values()), formatter.html)
    for key in items:
        listed.register(Citation([CitationItem(key)]))
    listed.sort()
    for key, entry in zip(listed.keys, listed.bibliography(), strict=True):
        paper = papers[int(key[1:])]
        yield _mended(str(entry), paper)


def _item(paper: Paper, key: str) -> dict[str, Any]:
    """What citeproc-py understands, with no character that it takes for markup."""
    from citeproc import types

    written = item_of(paper, key)
    known = {value for name, value in vars(types).items() if name.isupper()}
    item = {name: written[name] for name in _FIELDS if name in written}
    for name, value in item.items():
        if isinstance(value, str):
            item[name] = _safe(value)
    for name, people in (("author", paper.authors), ("editor", paper.editors)):
        item.pop(name, None)
        if people:
            item[name] = [_name(person) for person in people]
    if "issued" not in item or paper.year is None or not 1 <= paper.year <= 9999:
        item.pop("issued", None)
    if not item.keys() & {"URL", "DOI"} and (url := _url(paper)):
        item["URL"] = url
    return {"id": key, "type": paper.type if paper.type in known else "report", **item}


def _url(paper: Paper) -> str:
    """Where a paper is that has an identifier and no address."""
    places = {"arxiv": "https://arxiv.org/abs/", "acl": "https://aclanthology.org/"}
    return next(
        (place + paper.ids[kind] for kind, place in places.items() if kind in paper.ids), ""
    )


def _safe(text: str) -> str:
    return one_line(_PRIVATE.sub("", text)).translate(_AS_THEY_ARE)


def _name(name: Name) -> dict[str, str]:
    """As citeproc-py can shorten it: it takes a word without a capital for a particle.

    A name in a script without capitals goes out as it is written: family and given name together in Chinese,
    Japanese and Korean.
    """
    family, words = _safe(name.family), _safe(name.given).split()
    if not words or not family:
        return {"literal": family or " ".join(words)}
    given = " ".join(words)
    if given.upper() == given.lower():
        is_east_asian = any("\u3040" <= c <= "\ud7ff" for c in given)
        return {"literal": f"{family}{given}" if is_east_asian else f"{given} {family}"}
    while len(words) > 1 and not words[-1][0].isupper():
        family = f"{words.pop()} {family}"
    words[0] = words[0][0].upper() + words[0][1:]
    return {"family": family, "given": " ".join(words)}


def _mended(entry: str, paper: Paper) -> str:
    """What citeproc-py does otherwise than the styles ask for.

    It does not know that a title in the place of the author is not said twice, nor that the comma stands inside
    the quotation marks in American English; and it sets no space after the number of an entry.
    """
    entry = _NUMBER.sub(r"\1 ", entry.strip())
    if not (paper.authors or paper.editors):
        entry = _title_once(entry, html.escape(_safe(paper.title), quote=False))
    entry = re.sub(r"(?<!\.)([.?!])(”|</i>)?\.(?=\s|$)", r"\1\2", entry)
    return re.sub(r"”([.,])", r"\1”", re.sub(r"([.?!])”,", r"\1”", entry))


def _title_once(entry: str, title: str) -> str:
    found = (
        [m.start() for m in re.finditer(re.escape(title), entry, re.IGNORECASE)] if title else []
    )
    if len(found) < 2:
        return entry
    before = re.sub(r"\s*(?:<i>|“)*$", "", entry[: found[1]])
    after = re.sub(r"^(?:</i>|”|[.,])*", "", entry[found[1] + len(title) :])
    return before + after


def _in_form(entry: str, form: Form) -> str:
    reader = _EntryReader(form)
    reader.feed(entry)
    reader.close()
    return "".join(reader.parts).strip()


class _EntryReader(HTMLParser):
    """Writes an entry of citeproc-py, which is HTML, in a form."""

    def __init__(self, form: Form) -> None:
        super().__init__(convert_charrefs=True)
        self._form = form
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._mark(tag, f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        self._mark(tag, f"</{tag}>")

    def _mark(self, tag: str, written: str) -> None:
        if self._form == "html" and tag in ("i", "b", "sup", "sub"):
            self.parts.append(written)
        else:
            self.parts.append(_MARKS[self._form].get(tag, ""))

    def handle_data(self, data: str) -> None:
        text, at = data.translate(_AGAIN), 0
        for match in _URL.finditer(text):
            self._say(text[at : match.start()])
            self._link(match[0])
            at = match.end()
        self._say(text[at:])

    def _say(self, text: str) -> None:
        if self._form == "text":
            self.parts.append(text)
        elif self._form == "html":
            self.parts.append(html.escape(text))
        elif text:
            inner = markdown_text(text.strip())
            left = text[: len(text) - len(text.lstrip())]
            self.parts.append(left + inner + (text[len(text.rstrip()) :] if inner else ""))

    def _link(self, url: str) -> None:
        said = html.escape(url)
        written = {"text": url, "html": f'<a href="{said}">{said}</a>', "markdown": f"<{url}>"}
        self.parts.append(written[self._form])
