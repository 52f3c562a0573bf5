"""TF-DATA-044: HTML and other markup in texts, and texts of links alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tenfold.desk.check import Check
from tenfold.desk.checks.places import N_PLACES, excerpt
from tenfold.desk.examined import Examined
from tenfold.desk.markup import MARKUP_KINDS, find_markup, is_only_links
from tenfold.desk.masking import masked_piece
from tenfold.desk.spans import Span
from tenfold.findings import Finding, Place
from tenfold.wording import worded

__all__ = ["CHECK", "markup_in_texts"]

_AROUND = 24
_WARN_FROM = 0.01


def markup_in_texts(texts: Sequence[str]) -> Finding:
    """Texts with tags, entities (whole or broken), BBCode or Markdown links; and those of links alone."""
    marks = [(row, spans) for row, text in enumerate(texts) if (spans := find_markup(text))]
    links = [row for row, text in enumerate(texts) if is_only_links(text)]
    rows_of = Counter(kind for _, spans in marks for kind in {span.kind for span in spans})
    n = len({*links, *(row for row, _ in marks)})
    return Finding(
        code="TF-DATA-044",
        severity="warn" if n >= _WARN_FROM * max(len(texts), 1) else "note",
        state="found" if n else "clean",
        message=_message(len(marks), rows_of, len(links)),
        count=n,
        places=_places(marks, links, texts),
        remedy=_remedy(rows_of) if n else "",
        details={"rows_of": dict(rows_of.most_common()), "n_only_links": len(links)},
    )


def _message(n_marked: int, rows_of: Counter[str], n_links: int) -> str:
    said = []
    if n_marked:
        kinds = [
            worded("{kind!s} ({n:,})", kind=MARKUP_KINDS[kind], n=n)
            for kind, n in rows_of.most_common()
        ]
        said.append(
            worded(
                "{n:,} text holds markup: {kinds!s}"
                if n_marked == 1
                else "{n:,} texts hold markup: {kinds!s}",
                n=n_marked,
                kinds=", ".join(kinds),
            )
        )
    if n_links:
        said.append(
            worded(
                "{n:,} text is nothing but links"
                if n_links == 1
                else "{n:,} texts are nothing but links",
                n=n_links,
            )
        )
    return f"{'; '.join(said)}." if said else worded("no text holds markup.")


def _remedy(rows_of: Counter[str]) -> str:
    said = []
    if rows_of["tag"] or rows_of["entity"]:
        said.append(
            worded("Keep the words alone: tenfold data clean {name} --strip-html", name="NAME")
        )
    if rows_of["broken-entity"]:
        said.append(worded("Write what lost its & (#39; is an apostrophe) right in the file"))
    return ". ".join(said) or worded(
        "Look at them: are links and marks a part of what is to be learned?"
    )


def _places(
    marks: Sequence[tuple[int, list[Span]]], links: Sequence[int], texts: Sequence[str]
) -> tuple[Place, ...]:
    """Each kind once, then as they come."""
    first: dict[str, tuple[int, Span]] = {}
    for row, spans in marks:
        for span in spans:
            first.setdefault(span.kind, (row, span))
    rest = [(row, spans[0]) for row, spans in marks[:N_PLACES]]
    chosen = list(dict.fromkeys([*first.values(), *rest]))
    shown = [Place(row=row + 1, excerpt=_around(texts[row], span)) for row, span in chosen]
    alone = [Place(row=row + 1, excerpt=excerpt(texts[row])) for row in links[:1]]
    return (*shown[: N_PLACES - len(alone)], *alone)


def _around(text: str, span: Span) -> str:
    start = max(0, span.start - _AROUND)
    piece = masked_piece(text, start, min(span.end, span.start + 60) + _AROUND)
    return f"{'…' if start else ''}{' '.join(piece.split())}"


def _find(examined: Examined) -> Finding:
    return markup_in_texts(examined.texts)


CHECK = Check(code="TF-DATA-044", what="markup", find=_find)
