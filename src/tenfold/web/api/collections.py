"""Collections of papers: those of the lab, and one's own private ones."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from pydantic import Field

from tenfold.papers.collections import Collection, Collections
from tenfold.papers.said_json import collection_json
from tenfold.store.workspace import Workspace
from tenfold.web.api.asked import Answered, Body, Line, answered, for_scripts
from tenfold.web.asking import Opened
from tenfold.web.named import found_or_not_there, known_paper

__all__ = ["router"]

router = for_scripts("/api/collections")

Keys = Annotated[tuple[Line, ...], Field(max_length=500)]


class NewCollection(Body):
    """Of the lab, or for oneself."""

    name: Annotated[Line, Field(min_length=1)]
    private: bool = False


class Filling(Body):
    """Papers that come to its end, and papers that are taken out."""

    name: Annotated[Line, Field(min_length=1)]
    add: Keys = ()
    take_out: Keys = ()


@router.get("")
def collections(workspace: Opened) -> Answered:
    """As `tenfold paper collect --json`."""
    return answered(collections=[one.to_json() for one in Collections(workspace).all()])


@router.get("/one")
def collection(workspace: Opened, name: Annotated[Line, Query(min_length=1)]) -> Answered:
    """As `tenfold paper collect NAME --json`."""
    return _shown(workspace, _known(workspace, name))


@router.post("", status_code=201)
def begin(workspace: Opened, body: NewCollection) -> Answered:
    """As `tenfold paper collect NAME --new --json`."""
    return _shown(workspace, Collections(workspace).begin(body.name, private=body.private))


@router.post("/one")
def fill(workspace: Opened, body: Filling) -> Answered:
    """As `tenfold paper collect NAME KEY ...`; of several, where one cannot be, none is done."""
    found = _known(workspace, body.name)
    add = [known_paper(workspace, key).subject for key in body.add]
    take_out = [known_paper(workspace, key).subject for key in body.take_out]
    store = Collections(workspace)
    return _shown(workspace, store.change(found.name, add=add, take_out=take_out))


def _known(workspace: Workspace, name: str) -> Collection:
    with found_or_not_there():
        return Collections(workspace).named(name)


def _shown(workspace: Workspace, found: Collection) -> Answered:
    return answered(**collection_json(workspace, found))
