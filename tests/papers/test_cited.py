"""Which papers a text or a study uses."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenfold.errors import InputError
from tenfold.papers.cited import Cited, cited_by, cited_in_markdown, cited_in_tex

TEX = [
    (r"\cite{a}", "a"),
    (r"\cite{a,b , c}", "a b c"),
    (r"\citep[see][p.~3]{a} \citet*{b}", "a b"),
    (r"\autocite[{[sic]}]{a}\Textcite{b}\newcite{c}\footcite{d}", "a b c d"),
    (r"\parencites(see)(end)[1]{a}[2]{b}{c}", "a b c"),
    ("\\cite{a,% not this one: b\n  c}", "a c"),
    (r"50\% of \cite{a} % \cite{b}", "a"),
    (r"line\\% \cite{a}", ""),
    (r"\verb|\cite{a}| \cite{b}", "b"),
    ("\\begin{verbatim}\n\\cite{a}\n\\end{verbatim}\\cite{b}", "b"),
    (r"\iffalse \cite{a} \fi \cite{b}", "b"),
    (r"\citestyle{apa}\setcitestyle{round}\newcommand{\c}[1]{\cite{#1}}", ""),
    (r"\nocite{a}\cite {b}", "a b"),
    (r"\cite{", ""),
    (r"\cite{DBLP:conf/acl/Hu+21}", "DBLP:conf/acl/Hu+21"),
]


@pytest.mark.parametrize(("text", "keys"), TEX)
def test_the_keys_of_a_latex_text(text: str, keys: str) -> None:
    assert cited_in_tex(text) == Cited(tuple(keys.split()))


def test_nocite_of_a_star_asks_for_everything() -> None:
    assert cited_in_tex(r"\cite{a}\nocite{*}") == Cited(("a",), everything=True)


MARKDOWN = [
    ("As @a says [see @b, p. 3; -@c].", "a b c"),
    ("me@example.org and `@code` and @fig:one", ""),
    ("```\n@a\n```\n@b", "b"),
    ("<!-- @a --> @{b:c.}", "b:c."),
    ("@a. @b, @c: @d", "a b c d"),
    ("@DBLP:conf/acl/Hu+21", "DBLP:conf/acl/Hu+21"),
]


@pytest.mark.parametrize(("text", "keys"), MARKDOWN)
def test_the_keys_of_a_markdown_text(text: str, keys: str) -> None:
    assert cited_in_markdown(text) == Cited(tuple(keys.split()))


keys = st.lists(st.from_regex(r"[a-z][a-z0-9:_-]{0,8}[a-z0-9]", fullmatch=True), unique=True)


@given(keys)
def test_keys_come_back_in_their_order(keys: list[str]) -> None:
    assert cited_in_tex("".join(f"\\cite{{{key}}} text " for key in keys)).keys == tuple(keys)
    assert cited_in_tex(f"\\cite{{{','.join(keys)}}}").keys == tuple(keys)


@given(st.text())
def test_no_text_breaks_the_readers(text: str) -> None:
    cited_in_tex(text)
    cited_in_markdown(text)


@pytest.mark.parametrize(
    "piece",
    [r"\begin{verbatim}", r"\cite", r"\cite[", r"\cite{", r"\cite[{", "%", "\\", "\\verb|", "(", "`",
     "<!--", "@", "@a.", "@{", r"\cites{a}", " ", "\\iffalse", "\\cite(", r"\cite ["],
)  # fmt: skip
def test_a_hostile_text_is_read_in_little_time(piece: str) -> None:
    start = time.process_time()
    cited_in_tex(piece * 100_000)
    cited_in_markdown(piece * 100_000)
    assert time.process_time() - start < 5


def test_a_text_is_read_with_those_it_inputs(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "paper.tex").write_text(
        "\\cite{a}\\input{parts/one}\n%\\input{two}\n\\input{paper}\\include{missing}"
    )
    (tmp_path / "parts/one.tex").write_text(r"\cite{b}\input{three.tex}")
    (tmp_path / "two.tex").write_text(r"\cite{no}")
    (tmp_path / "three.tex").write_text(r"\cite{c}")
    assert cited_by(str(tmp_path / "paper.tex"), tmp_path).keys == ("a", "b", "c")


def test_a_study_is_read_even_where_it_is_not_whole(tmp_path: Path) -> None:
    (tmp_path / "adapt.toml").write_text('[study]\npapers = ["b", "a", "b"]\n[data]\n')
    assert cited_by("adapt", tmp_path).keys == ("b", "a")
    with pytest.raises(InputError, match="adapt"):
        cited_by("adopt", tmp_path)
    for wrong in ("[study", "[study]\npapers = 3"):
        (tmp_path / "adapt.toml").write_text(wrong)
        with pytest.raises(InputError, match=r"adapt\.toml"):
            cited_by("adapt", tmp_path)


@pytest.mark.parametrize("name", ["missing.tex", "missing.md", "refs.bib", "../adapt"])
def test_what_cannot_be_read_is_said(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError):
        cited_by(name, tmp_path)
