"""Records of an XML file, one element at a time, in bounded memory and without what XML may reach out for.

lxml reads it: libxml2 knows the line of each record and stops at a depth of 256 and at 10 MB of one text,
which defusedxml does not (on the Anthology's files it took a third of the time besides). Nothing outside
the file is loaded (no DTD, no network), entities are not resolved, and a file that declares any is refused:
none of these formats needs one.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from lxml import etree

from tenfold.papers.importers.answers.plain_text import one_line
from tenfold.papers.importers.importer import Refused

__all__ = [
    "Element",
    "anywhere",
    "child_text",
    "local_name",
    "text_of",
    "words_of",
    "xml_elements",
]

Element = Any  # lxml brings no types

_LARGEST_RECORD_BYTES = 4 << 20  # libxml2 takes up to thirty times as much for tiny elements


class _TooLargeError(Exception):
    """One record has more bytes than any record of these formats."""


class _Bounded:
    """A file that counts what was read since the last record."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.since_record = 0

    def read(self, size: int = -1) -> bytes:
        chunk = self._file.read(min(size, 1 << 16) if size > 0 else 1 << 16)
        self.since_record += len(chunk)
        if self.since_record > _LARGEST_RECORD_BYTES:
            raise _TooLargeError
        return chunk


def xml_elements(
    file: BinaryIO,
    name: str,
    tags: tuple[str, ...],
    *,
    stays: Callable[[Element], bool] = lambda _: False,
) -> Iterator[tuple[str, Element] | Refused]:
    """Each element with one of the tags when it ends, with its place (``P18.xml:120``).

    It is emptied once the next one is asked for, but for what `stays`, as a part of one to come. Where the
    XML breaks off, what came before stays, and the break is refused with its line.
    """
    source = _Bounded(file)
    line = 1
    try:
        for _, element in etree.iterparse(
            source, tag=tags, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
            remove_comments=True, remove_pis=True, dtd_validation=False, attribute_defaults=False,
        ):  # fmt: skip
            if _declares_entities(element):
                yield Refused(name, "declares entities, which no answer of a source needs.")
                return
            line = element.sourceline or line
            yield f"{name}:{line}", element
            if not stays(element):
                _forget(element, stays)
                source.since_record = 0
    except etree.XMLSyntaxError as error:
        yield Refused(
            f"{name}:{error.lineno or line}",
            f"is not well-formed XML from here on ({_said(error)}).",
        )
    except _TooLargeError:
        most = _LARGEST_RECORD_BYTES >> 20
        yield Refused(
            f"{name}:{line}", f"holds a record after this line that is larger than {most} MB."
        )
    except (LookupError, UnicodeError) as error:  # an encoding that nobody knows
        yield Refused(name, f"is in no encoding that can be read ({one_line(str(error))[:80]}).")


def text_of(element: Element | None) -> str:
    """All text within an element as it stands, that of inner marks too."""
    if element is None:
        return ""
    said = "".join(element.itertext())
    if "&" in said and next(element.iter(etree.Entity), None) is not None:
        return html.unescape(said)  # &nbsp; of a DTD that was not loaded
    return said


def words_of(element: Element | None) -> str:
    """The text within an element on one line."""
    return one_line(text_of(element))


def child_text(element: Element, path: str) -> str:
    """The text of the first element at a path, on one line; empty where there is none."""
    return words_of(element.find(path))


def anywhere(path: str) -> str:
    """A path of names, in any namespace.

    >>> anywhere("front/article-meta")
    '{*}front/{*}article-meta'
    """
    return "/".join(f"{{*}}{name}" for name in path.split("/"))


def local_name(element: Element) -> str:
    """Its tag without a namespace; empty for what has none (an entity)."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _declares_entities(element: Element) -> bool:
    dtd = element.getroottree().docinfo.internalDTD
    return dtd is not None and any(True for _ in dtd.iterentities())


def _forget(element: Element, stays: Callable[[Element], bool]) -> None:
    """Free an element and its elder siblings: libxml2 would keep them to the end of the file."""
    element.clear()
    parent = element.getparent()
    while (elder := element.getprevious()) is not None and not stays(elder):
        parent.remove(elder)


def _said(error: etree.XMLSyntaxError) -> str:
    return one_line(str(error.msg or "nothing is in it")).partition(", line ")[0][:120]
