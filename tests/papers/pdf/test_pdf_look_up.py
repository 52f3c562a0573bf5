"""A printed identifier is looked up only when that is asked for, and taken only where the title agrees."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from papers.source_server import Answer, SourceServer, source_server
from tenfold.papers.fetching import Access, Question
from tenfold.papers.library import Library
from tenfold.papers.record import Paper
from tenfold.papers.sources import SOURCES
from tenfold.papers.taking_pdfs import Identifier
from tenfold.store.workspace import Workspace

PRINTED = [("doi", "10.1234/abc.5")]
PAPER = Paper(title="Sparse Adapters for Robust Classifiers", abstract="We study sparse adapters.")


@pytest.fixture
def server() -> Iterator[SourceServer]:
    with source_server() as running:
        yield running


def looked_up(
    workspace: Workspace, server: SourceServer, title: str
) -> tuple[Paper, tuple[str, ...], list[Question]]:
    message = {"DOI": "10.1234/abc.5", "title": [title], "container-title": ["ACL"]}
    server.answers = [Answer(json.dumps({"message": message}).encode())]
    asked: list[Question] = []
    homes = dict.fromkeys(SOURCES, server.home)
    access = Access(homes=homes, waiter=lambda _seconds: None)
    identify = Identifier(Library(workspace), access, asked.append)
    return *identify(PAPER, PRINTED), asked


def test_the_record_with_the_same_title_is_taken(
    workspace: Workspace, server: SourceServer
) -> None:
    title = "Sparse adapters, for robust classifiers"
    paper, remarks, asked = looked_up(workspace, server, title)
    assert (paper.ids, paper.venue, paper.abstract) == (
        {"doi": "10.1234/abc.5"}, "ACL", PAPER.abstract,
    )  # fmt: skip
    assert (paper.extra, remarks) == ({}, ())
    assert len(asked) == len(server.asked) == 1


def test_another_title_is_refused_and_said(workspace: Workspace, server: SourceServer) -> None:
    paper, remarks, _ = looked_up(workspace, server, "On the growth of beans")
    assert (paper.title, paper.ids) == (PAPER.title, {})
    assert paper.extra == {"printed-doi": "10.1234/abc.5"}
    assert "the title there is another" in remarks[0]
    assert "not confirmed" in remarks[1]


def test_nothing_is_asked_unless_it_is_wanted(workspace: Workspace, server: SourceServer) -> None:
    Identifier(Library(workspace))(PAPER, PRINTED)  # type: ignore[arg-type]
    assert server.asked == []
