"""Which columns are text and label, and which labels can be classes."""

from __future__ import annotations

import pytest

from tenfold.data.roles import check_labels, choose_roles
from tenfold.errors import DataError, NotBuiltError, TenfoldError


def test_columns_that_leave_no_doubt_are_chosen() -> None:
    roles = choose_roles(["index", "label", "text"], where="a.csv")
    assert (roles.text, roles.label, roles.id) == ("text", "label", None)
    roles = choose_roles(["Label", "SMS"], where="a.csv")
    assert (roles.text, roles.label) == ("SMS", "Label")
    roles = choose_roles(["text", "review", "label", "category"], where="a.csv")
    assert (roles.text, roles.label) == ("text", "label")
    assert choose_roles(["v", "label"], text="", where="a.csv").text is None


@pytest.mark.parametrize(
    ("columns", "option"),
    [
        (["a", "label"], "--text"),
        (["text", "b"], "--label"),
        (["review", "comment", "label"], "--text"),
        (["text", "class", "target"], "--label"),
    ],
)
def test_doubt_is_asked_about(columns: list[str], option: str) -> None:
    with pytest.raises(DataError) as caught:
        choose_roles(columns, where="a.csv")
    assert caught.value.code == "TF-DATA-015"
    assert option in (caught.value.remedy or "")


def test_a_missing_column_gets_the_nearest_name() -> None:
    with pytest.raises(DataError, match="no column 'labels'") as caught:
        choose_roles(["text", "label"], label="labels", where="a.csv")
    assert caught.value.code == "TF-DATA-009"
    assert caught.value.remedy == "Did you mean 'label'?"
    with pytest.raises(DataError, match="text and label at once"):
        choose_roles(["text", "label"], text="label", label="label", where="a.csv")


@pytest.mark.parametrize(
    ("labels", "kinds", "code"),
    [
        (["a", "", "b"], (), "TF-DATA-012"),
        (["a", "  ", "b"], (), "TF-DATA-012"),
        (["1", "1.0", "2"], (), "TF-DATA-013"),
        (["1", "01", "2"], (), "TF-DATA-013"),
        (["a", "a ", "b"], (), "TF-DATA-013"),
        (["1", "2"], ("integer", "string"), "TF-DATA-013"),
        (["a", "a"], (), "TF-DATA-014"),
        (["1.5", "2", "3"], (), "TF-DATA-032"),
        (["[1, 2]", "[1]"], ("nested",), "TF-DATA-032"),
    ],
)
def test_labels_that_cannot_be_classes_are_refused(
    labels: list[str], kinds: tuple[str, ...], code: str
) -> None:
    with pytest.raises(TenfoldError) as caught:
        check_labels(labels, column="label", kinds=frozenset(kinds), where="a.csv")
    assert caught.value.code == code
    assert isinstance(caught.value, NotBuiltError) == (code == "TF-DATA-032")
    assert caught.value.remedy


@pytest.mark.parametrize(
    "labels",
    [["0", "1"], ["1.0", "2.0"], ["true", "false"], ["NA", "null"], ["007", "x"], ["好", "坏"]],
)
def test_these_labels_are_fine(labels: list[str]) -> None:
    check_labels(labels, column="label", where="a.csv")
