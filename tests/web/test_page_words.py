"""Every word of the record that pages show has its place among those that are translated."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import get_args

import tenfold
from tenfold.data.builtin import BUILTINS
from tenfold.desk.labelling.proposals import Strategy
from tenfold.desk.registry import checks
from tenfold.lab.note import KINDS
from tenfold.language import translator
from tenfold.papers.decision import ACTIONS
from tenfold.papers.discussion import COMMENT_KINDS
from tenfold.papers.map.graph import NODE_KINDS
from tenfold.papers.reactions import REACTIONS
from tenfold.papers.reading_mark import READING_STATES, UNITS
from tenfold.papers.record import ID_KINDS, Paper
from tenfold.web.words import field_words_of, words_of

_OF_JOBS = ("papers/search", "papers/upload_job.py", "desk", "lab/background.py")
_TELLERS = ("told", "progress", "_told")


def told_by_jobs() -> Iterator[str]:
    """What the source says to those who are told how far a work is: the first argument, where it is a text."""
    root = Path(tenfold.__file__).parent
    for place in _OF_JOBS:
        for path in [root / place] if place.endswith(".py") else (root / place).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and len(node.args) == 3:
                    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                    first = node.args[0]
                    if name in _TELLERS and isinstance(first, ast.Constant):
                        yield str(first.value)


def test_every_word_of_the_record_is_there_and_differs_in_chinese() -> None:
    english, chinese = words_of(translator("en")), words_of(translator("zh"))
    of_papers = {*COMMENT_KINDS, *REACTIONS, *READING_STATES, *ACTIONS, *UNITS}
    of_data = {*get_args(Strategy), *BUILTINS.values()}
    assert {*KINDS, *NODE_KINDS, *of_papers, *of_data} <= english.keys()
    assert [word for word in english if chinese[word] == english[word]] == []


def test_what_a_job_is_doing_is_there() -> None:
    told = set(told_by_jobs())
    assert "encoding papers" in told
    assert told | {check.what for check in checks()} <= words_of(translator("en")).keys()


def test_every_field_of_a_paper_is_there() -> None:
    apart = {"key", "ids", "extra"}
    names = {f.name for f in fields(Paper)} - apart | {f"ids.{kind}" for kind in ID_KINDS}
    assert names <= field_words_of(translator("en")).keys()
