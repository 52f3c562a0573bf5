"""New versions made by recipes: kept with their lineage, replayed, compared, and traced to a file."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cleaning_examples import Row, raw, recipe
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenfold.data import catalog
from tenfold.data.dataset import Dataset
from tenfold.data.lineage import Lineage
from tenfold.data.reading import read_table
from tenfold.data.roles import Roles
from tenfold.desk.ancestry import match_versions, where_from
from tenfold.desk.card.content import make_card
from tenfold.desk.card.markdown import render_markdown
from tenfold.desk.cleaning.making import clean, recipe_of_version
from tenfold.desk.difference import Difference, compare, match_rows
from tenfold.desk.word_diff import word_diff
from tenfold.errors import DamageError, DataError, DeclarationError, InputError
from tenfold.store.backup import back_up, restore
from tenfold.store.upkeep import carry_out_cleaning, find_leftovers, plan_cleaning, verify
from tenfold.store.workspace import Workspace

ROWS: list[Row] = [
    ("<b>one</b>", "x"),
    ("two", "x"),
    ("two", "x"),
    ("three &amp; 3", "y"),
    ("", "y"),
]
MEND = recipe("strip-html", "drop-empty", "drop-duplicates")


def added(workspace: Workspace, rows: list[Row] = ROWS, splits: list[str] | None = None) -> Dataset:
    return catalog.add(workspace, raw(rows, splits), name="d")


def difference(workspace: Workspace, before: str, after: str) -> Difference:
    old, new = catalog.load(workspace, before), catalog.load(workspace, after)
    return compare(old, new, match_versions(workspace, old, new))


def test_a_new_version_keeps_recipe_and_parent_on_each_database(
    workspace_on_each: Workspace,
) -> None:
    workspace = workspace_on_each
    first = added(workspace)
    made = clean(workspace, first, MEND)
    assert (made.state, made.after.reference) == ("written", "d@2")
    loaded = catalog.load(workspace, "d")
    assert loaded.texts() == ["one", "two", "three & 3"]
    assert loaded.lineage is not None
    assert (loaded.lineage.parent, loaded.lineage.made_from) == (first.digest, "d@1")
    assert loaded.lineage.sentence == "made from d@1 by strip-html, drop-empty, drop-duplicates"
    assert recipe_of_version(workspace, "d@2") == MEND
    assert catalog.load(workspace, "d@1").digest == first.digest, "the original stays"
    again = clean(workspace, catalog.load(workspace, "d@1"), recipe_of_version(workspace, "d@2"))
    assert (again.state, again.after.digest) == ("known", loaded.digest), (
        "a replay is the same rows"
    )
    assert [entry["lineage"] is None for entry in catalog.listing(workspace)] == [True, False]
    assert [v.reference for v in catalog.ancestry(workspace, "d")] == ["d@2", "d@1"]


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "<b>a</b>", "b", " b", "", "c &lt; d"]), st.sampled_from("xy")
        ),
        max_size=8,
    )
)
def test_every_row_is_traced_to_its_row_in_the_file(workspace: Workspace, drawn: list[Row]) -> None:
    rows = [*drawn, ("last but one", "x"), ("last", "y")]
    name = f"d{len(catalog.listing(workspace))}"
    first = catalog.add(workspace, raw(rows), name=name)
    if not first.is_new:
        return
    one = clean(workspace, first, recipe("strip-html", "drop-empty")).after
    two = clean(
        workspace, one, recipe("normalise-spaces", "drop-duplicates"), name=f"{name}-2"
    ).after
    for row in range(len(two)):
        trail = where_from(workspace, two.reference, row + 1)
        assert trail.stations[-1].version == first.reference
        origin = trail.stations[-1].row - 1
        assert rows[origin][1] == two.labels()[row]
        assert two.texts()[row] in (rows[origin][0].strip(), "a", "c < d")
    match = match_versions(workspace, first, two)
    assert match.by == "lineage"
    assert len(match.pairs) == len(two)
    assert set(range(len(rows))) - {i for i, _ in match.pairs} <= set(match.why)


def test_a_parent_is_the_one_of_its_name_where_two_have_the_same_rows(
    workspace_on_each: Workspace,
) -> None:
    for name in ("a", "b"):
        catalog.add(workspace_on_each, raw(ROWS), name=name)
    clean(workspace_on_each, catalog.load(workspace_on_each, "b"), MEND)
    assert [v.reference for v in catalog.ancestry(workspace_on_each, "b")] == ["b@2", "b@1"]


def test_a_row_of_a_file_among_files(workspace: Workspace, tmp_path: Path) -> None:
    for name, texts in (("a.csv", "one,x\ntwo,y\n"), ("b.csv", "two,y\nthree,x\n")):
        (tmp_path / name).write_text("text,label\n" + texts)
    table = read_table([tmp_path / "a.csv", tmp_path / "b.csv"])
    first = catalog.add(workspace, table, name="d")
    clean(workspace, first, recipe("drop-duplicates"))
    trail = where_from(workspace, "d@2", 3)
    assert [(s.version, s.row, s.why) for s in trail.stations] == [("d@2", 3, ""), ("d@1", 4, "")]
    assert (trail.file, trail.file_row) == ("b.csv", 2)
    with pytest.raises(DataError, match="Rows go from 1 to 3") as caught:
        where_from(workspace, "d@2", 4)
    assert caught.value.code == "TF-DATA-069"


def test_a_recipe_that_changes_nothing_makes_no_version(workspace: Workspace) -> None:
    first = added(workspace)
    made = clean(workspace, first, MEND).after
    assert clean(workspace, made, MEND).state == "unchanged"
    assert clean(workspace, first, recipe("fix-encoding")).state == "unchanged"
    tried = clean(workspace, first, recipe("drop-empty"), dry_run=True)
    assert (tried.state, len(tried.after)) == ("tried", 4)
    assert len(catalog.listing(workspace)) == 2


def test_nobody_becomes_their_own_ancestor(workspace: Workspace) -> None:
    """Renaming there and back gives the first version again, which still comes from its file."""
    first = added(workspace)
    there = clean(workspace, first, recipe({"do": "rename-label", "names": {"x": "z"}})).after
    back = clean(workspace, there, recipe({"do": "rename-label", "names": {"z": "x"}}))
    assert (back.state, back.after.reference) == ("known", "d@1")
    assert catalog.load(workspace, "d@1").lineage is None
    elsewhere = clean(
        workspace, there, recipe({"do": "rename-label", "names": {"z": "x"}}), name="e"
    )
    assert elsewhere.after.reference == "e@1"
    versions = [v.reference for v in catalog.ancestry(workspace, "e")]
    assert versions == ["e@1", "d@2", "d@1"]


def test_a_lineage_from_elsewhere_that_runs_in_circles_ends(workspace: Workspace) -> None:
    """A bundle may say anything of how its data came to be: here, each version from the other."""
    other = [("one", "x"), ("two", "y")]
    first, second = catalog.add(workspace, raw(ROWS), name="a"), raw(other)
    digest = Dataset.of(second, Roles("text", "label", None), name="b").digest
    said = {"made_from": "somewhere@1", "recipe": MEND.to_json(), "libraries": {}}
    for rows, name, parent in (
        (second, "b", first.digest), (raw(ROWS), "c", digest), (second, "d", digest),
    ):  # fmt: skip
        catalog.add(workspace, rows, name=name, lineage=Lineage(parent=parent, **said))  # type: ignore[arg-type]
    assert [v.reference for v in catalog.ancestry(workspace, "c")] == ["c@1", "b@1", "a@1"]
    assert [v.reference for v in catalog.ancestry(workspace, "d")] == ["d@1", "b@1", "a@1"]
    assert where_from(workspace, "c", 1).lost == "somewhere@1 is not in this workspace"


def test_the_lineage_outlives_saying_anew_what_the_columns_are(workspace: Workspace) -> None:
    made = clean(workspace, added(workspace), MEND).after
    again = catalog.add(
        workspace, raw(list(zip(made.texts(), made.labels(), strict=True))), name="d", label="text",
        text="label",
    )  # fmt: skip
    assert (again.number, again.is_new) == (2, False)
    lineage = catalog.load(workspace, "d@2").lineage
    assert lineage is not None
    assert lineage.made_from == "d@1"


def test_what_a_recipe_must_leave(workspace: Workspace) -> None:
    first = added(workspace)
    with pytest.raises(DataError) as caught:
        clean(workspace, first, recipe({"do": "drop-class", "classes": ["x", "y"]}))
    assert caught.value.code == "TF-DATA-068"
    with pytest.raises(DataError) as caught:
        clean(workspace, first, recipe({"do": "drop-class", "classes": ["x"]}))
    assert caught.value.code == "TF-DATA-014"
    with pytest.raises(InputError, match="name"):
        clean(workspace, first, MEND, name="no/name")
    with pytest.raises(InputError, match="--as"):
        clean(workspace, replace(first, name="builtin:d"), MEND)
    with pytest.raises(DataError) as caught:
        recipe_of_version(workspace, "d@1")
    assert caught.value.code == "TF-DATA-069"
    assert len([e for e in catalog.listing(workspace) if e["name"] == "d"]) == 1


def test_rows_and_origins_are_kept_found_damaged_and_made_again(
    workspace: Workspace, tmp_path: Path
) -> None:
    first = added(workspace)
    made = clean(workspace, first, MEND).after
    assert made.lineage is not None
    origins = str(made.lineage.origins)
    leftovers = find_leftovers(workspace, older_than=timedelta(0))
    carry_out_cleaning(workspace, plan_cleaning(workspace, age=None, keep=(), leftovers=leftovers))
    assert verify(workspace).is_sound, "nobody takes them for leftovers"
    back_up(workspace, tmp_path / "backup")
    assert not restore(tmp_path / "backup", tmp_path / "again").left_out
    other = Workspace(tmp_path / "again")
    assert where_from(other, "d@2", 1).stations[-1].row == 1
    workspace.artifacts.path(origins).unlink()
    [lost] = verify(workspace).lost
    assert lost.what == "where the rows of the data set d@2 come from"
    assert "tenfold data clean d@1 --recipe d@2 --as d" in lost.remedy
    with pytest.raises(DamageError):
        where_from(workspace, "d@2", 1)
    assert clean(workspace, first, recipe_of_version(workspace, "d@2")).state == "known"
    assert where_from(workspace, "d@2", 1).stations[-1].row == 1, "made again by the remedy"


def test_what_changed_is_said_cell_by_cell(workspace: Workspace) -> None:
    clean(workspace, added(workspace), MEND)
    found = difference(workspace, "d@1", "d@2")
    assert (found.n_kept, len(found.changed), found.dropped, found.added) == (1, 2, (2, 4), ())
    [cell] = found.changed[0].cells
    assert (cell.column, cell.before, cell.after) == ("text", "<b>one</b>", "one")
    assert found.why(2) == "drop-duplicates: same text as row 2"
    assert found.why(4) == "drop-empty: the text is empty"
    back = difference(workspace, "d@2", "d@1")
    assert (back.n_kept, back.dropped, back.added) == (1, (), (2, 4))
    clean(workspace, catalog.load(workspace, "d@1"), recipe("drop-empty"))
    siblings = difference(workspace, "d@2", "d@3")
    assert (siblings.match.by, siblings.n_kept, siblings.added) == ("lineage", 1, (2,))
    assert difference(workspace, "d@1", "d@1").is_empty


def test_labels_of_test_are_not_shown(workspace: Workspace) -> None:
    first = added(workspace, [("a", "x"), ("b", "y"), ("c", "secret")], ["train", "train", "test"])
    rename = {"do": "rename-label", "names": {"secret": "hidden"}, "test_too": True}
    clean(workspace, first, recipe(rename))
    found = difference(workspace, "d@1", "d@2").to_json()
    assert found["n_changed"] == 1
    assert found["changed"][0]["cells"] == [
        {"column": "label", "before": None, "after": None, "hidden": True}
    ]
    clean(workspace, first, recipe({"do": "drop-class", "classes": ["secret"], "test_too": True}))
    assert difference(workspace, "d@1", "d@3").to_json()["dropped"][0]["values"] == {
        "text": "c", "label": None,
    }  # fmt: skip
    lineage = catalog.load(workspace, "d@3").lineage
    assert lineage is not None
    assert lineage.sentence.endswith("by drop-class (rows of test too)")
    card = render_markdown(make_card(workspace, catalog.load(workspace, "d@3")))
    assert "Rows of the split test were dropped or relabelled too." in card
    with pytest.raises(DeclarationError):
        clean(workspace, first, recipe({"do": "drop-class", "classes": ["secret"]}))


@given(st.data())
def test_rows_without_lineage_are_matched_by_what_they_are(data: st.DataObject) -> None:
    """A row that is in both is kept or changed, whatever the order; the counts add up."""
    cells = st.tuples(st.sampled_from("abcde"), st.sampled_from("xy"))
    one, two = (data.draw(st.lists(cells, min_size=1, max_size=6)) for _ in range(2))
    old, new = _plain(one), _plain(two)
    found = compare(old, new, match_rows(old, new))
    assert found.n_kept + len(found.changed) + len(found.dropped) == len(one)
    assert found.n_kept + len(found.changed) + len(found.added) == len(two)
    assert found.n_kept == (Counter(one) & Counter(two)).total()
    assert len(found.dropped) == (Counter(t for t, _ in one) - Counter(t for t, _ in two)).total()
    assert found.is_empty == (one == two)


def _plain(rows: list[Row]) -> Dataset:
    values = dict(raw(rows).values)
    return Dataset("d", 1, "", ("text", "label"), values, "text", "label")


def test_rows_with_ids_are_matched_by_them() -> None:
    def with_ids(ids: str, texts: str) -> Dataset:
        values = {"id": list(ids), "text": list(texts), "label": list("x" * len(ids))}
        return Dataset("d", 1, "", ("id", "text", "label"), values, "text", "label", "id")

    old, new = with_ids("123", "abc"), with_ids("312", "cax")
    found = compare(old, new, match_rows(old, new))
    assert (found.match.by, found.n_kept, found.is_reordered) == ("id", 2, True)
    assert [cell.after for row in found.changed for cell in row.cells] == ["x"]
    twice = with_ids("11", "ab")
    assert match_rows(twice, new).by == "row digest"


any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(any_text, any_text)
def test_a_word_diff_holds_both_texts(before: str, after: str) -> None:
    pieces = word_diff(before, after)
    assert "".join(text for kind, text in pieces if kind != "new") == before
    assert "".join(text for kind, text in pieces if kind != "gone") == after
    assert {kind for kind, _ in word_diff(before, before)} <= {"same"}


def test_where_no_spaces_tell_words_apart_characters_are_compared() -> None:
    assert word_diff("手机18810", "手机[PHONE]")[0] == ("same", "手机")


@pytest.mark.shared_data
def test_what_the_real_data_sets_are_known_for(workspace: Workspace, shared_data: Path) -> None:
    sms = read_table([shared_data / "sms_spam/SMSSpamCollection"], quoting="none")
    first = catalog.add(workspace, sms, name="sms")
    made = clean(workspace, first, recipe("drop-duplicates"))
    assert (made.cleaned.done[0].n_dropped, len(made.after)) == (403, 5171)
    assert len(set(made.after.texts())) == 5171
    symptoms = read_table([shared_data / "symptom2disease/Symptom2Disease.csv"])
    second = catalog.add(workspace, symptoms, name="symptoms")
    assert clean(workspace, second, recipe("drop-duplicates")).cleaned.done[0].n_dropped == 47
    mended = clean(workspace, first, recipe("fix-encoding", "strip-html"), name="mended")
    assert mended.cleaned.done[0].n_changed == 35
    assert not any("&lt;" in text or "&amp;" in text for text in mended.after.texts())
