"""Comments on a paper: threads, kinds, safe Markdown, edits that keep what was said."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenfold.errors import InputError
from tenfold.look.safe_html import safe_html
from tenfold.papers.discussion import Discussion
from tenfold.papers.taking_back import take_back
from tenfold.store.workspace import Workspace
from written_about import PAPER

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![x](https://evil.example/pixel.png)",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    '[x](https://a.example "onmouseover=alert(1)")',
    "<a href='javascript:alert(1)'>x</a>",
    "<svg/onload=alert(1)>",
    "<style>*{background:url(https://evil.example)}</style>",
    "<iframe src=https://evil.example></iframe>",
    "`<b onclick=x>`",
    "```html\n<script>x</script>\n```",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#x6A;avascript:alert(1)",
    "[x](&#x6A;avascript:alert(1))",
    "<form action=https://evil.example><input></form>",
    "<meta http-equiv=refresh content=0>",
    "<math><mi//xlink:href='data:x,<script>x</script>'>",
    "# " + "[" * 2_000,
    "> " * 500 + "deep",
    "- " * 500 + "deep",
    "*" * 5_000,
    "\x1b[2J\x1b]0;x\x07",
    "|a|\n|-|\n|<script>x</script>|",
]
_ALLOWED = {
    "p", "em", "strong", "s", "code", "pre", "ul", "ol", "li", "blockquote", "a", "br", "hr", "h4",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip


class Acting(HTMLParser):
    """Collects what could act: tags beyond those of prose, attributes beyond a link's."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [] if tag in _ALLOWED else [tag]
        for name, value in attrs:
            is_link = name == "href" and (value or "").startswith(("https:", "http:", "mailto:"))
            is_inert = name == "title" or (name, value) == ("rel", "noopener noreferrer")
            self.found += [] if is_link or is_inert else [name]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_a_comment_acts(workspace: Workspace, text: str) -> None:
    comment = Discussion(workspace).comment(PAPER, text)
    assert Acting(comment.html).found == []
    assert "\x1b" not in comment.text


@given(st.text(st.sampled_from("<>[]()!\"'=:/`*_#>-|& \nxjavscriptonload"), max_size=200))
def test_nothing_in_any_text_acts(text: str) -> None:
    assert Acting(safe_html(text)).found == []


def test_what_would_act_is_found_by_the_test_itself() -> None:
    assert Acting("<img src=x><a href='javascript:x' onclick=y>").found == [
        "img", "src", "href", "onclick",
    ]  # fmt: skip


def test_replies_stand_below_what_they_reply_to(workspace: Workspace) -> None:
    ada, gao = Discussion(workspace, person="ada"), Discussion(workspace, person="gao")
    first = ada.comment(PAPER, "first")
    other = gao.comment(PAPER, "second")
    reply = gao.comment(PAPER, "to first", reply_to=first.number)
    ada.comment(PAPER, "to second", reply_to=other.number)
    ada.comment(PAPER, "to the reply", reply_to=reply.number)
    places = [(p.depth, p.comment and p.comment.text) for p in ada.threads_of(PAPER)]
    assert places == [
        (0, "first"), (1, "to first"), (2, "to the reply"), (0, "second"), (1, "to second"),
    ]  # fmt: skip
    gao.remove(PAPER, reply.number)
    places = [(p.depth, p.comment and p.comment.text) for p in ada.threads_of(PAPER)]
    assert places == [
        (0, "first"), (0, "second"), (1, "to second"), (0, None), (1, "to the reply"),
    ]  # fmt: skip


def test_a_long_chain_of_replies_is_shown(workspace: Workspace) -> None:
    from tenfold.papers.discussion import Comment, _in_threads

    start = Discussion(workspace).comment(PAPER, "x").made
    chain = [
        Comment(
            number=n,
            person="a",
            kind="note",
            text="x",
            made=start,
            changed=start,
            reply_to=n - 1 or None,
        )
        for n in range(1, 5_001)
    ]
    assert [place.depth for place in _in_threads(chain)] == list(range(5_000))


def test_a_comment_is_changed_by_its_writer_alone_and_keeps_what_it_said(
    workspace: Workspace,
) -> None:
    ada, gao = Discussion(workspace, person="ada"), Discussion(workspace, person="gao")
    number = ada.comment(PAPER, "first").number
    for refused in (lambda: gao.edit(PAPER, number, "mine"), lambda: gao.remove(PAPER, number)):
        with pytest.raises(InputError, match=f"no comment {number}"):
            refused()
    assert not ada.edit(PAPER, number, "first").is_edited
    assert ada.edit(PAPER, number, "second").is_edited
    assert [s.content and s.content["text"] for s in ada.history(number)] == ["first", "second"]
    with pytest.raises(InputError, match="about another paper"):
        ada.edit("paper:2", number, "third")
    take_back(workspace, person="ada")
    assert [comment.text for comment in gao.comments_of(PAPER)] == ["first"]


def test_a_pointer_to_a_replication_names_a_study_that_there_is(workspace: Workspace) -> None:
    discussion = Discussion(workspace, is_study=lambda name: name == "lora-again")
    comment = discussion.comment(PAPER, "We repeated it.", study="lora-again")
    assert (comment.kind, comment.study) == ("replication", "lora-again")
    for fields, problem in (
        ({"study": "lora"}, "no study 'lora'"),
        ({"kind": "caveat", "study": "lora-again"}, "a caveat names no study"),
        ({"kind": "remark"}, "no comment of kind 'remark'"),
        ({"reply_to": 99}, "no comment 99"),
    ):
        with pytest.raises(InputError, match=problem):
            discussion.comment(PAPER, "x", **fields)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="no comment 1"):
        discussion.comment("paper:2", "x", reply_to=comment.number)  # it is about another paper
    assert len(discussion.comments_of(PAPER)) == 1
