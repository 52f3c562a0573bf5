"""Whatever a check, the doctor or a search says has a template: pages say it in another language."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from cleaning_examples import dataset

import tenfold
from catalogues import catalogue_in
from tenfold.desk.audit import audit_dataset
from tenfold.desk.registry import checks
from tenfold.retelling import retelling
from translations_script import translations_script

ROOT = Path(tenfold.__file__).parent
SAYING = {
    "Finding": ("message", "remedy"),
    "Check": ("message", "remedy"),
    "Trouble": ("message", "remedy"),
}
"""What is made of sentences; a `Finding` has its message as the fourth argument, the others see below."""

FIRST = {"Finding": 3, "Check": 2, "Trouble": 0}
IN_PARTS = ("_message", "_remedy", "_said")
"""Functions that make such sentences are called so, or end so."""


def unworded(path: Path) -> Iterator[str]:
    """The texts in messages and remedies of a source file that `worded` does not make."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and (name := getattr(node.func, "id", "")) in SAYING:
            said = node.args[FIRST[name] :] + [
                k.value for k in node.keywords if k.arg in SAYING[name]
            ]
            for part in said:
                yield from bare(part)
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "notices.append":
            yield from bare(node.args[0])
        elif isinstance(node, ast.FunctionDef) and node.name.endswith(IN_PARTS):
            for line in node.body[bool(ast.get_docstring(node)) :]:
                yield from bare(line)


def bare(node: ast.AST) -> Iterator[str]:
    """Texts with a blank and a letter: what is looked up by a single word is none of them."""
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("worded", "Place"):
        return
    if isinstance(node, ast.Compare):
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        if " " in node.value and any(map(str.isalpha, node.value)):
            yield node.value
        return
    for child in ast.iter_child_nodes(node):
        yield from bare(child)


ALLOWED = {"tenfold data clean NAME --drop-duplicates --level normalised"}
"""Commands and nothing else."""


SPEAKING = [
    *sorted((ROOT / "desk" / "checks").glob("*.py")),
    ROOT / "desk" / "check.py",
    ROOT / "papers" / "search" / "search.py",
    ROOT / "study" / "doctor.py",
    ROOT / "study" / "doctor_store.py",
    ROOT / "store" / "postgresql.py",
    ROOT / "store" / "sqlite.py",
]


@pytest.mark.parametrize("path", SPEAKING, ids=lambda path: path.stem)
def test_what_is_said_is_worded(path: Path) -> None:
    said = list(unworded(path))
    assert [text for text in said if not text.startswith(("tenfold ", "pip install "))] == []


def test_a_bare_message_would_be_seen(tmp_path: Path) -> None:
    source = tmp_path / "check.py"
    source.write_text(
        'Finding("TF", "note", "found", f"{n} texts are odd.", remedy=worded("Look at them."))\n'
        'def _odd_said(n):\n    """Odd ones."""\n    return "odd ones" if n else worded("none")\n'
    )
    assert sorted(unworded(source)) == [" texts are odd.", "odd ones"]


@pytest.fixture(scope="module")
def templates() -> set[str]:
    """All that `scripts/translations.py` collects."""
    module = translations_script()
    return {m.id for m in module.extracted() if m.id and m.context == module.WORDED}


def test_every_finding_of_an_audit_is_told(tmp_path: Path, templates: set[str]) -> None:
    rows = [
        ("good food", "pos"), ("good food", "neg"), ("Good  food", "pos"), ("", "neg"),
        ("bad <b>food</b> &amp; more", "neg"), ("schÃ¶n and more", "pos"), ("ok", "pos"),
        ("write to jane.roe@example.org", "pos"), ("zero\u200bwidth food", "neg"),
        ("https://example.org", "pos"), ("совершенно другое", "other"),
        *[(f"some food of the kind {i}", "pos" if i % 2 else "neg") for i in range(30)],
    ]  # fmt: skip
    data = dataset(rows, ["test" if i % 3 == 0 else "train" for i in range(len(rows))])
    told = {template: f"说：{template}" for template in templates}
    words = {check.what: f"词：{check.what}" for check in checks()}
    retell = retelling("zh", locale=catalogue_in(tmp_path, told, words))
    found = audit_dataset(data, deep=True)
    assert sum(finding.state == "found" for finding in found) > 8
    every = {text for f in found for text in (f.message, f.remedy) if text}
    said = {text for text in every if text.replace("clean d ", "clean NAME ") not in ALLOWED}
    assert {text for text in said if retell(text) == text} == set()
