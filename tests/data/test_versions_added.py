"""Which versions came in on some days, on each database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from small import write_texts
from tenfold.data import catalog
from tenfold.data.chronicle import AddedData, first_names, versions_added
from tenfold.data.raw import RawTable
from tenfold.desk.cleaning.making import clean
from tenfold.desk.cleaning.recipe import Recipe
from tenfold.store.tables.base import now
from tenfold.store.tables.data import DatasetRow
from tenfold.store.workspace import Workspace
from told import days

TODAY = days(now().date() - timedelta(days=1), now().date() + timedelta(days=1))
THEN = datetime(2026, 3, 2, 12, tzinfo=UTC)
TWO = RawTable(("text", "label"), {"text": ["good", "bad", "bad"], "label": ["pos", "neg", "neg"]})


@pytest.fixture
def workspace(workspace_on_each: Workspace) -> Workspace:
    """Both databases must pass this suite."""
    return workspace_on_each


def told(workspace: Workspace) -> list[tuple[str, int, int, str]]:
    return [(a.name, a.number, a.n_rows, a.made_from) for a in versions_added(workspace, TODAY)]


def test_a_version_is_told_once_with_what_it_was_made_from(workspace: Workspace) -> None:
    first = catalog.add(workspace, TWO, name="reviews")
    catalog.add(workspace, TWO, name="reviews")  # the same rows
    catalog.add(workspace, TWO, name="reviews", text="label", label="text")  # said anew
    recipe = Recipe.parse({"operations": [{"do": "drop-duplicates"}]}, where="test")
    cleaned = clean(workspace, first, recipe).after
    assert cleaned.number == 2
    assert told(workspace) == [("reviews", 1, 3, ""), ("reviews", 2, 2, "reviews@1")]


def test_it_came_in_when_and_by_whom_it_was_first_added(workspace: Workspace) -> None:
    catalog.add(workspace, TWO, name="reviews")
    with workspace.database.write() as session:
        session.execute(update(DatasetRow).values(added=THEN, person="ada"))
    catalog.add(workspace, TWO, name="reviews", text="label", label="text")  # a new row, of today
    assert told(workspace) == []
    first = AddedData(name="reviews", number=1, n_rows=3, time=THEN, made_from="", person="ada")
    assert versions_added(workspace, days(THEN.date()), person="ada") == [first]
    assert versions_added(workspace, days(THEN.date()), person=workspace.person) == []
    assert versions_added(workspace, days(THEN.date() + timedelta(days=1))) == []


def test_what_a_study_brings_in_came_in_too(workspace: Workspace) -> None:
    write_texts(workspace.root / "texts.csv")
    catalog.load(workspace, "texts.csv", label="organ")
    catalog.load(workspace, "builtin:organ-systems")
    assert [name for name, *_ in told(workspace)] == ["texts", "builtin:organ-systems"]


def test_versions_are_known_by_their_first_name(workspace: Workspace) -> None:
    dataset = catalog.add(workspace, TWO, name="reviews")
    catalog.add(workspace, TWO, name="again")
    assert first_names(workspace, {dataset.digest, "f" * 64}) == {dataset.digest: "reviews@1"}
    assert first_names(workspace, ()) == {}


def test_nothing_came_in(workspace: Workspace) -> None:
    assert told(workspace) == []
