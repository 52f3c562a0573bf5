"""A card as Markdown, to stand beside the data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tenfold.language import translator
from tenfold.numerals import count

if TYPE_CHECKING:
    from tenfold.desk.card.content import Card

__all__ = ["MISSING", "plain_markdown", "render_markdown"]

MISSING = "*Not answered.*"
_MOST_CLASSES = 100


def render_markdown(card: Card) -> str:
    """The card as a Markdown document. What was not answered says so."""
    return "\n".join(_lines(card)).rstrip() + "\n"


def _lines(card: Card) -> Iterator[str]:
    dataset = card.dataset
    yield f"# {plain_markdown(card.title)}"
    yield ""
    yield (
        f"`{dataset.reference}`, version `{dataset.digest[:16]}`: {count(len(dataset))} rows, "
        f"{count(len(card.class_sizes))} classes."
    )
    n_missing = len(card.answers.missing)
    if n_missing:
        yield f"{n_missing} of the questions below are not answered yet."
    for asked in card.questions(translator()):
        yield f"\n## {asked.question}\n"
        yield asked.answer or MISSING
    yield from _columns(card)
    yield from _numbers(card)
    yield from _recipes(card)
    yield from _audit(card)


def _columns(card: Card) -> Iterator[str]:
    yield "\n## Columns\n"
    yield "| column | part | description |\n|---|---|---|"
    for column in card.columns:
        cells = (column.name, column.role, column.description)
        yield "| " + " | ".join(plain_markdown(cell) for cell in cells) + " |"


def _numbers(card: Card) -> Iterator[str]:
    yield "\n## Classes and splits\n"
    sizes = sorted(card.class_sizes.items(), key=lambda item: (-item[1], item[0]))
    yield "| class | examples |\n|---|---:|"
    for name, n in sizes[:_MOST_CLASSES]:
        yield f"| {plain_markdown(name)} | {count(n)} |"
    if len(sizes) > _MOST_CLASSES:
        yield f"\nand {count(len(sizes) - _MOST_CLASSES)} more classes."
    if card.splits:
        said = ", ".join(f"{plain_markdown(name)} {count(n)}" for name, n in card.splits.items())
        yield f"\nSplits: {said}."
    if "test" in card.splits:
        yield "Classes are counted without the split test, whose labels were not read."
    yield "\n## Files\n"
    for note in card.files:
        encoding = f", {note.encoding}" if note.encoding else ""
        split = f" ({plain_markdown(note.split)})" if note.split else ""
        yield (
            f"- {plain_markdown(note.file)}{split}: {note.format}{encoding}, "
            f"{count(note.n_rows)} rows, BLAKE3 `{note.digest[:16]}`"
        )


def _recipes(card: Card) -> Iterator[str]:
    if not card.recipes:
        return
    yield "\n## How it was cleaned\n"
    for reference, made in card.recipes:
        test = " Rows of the split test were dropped or relabelled too." * made.touches_test
        yield (
            f"- {plain_markdown(reference)} from {plain_markdown(made.made_from)} "
            f"(`{made.parent[:16]}`): {plain_markdown(', '.join(made.operations))}; recipe "
            f"`{made.recipe_digest[:16]}`.{test}"
        )


def _audit(card: Card) -> Iterator[str]:
    yield "\n## What an audit found\n"
    for finding in card.found:
        yield f"- **{finding.severity}** {plain_markdown(finding.message)} ({finding.code})"
    if not card.found:
        yield "Nothing."
    if card.not_looked:
        yield f"\nNot looked for yet: {', '.join(card.not_looked)}."


def plain_markdown(text: str) -> str:
    r"""Text from data in a line of Markdown: no markup, no table cells of its own, one line.

    >>> print(plain_markdown("a|b<i>"))
    a\|b&lt;i>
    """
    line = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;")
    return "".join(f"\\{c}" if c in "\\`*_[]|#" else c for c in line)
