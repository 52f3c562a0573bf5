"""Recipes as values, lists that people decide on, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from cleaning_examples import dataset, recipe
from hypothesis import given, settings
from hypothesis import strategies as st

from tenfold.data.dataset import Dataset
from tenfold.desk.cleaning.asked import Asked, recipe_of
from tenfold.desk.cleaning.recipe import Recipe, read_recipe
from tenfold.desk.cleaning.registry import OPERATIONS
from tenfold.errors import DataError, DeclarationError, InputError, TenfoldError

words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6)
entries = st.one_of(
    st.sampled_from(["fix-encoding", "strip-html", "drop-empty"]).map(lambda name: {"do": name}),
    st.fixed_dictionaries(
        {
            "do": st.just("drop-duplicates"),
            "level": st.sampled_from(["exact", "normalised"]),
            "test_too": st.booleans(),
        }
    ),
    words.map(lambda word: {"do": "drop-class", "classes": [word]}),
    st.tuples(words, words).map(
        lambda pair: {
            "do": "relabel",
            "rows": [
                {"row": "a" * 32, "label": pair[0]},
                {"row": "b 1/2", "label": "x", "was": pair[1]},
            ],
        }
    ),
)


@settings(max_examples=50, deadline=None)
@given(said=st.lists(entries, min_size=1, max_size=4))
def test_a_recipe_comes_back_from_toml_and_json_with_the_same_digest(
    said: list[dict[str, object]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    made = Recipe.parse({"operations": said}, where="test")
    assert Recipe.parse(made.to_json(), where="json") == made
    file = tmp_path_factory.getbasetemp() / "recipe.toml"
    file.write_text(made.to_toml(), encoding="utf-8")
    assert read_recipe(file) == made
    assert read_recipe(file).digest == made.digest


def test_the_digest_is_of_what_is_done_and_in_which_order() -> None:
    one = recipe("drop-empty", {"do": "drop-duplicates", "level": "exact"})
    assert one.digest == recipe("drop-empty", "drop-duplicates").digest, (
        "defaults may be left unsaid"
    )
    assert one.digest != recipe("drop-duplicates", "drop-empty").digest
    assert (
        one.digest != recipe("drop-empty", {"do": "drop-duplicates", "level": "normalised"}).digest
    )


def test_everything_that_is_wrong_with_a_recipe_is_said_at_once(tmp_path: Path) -> None:
    file = tmp_path / "recipe.toml"
    file.write_text(
        'by = "me"\n[[operations]]\ndo = "drop-duplicate"\n[[operations]]\ndo = "drop-duplicates"\n'
        'level = "nearly"\nlabel = 1\n[[operations]]\nname = "x"\n[[operations]]\ndo = "rename-label"\n'
        'names = { a = "b", b = "c" }\n[[operations]]\ndo = "strip-html"\nversion = "0"\n'
    )
    with pytest.raises(DeclarationError) as caught:
        read_recipe(file)
    said = str(caught.value)
    assert caught.value.code == "TF-DATA-065"
    assert len(caught.value.problems) == 7
    for part in (
        "recipe.toml: by",
        "Did you mean 'drop-duplicates'?",
        "operation 2 (drop-duplicates): level",
        "'nearly'",
        "operation 2 (drop-duplicates): label",
        "operation 3: does not say what to do",
        "'b' is an old name and a new one",
        "strip-html is of version '0'",
    ):
        assert part in said, said


@pytest.mark.parametrize(
    "text", ["", "[[operations]\n", "operations = []", "operations = 3", "\xff"]
)
def test_a_file_that_is_no_recipe_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "recipe.toml"
    file.write_bytes(text.encode("latin-1"))
    with pytest.raises(TenfoldError) as caught:
        read_recipe(file)
    assert caught.value.code == "TF-DATA-065"
    with pytest.raises(DataError):
        read_recipe(tmp_path / "none.toml")


def test_flags_are_carried_out_in_the_order_of_the_registry() -> None:
    asked = Asked(
        flags=frozenset({"drop-duplicates", "strip-html", "fix-encoding"}),
        drop_class=("x",),
        keep_columns=("text", "label"),
    )
    made, _ = recipe_of(asked, dataset([("a", "x")]))
    assert [operation.name for operation in made.operations] == [
        "fix-encoding", "strip-html", "drop-class", "drop-duplicates", "keep-columns",
    ]  # fmt: skip
    assert next(iter(OPERATIONS)) == "fix-encoding"


def test_a_class_that_is_not_there_is_a_typing_error() -> None:
    with pytest.raises(DeclarationError, match="Did you mean 'ham'") as caught:
        recipe_of(Asked(rename_label={"hma": "spam"}), dataset([("a", "ham")]))
    assert caught.value.code == "TF-DATA-068"


def test_options_alone_are_nothing_to_do() -> None:
    with pytest.raises(InputError, match="nothing to do"):
        recipe_of(Asked(level="normalised", test_too=True), dataset([]))


DATA = [("a", "x"), ("b", "x"), ("a", "x"), ("c", "y")]


def decided(tmp_path: Path, text: str, data: Dataset | None = None, **more: bool) -> Recipe:
    file = tmp_path / "list.csv"
    file.write_text(text, encoding="utf-8")
    return recipe_of(Asked(relabel=file, **more), data or dataset(DATA))[0]  # type: ignore[arg-type]


def test_a_list_names_rows_by_number_or_id(tmp_path: Path) -> None:
    ids = dataset(DATA).example_ids()
    by_row = decided(tmp_path, "row,label\n3,y\n")
    assert by_row == decided(tmp_path, f"id,label,was\n{ids[2]},y,x\n")
    assert by_row == decided(tmp_path, f"row,id,label,note\n3,{ids[2]},y,sure\n")
    [operation] = by_row.to_json()["operations"]
    [listed] = operation["rows"]
    assert listed["row"].endswith(" 2/2"), "the second of two equal rows"
    assert (listed["label"], listed["was"]) == ("y", "x")


def test_a_file_of_suspects_is_taken_as_the_audit_wrote_it(tmp_path: Path) -> None:
    ids = dataset(DATA).example_ids()
    made = decided(
        tmp_path,
        "row,id,text,label,suggested,score,decision\n"
        f"1,{ids[0]},a,x,y,0.9,relabel\n2,{ids[1]},b,x,y,0.8,drop\n3,{ids[2]},a,x,y,0.7,keep\n"
        f"4,{ids[3]},c,y,x,0.6,x\n5,{dataset(DATA).example_ids()[4]},t,x,y,0.5,\n",
    )
    relabel, drop = made.to_json()["operations"]
    assert [row["label"] for row in relabel["rows"]] == ["y", "x"]
    assert [row["why"] for row in drop["rows"]] == ["decided on a list of suspects"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("row,label\n9,y\n", "there is no row '9'"),
        ("row,label\n0,y\n", "there is no row '0'"),
        ("row,label\n1.0,y\n", "there is no row '1.0'"),
        ("id,label\nnone,y\n", "no row has the id 'none'"),
        ("row,id,label\n1,other,y\n", "has another id"),
        ("row,label\n1,yy\n", "no class 'yy'"),
        ("row,label,was\n1,y,y\n", "the row's label is 'x', not 'y'"),
        ("row,label\n1,y\n1,y\n", "stands on line 1 too"),
        ("text,label\na,y\n", "names no rows"),
        ("row,new\n1,y\n", "has no column `label`"),
        ("row,label,decision\n1,x,relabel\n", "no label is suggested"),
        ("row,label,suggested\n1,x,y\n", "without a column `decision`"),
    ],
)
def test_a_list_that_does_not_fit_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        decided(tmp_path, text)
    assert caught.value.code == "TF-DATA-066"
    assert said in str(caught.value)
    assert "list.csv" in str(caught.value)


def test_a_decision_that_is_a_class_too_is_asked_about(tmp_path: Path) -> None:
    data = dataset([("a", "keep"), ("b", "x")])
    with pytest.raises(DeclarationError, match="label:keep"):
        decided(tmp_path, "row,label,decision\n2,x,keep\n", data)
    [operation] = decided(tmp_path, "row,label,decision\n2,x,label:keep\n", data).to_json()[
        "operations"
    ]
    assert operation["rows"][0]["label"] == "keep"


def test_rows_of_test_and_new_classes_only_when_it_is_said(tmp_path: Path) -> None:
    data = dataset([("a", "x"), ("b", "x")], ["test", "train"])
    with pytest.raises(DeclarationError) as caught:
        decided(tmp_path, "row,label\n1,y\n", data)
    assert caught.value.code == "TF-DATA-067"
    assert "x" not in str(caught.value).replace("text", ""), "its label is not shown"
    assert decided(tmp_path, "row,label\n1,y\n", data, test_too=True).to_json()["operations"][0][
        "test_too"
    ]
    assert decided(tmp_path, "row,label\n2,new\n", data, new_classes=True)


def test_a_list_without_a_decision_says_so(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="decides nothing"):
        decided(tmp_path, "row,label,decision\n1,x,\n")
