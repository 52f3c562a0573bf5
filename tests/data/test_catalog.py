"""Names, versions and what `use` may mean."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select

from older_database import make_older
from tenfold.data import catalog
from tenfold.data.dataset import Dataset, version_digest
from tenfold.data.raw import RawTable
from tenfold.data.reading import ReadOptions, read_table
from tenfold.data.roles import Roles
from tenfold.errors import DamageError, DataError
from tenfold.store.tables.data import DatasetRow
from tenfold.store.workspace import Workspace


@pytest.fixture
def workspace(workspace_on_each: Workspace) -> Workspace:
    """Both databases must pass this suite."""
    return workspace_on_each


def table(*rows: tuple[str, str], splits: list[str] | None = None) -> RawTable:
    values = {"text": [text for text, _ in rows], "label": [label for _, label in rows]}
    return RawTable(("text", "label"), values, splits)


TWO = table(("good", "pos"), ("bad", "neg"))

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)


@given(rows=st.lists(st.tuples(texts, texts), min_size=2, max_size=5), data=st.data())
def test_any_change_of_the_rows_changes_the_version(
    rows: list[tuple[str, str]], data: st.DataObject
) -> None:
    def digest(of: list[tuple[str, str]], splits: list[str] | None = None) -> str:
        raw = table(*of, splits=splits)
        return version_digest(raw.columns, raw.values, raw.splits)

    assert digest(rows) == digest(list(rows))
    shuffled = data.draw(st.permutations(rows))
    assert (digest(rows) == digest(shuffled)) == (list(rows) == list(shuffled))
    assert digest(rows) != digest(rows[:-1])
    assert digest(rows) != digest(rows, ["train"] * len(rows))
    swapped = [(label, text) for text, label in rows]
    assert (digest(rows) == digest(swapped)) == (rows == swapped)


def test_the_same_rows_are_the_same_version_and_others_the_next(workspace: Workspace) -> None:
    first = catalog.add(workspace, TWO, name="reviews")
    again = catalog.add(workspace, TWO, name="reviews")
    other = catalog.add(workspace, table(("good", "pos"), ("bad", "pos!")), name="reviews")
    back = catalog.add(workspace, TWO, name="reviews")
    assert (first.number, first.is_new) == (1, True)
    assert (again.number, again.is_new) == (1, False)
    assert (other.number, other.is_new) == (2, True)
    assert (back.number, back.is_new) == (1, False)
    assert [entry["number"] for entry in catalog.listing(workspace)] == [1, 2]


def test_what_use_may_mean(workspace: Workspace) -> None:
    one = catalog.add(workspace, TWO, name="reviews")
    two = catalog.add(workspace, table(("a", "x"), ("b", "y"), ("c", "x")), name="reviews")
    assert catalog.load(workspace, "reviews").digest == two.digest
    assert catalog.load(workspace, "reviews@1").values == one.values
    assert catalog.load(workspace, one.digest[:10]).number == 1
    assert catalog.latest_digest(workspace, "reviews") == two.digest
    assert catalog.latest_digest(workspace, "nothing") is None


def test_a_path_is_read_once_and_known_again_until_it_changes(workspace: Workspace) -> None:
    path = workspace.root / "raw" / "reviews.csv"
    path.parent.mkdir()
    path.write_text("text,label\ngood,pos\nbad,neg\n")
    assert catalog.latest_digest(workspace, "raw/reviews.csv") is None
    first = catalog.load(workspace, "raw/reviews.csv")
    assert first.reference == "reviews@1"
    assert catalog.latest_digest(workspace, "raw/reviews.csv") == first.digest
    path.write_text("text,label\ngood,pos\nbad,neg\nfine,pos\n")
    assert catalog.load(workspace, "raw/reviews.csv").reference == "reviews@2"


def test_files_added_with_options_are_no_plain_path(workspace: Workspace) -> None:
    path = workspace.root / "bare.csv"
    path.write_text("good,1\nbad,0\n")
    options = ReadOptions(header=False, columns=("text", "label"))
    raw = read_table([path], header=False, columns=["text", "label"])
    catalog.add(workspace, raw, name="bare", options=options)
    assert len(catalog.load(workspace, "bare")) == 2
    with pytest.raises(DataError, match="which column") as caught:
        catalog.load(workspace, "bare.csv")
    assert caught.value.code == "TF-DATA-015"


def test_a_folder_is_known_again(workspace: Workspace) -> None:
    for label in ("pos", "neg"):
        folder = workspace.root / "texts" / label
        folder.mkdir(parents=True)
        (folder / "1.txt").write_text(f"a {label} text")
    first = catalog.load(workspace, "texts")
    assert catalog.latest_digest(workspace, "texts") == first.digest


def test_unknown_names_are_refused_with_a_hint(workspace: Workspace) -> None:
    catalog.add(workspace, TWO, name="reviews")
    for use, hint in (
        ("reviws", "reviews"),
        ("reviews@3", "list"),
        ("builtin:diagnoses", "builtin:diagnosis"),
        ("builtin:", "builtin:"),
        ("", "add"),
        ("../reviews", "reviews"),
    ):
        with pytest.raises(DataError) as caught:
            catalog.load(workspace, use)
        assert caught.value.code == "TF-DATA-017"
        assert hint in (caught.value.remedy or "")
    with pytest.raises(DataError, match="nothing is fetched") as caught:
        catalog.load(workspace, "hub:org/name")
    assert "tenfold data add hub:org/name" in (caught.value.remedy or "")
    with pytest.raises(DataError):
        catalog.add(workspace, table(("a", "x"), ("b", "x")), name="one-class")
    assert len(catalog.listing(workspace)) == 1, "a refused table leaves nothing behind"


def test_stored_rows_that_are_not_the_version_are_refused(workspace: Workspace) -> None:
    from sqlalchemy import update

    from tenfold.store.tables.data import DatasetRow

    catalog.add(workspace, TWO, name="reviews")
    catalog.add(workspace, table(("x", "1"), ("y", "2")), name="other")
    artifact = list(workspace.artifacts.digests())
    with workspace.database.write() as session:
        for digest in artifact:
            session.execute(
                update(DatasetRow).where(DatasetRow.artifact != digest).values(artifact=digest)
            )
    damaged = 0
    for name in ("reviews", "other"):
        try:
            catalog.load(workspace, name)
        except DamageError:
            damaged += 1
    assert damaged


def test_roles_said_anew_and_overridden(workspace: Workspace) -> None:
    raw = RawTable(
        ("text", "label", "topic"),
        {"text": ["a", "b"], "label": ["x", "y"], "topic": ["p", "q"]},
    )
    catalog.add(workspace, raw, name="d")
    assert catalog.load(workspace, "d", label="topic").labels() == ["p", "q"]
    assert catalog.load(workspace, "d").labels() == ["x", "y"]
    catalog.add(workspace, raw, name="d", label="topic")
    assert catalog.load(workspace, "d@1").labels() == ["p", "q"]
    with pytest.raises(DataError, match="no column 'topics'"):
        catalog.load(workspace, "d", label="topics")


def test_splits_survive_the_catalog(workspace: Workspace) -> None:
    raw = replace(TWO, splits=["train", "test"])
    catalog.add(workspace, raw, name="d")
    assert catalog.load(workspace, "d").splits == ["train", "test"]


def test_example_ids_are_stable_and_unique() -> None:
    raw = table(("a", "x"), ("b", "y"), ("a", "x"))
    dataset = Dataset.of(raw, Roles("text", "label", None), name="d")
    ids = dataset.example_ids()
    assert len(set(ids)) == 3
    assert ids[2][:16] == ids[0][:16] == dataset.row_digests()[0][:16]
    assert [id_.rsplit("-")[1] for id_ in ids] == ["1", "1", "2"]
    by_column = Dataset.of(raw, Roles("text", "label", "text"), name="d").example_ids()
    assert by_column == ["a", "b", "a#2"]


def test_groups_and_missing_texts() -> None:
    dataset = Dataset.of(table(("", "x"), ("b", "y")), Roles(None, "label", None), name="d")
    with pytest.raises(DataError, match="no text column"):
        dataset.texts()
    with pytest.raises(DataError, match="no value in the group column"):
        dataset.groups("text")
    with pytest.raises(DataError, match="Did you mean 'label'"):
        dataset.groups("labl")


def test_loading_imports_nothing_heavy(workspace: Workspace) -> None:
    catalog.add(workspace, TWO, name="d")
    code = (
        "import sys; from pathlib import Path; from tenfold.data import catalog;"
        "from tenfold.store.workspace import Workspace;"
        f"catalog.load(Workspace.find(Path({str(workspace.root)!r})), 'd');"
        "print([m for m in ('torch', 'pandas', 'sklearn', 'scipy', 'pyhpo') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_names_are_listed_in_one_order_everywhere(workspace: Workspace) -> None:
    for name in ("b", "B", "a"):
        catalog.add(workspace, TWO, name=name)
    assert [entry["name"] for entry in catalog.listing(workspace)] == ["B", "a", "b"]


def test_the_same_rows_added_at_once_are_one_version(workspace: Workspace) -> None:
    from concurrent.futures import ThreadPoolExecutor

    def add(_: int) -> int | None:
        own = Workspace(workspace.root)
        try:
            return catalog.add(own, TWO, name="reviews").number
        finally:
            own.database.close()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(add, range(4))) == [1] * 4
    assert len(catalog.listing(workspace)) == 1


def test_a_workspace_from_before_recipes_opens_and_its_data_came_from_files(
    workspace: Workspace,
) -> None:
    catalog.add(workspace, TWO, name="reviews")
    later = {"parent", "recipe", "origins"}
    with workspace.database.read() as session:
        row = session.execute(select(DatasetRow.__table__)).mappings().one()
    kept = {name: value for name, value in row.items() if name not in later}
    make_older(workspace.database, "0002")
    with workspace.database.write() as session:
        session.execute(insert(DatasetRow.__table__).values(kept))
    workspace.database.close()
    opened = Workspace(workspace.root)
    try:
        [entry] = catalog.listing(opened)
        assert (entry["name"], entry["lineage"]) == ("reviews", None)
        assert catalog.load(opened, "reviews").lineage is None
    finally:
        opened.database.close()
