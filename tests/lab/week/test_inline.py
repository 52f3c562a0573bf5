"""What people wrote, as one line: an independent reader of Markdown must see one paragraph and no HTML."""

from __future__ import annotations

import doctest
import unicodedata
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tenfold.lab import date_words
from tenfold.lab.week import asking, inline
from tenfold.lab.week.inline import as_text, inline_markdown
from tenfold.look import markdown

_MARKS = (
    "`", "``", "```", "\\", "<", ">", "#", "-", "+", "*", "_", "=", "~~~", "|", "[", "]", "(", ")", ":",
    "1.", "23)", " ", "\n", "\n\n", "\t", "<b>", "</b>", "<!--", "<x@y.org>", "[a]: b", "[ ] ", "&lt;",
    "\u2028", "\x85", "\x1b[2J", "\u202e", "a", "字", "@s1",
)  # fmt: skip
marked = st.lists(st.sampled_from(_MARKS), max_size=12).map("".join) | st.text(max_size=30)


def _inline(line: str) -> list[tuple[str, str]]:
    """The pieces of a list's only paragraph."""
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(line)
    assert [token.type for token in tokens] == [
        "bullet_list_open", "list_item_open", "paragraph_open", "inline",
        "paragraph_close", "list_item_close", "bullet_list_close",
    ]  # fmt: skip
    return [(piece.type, piece.content) for piece in tokens[3].children or []]


@pytest.mark.parametrize("write", [inline_markdown, as_text])
@settings(deadline=None)
@given(text=marked)
def test_it_is_one_paragraph_without_html_and_leaves_what_follows_alone(write, text: str) -> None:
    pieces = _inline(f"- {write(text)} END <i> `code`")
    assert [content for kind, content in pieces if kind == "html_inline"] == ["<i>"]
    assert pieces[-1] == ("code_inline", "code")


@settings(deadline=None)
@given(text=marked)
def test_the_same_twice_is_the_same(text: str) -> None:
    assert inline_markdown(inline_markdown(text)) == inline_markdown(text)


@settings(deadline=None)
@given(text=marked)
def test_text_from_elsewhere_is_shown_as_it_was_written(text: str) -> None:
    shown = "".join(content for _kind, content in _inline(f"- x {as_text(text)}"))
    assert _seen(shown) == _seen(f"x {text}")


def _seen(text: str) -> str:
    """Without what has no shape: controls, halves of characters, marks of direction."""
    seen = (c for c in text if c.isspace() or unicodedata.category(c) not in ("Cc", "Cs", "Cf"))
    return " ".join("".join(seen).split())


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("so `a < b` and *more*", "so `a < b` and *more*"),
        ("first\n\nsecond", "first second"),
        ("an open ` and <b>", "an open \\` and \\<b>"),
        ("see @lee_2020", "see @lee_2020"),
    ],
)
def test_marks_within_the_line_are_kept(text: str, line: str) -> None:
    assert inline_markdown(text) == line


@pytest.mark.parametrize("module", [asking, date_words, inline, markdown])
def test_the_examples_in_the_words_of_a_week_hold(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0
