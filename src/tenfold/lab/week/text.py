"""The report of a week as plain text, for a terminal or a mail, made from its Markdown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tenfold.lab.week.parts import reader

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

__all__ = ["fenced", "first_screen", "render_text", "width_of", "without_controls"]

_LEAST_WIDTH = 20
_CONTROLS = ("Cc", "Cs")
# Chinese and Japanese break between any two characters, but no line begins with a closing mark.
_WIDE = "\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\U00020000-\U0003ffff"
_OPENING = "「『【《〈（“‘"
_CLOSING = "」』】》〉）”’、。，．：；？！…—·),.:;?!"
_PIECES = re.compile(
    rf"[{_OPENING}]*(?:[{_WIDE}]|[^\s{_WIDE}{_OPENING}]+)[{re.escape(_CLOSING)}]*|[{_OPENING}]+|\s+"
)


def render_text(markdown: str, *, width: int = 80) -> str:
    """Plain lines at most `width` columns wide (a longer word, such as a link, stays whole).

    A Chinese character takes two columns. A link stands as its words and its address. Control characters are
    left out, so that no text steers the terminal.
    """
    from markdown_it.tree import SyntaxTreeNode

    tree = SyntaxTreeNode(reader().parse(markdown))
    return "\n".join(_blocks(tree.children, max(width, _LEAST_WIDTH))).strip("\n") + "\n"


def first_screen(markdown: str) -> str:
    """What stands above the first rule of a report: all of it where a lab's template has none.

    >>> first_screen("# A" + chr(10) * 2 + "---" + chr(10) * 2 + "## B")
    '# A'
    """
    return re.split(r"^---[ \t]*$", markdown, maxsplit=1, flags=re.MULTILINE)[0].strip()


def fenced(markdown: str) -> str:
    """A code block to paste where Markdown would be rendered: its fence is longer than any inside.

    >>> fenced("a ``` b").splitlines()[0]
    '````markdown'
    """
    longest = max((len(run) for run in re.findall(r"`+", markdown)), default=0)
    fence = "`" * max(3, longest + 1)
    ending = "" if markdown.endswith("\n") else "\n"
    return f"{fence}markdown\n{markdown}{ending}{fence}\n"


def without_controls(text: str) -> str:
    r"""The text without what would steer a terminal or cannot be saved; tabs and line ends stay.

    >>> without_controls("a\x1b[2J\n\tb\udcff")
    'a[2J\n\tb'
    """
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in _CONTROLS)


def width_of(text: str) -> int:
    """How many columns of a terminal a text takes.

    >>> width_of("week"), width_of("一周")
    (4, 4)
    """
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Me", "Mn"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _blocks(nodes: Sequence[SyntaxTreeNode], width: int) -> Iterator[str]:
    for node in nodes:
        yield from _block(node, width)
        if node.level == 0 and node.type != "heading":
            yield ""


def _block(node: SyntaxTreeNode, width: int) -> Iterator[str]:
    match node.type:
        case "heading":
            yield from _heading(node, width)
        case "hr":
            yield "-" * width
        case "bullet_list" | "ordered_list":
            for number, item in enumerate(node.children, start=int(node.attrs.get("start", 1))):
                mark = "- " if node.type == "bullet_list" else f"{number}. "
                yield from _hung(mark, list(_blocks(item.children, width - len(mark))))
        case "blockquote":
            yield from _hung("  ", list(_blocks(node.children, width - 2)))
        case "fence" | "code_block":
            yield from _hung("    ", [_plain(line) for line in node.content.splitlines()])
        case "table":
            for row in node.walk():
                if row.type == "tr":
                    yield from _wrapped(" | ".join(_words(cell) for cell in row.children), width)
        case _:
            yield from _wrapped(_words(node), width)


def _heading(node: SyntaxTreeNode, width: int) -> Iterator[str]:
    lines = _wrapped(_words(node), width)
    yield from lines
    if node.tag in ("h1", "h2") and lines:
        yield ("=" if node.tag == "h1" else "-") * max(width_of(line) for line in lines)
    if node.tag == "h1":
        yield ""


def _hung(mark: str, lines: list[str]) -> Iterator[str]:
    yield mark.rstrip() if not lines or not lines[0] else mark + lines[0]
    for line in lines[1:]:
        yield " " * len(mark) + line if line else ""


def _words(node: SyntaxTreeNode) -> str:
    """The words of a node that holds inline text; a hard break is a line end."""
    inline = node if node.type == "inline" else next(iter(node.children), None)
    if inline is None or not inline.children:
        return ""
    return "".join(_word(child) for child in inline.children)


def _word(node: SyntaxTreeNode) -> str:
    match node.type:
        case "softbreak":
            return " "
        case "hardbreak":
            return "\n"
        case "link":
            words, address = "".join(map(_word, node.children)), str(node.attrs.get("href", ""))
            return words if address in (words, f"mailto:{words}") else f"{words} ({address})"
        case "s":
            return "~~" + "".join(map(_word, node.children)) + "~~"
        case _ if node.children:
            return "".join(map(_word, node.children))
        case _:
            return _plain(node.content)


def _plain(text: str) -> str:
    return "".join(c for c in text if unicodedata.category(c) not in _CONTROLS)


def _wrapped(text: str, width: int) -> list[str]:
    return [line for part in text.split("\n") for line in _lines_of(part, width)]


def _lines_of(text: str, width: int) -> list[str]:
    lines, line, n_columns = [], "", 0
    for piece in _PIECES.findall(text):
        n_wide = width_of(piece)
        if line.strip() and n_columns + (0 if piece.isspace() else n_wide) > width:
            lines.append(line.rstrip())
            line, n_columns = "", 0
        if line or not piece.isspace():
            line, n_columns = line + piece, n_columns + n_wide
    return [*lines, line.rstrip()] if line.strip() else lines or [""]
