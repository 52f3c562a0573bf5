"""`@names` in what people write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from small import write_study
from tenfold.lab.links import Link, Links, linked_names
from tenfold.papers.importers.importer import Read
from tenfold.papers.library import Library
from tenfold.papers.record import Paper
from tenfold.store.tables.base import now
from tenfold.store.workspace import Workspace
from tenfold.study.records import Records, Registration

names = st.from_regex(r"[A-Za-z0-9]([A-Za-z0-9_.-]{0,20}[A-Za-z0-9_])?", fullmatch=True)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@smith2020", ["smith2020"]),
        ("See @smith2020.", ["smith2020"]),
        ("(@a-b, @c_d; @e.f!)", ["a-b", "c_d", "e.f"]),
        ("@one...", ["one"]),
        ("@one-- and @two-", ["one", "two"]),
        ("@b @a @b", ["b", "a"]),
        ("见@bert2019的方法，和@second。", ["bert2019", "second"]),
        ("@smith2020's claim", ["smith2020"]),
        ("ann@example.org jörg@example.org josé@example.org a.b+c@example.org", []),
        ("questions@1 is data", []),
        ("https://example.org/@user", []),
        ("@ @@x @. @-x", []),
        ("", []),
    ],
)
def test_names_are_found_and_addresses_are_not(text: str, found: list[str]) -> None:
    assert linked_names(text) == found


@given(found=st.lists(names, max_size=6, unique=True))
def test_names_come_back_each_once_in_their_order(found: list[str]) -> None:
    text = "".join(f" (@{name})," for name in found)
    assert linked_names(text + text) == found


@given(text=st.text())
def test_any_text_can_be_read(text: str) -> None:
    for name in linked_names(text):
        assert f"@{name}" in text


def test_a_study_is_a_file_or_a_registration_and_a_paper_stands_in_the_library(
    workspace: Workspace,
) -> None:
    write_study(workspace, "written")
    records = Records(workspace)
    records.register(
        [Registration("gone", "h", "d" * 64, "ABCD", "f", {"claim": "x"}, False, "", now())]
    )
    Library(workspace).take_in(
        [Read(Paper(title=key, key=key), f"{key}.bib:1") for key in ("smith2020", "written")]
    )
    links = Links(workspace)
    assert links.resolve("@written @gone @smith2020 @nobody @../x") == [
        Link("written", "study"),
        Link("gone", "study"),
        Link("smith2020", "paper"),
        Link("nobody", "unknown"),
    ]
    Library(workspace).remove(["smith2020"])
    assert links.resolve("@smith2020") == [Link("smith2020", "unknown")]
