"""Forms of reviews: the package's, a lab's own, and what may stand in their fields."""

from __future__ import annotations

import contextlib
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenfold.errors import InputError
from tenfold.papers.form import FIELD_TYPES, Form, FormField
from tenfold.papers.form_file import parse_form
from tenfold.papers.forms import form_named, form_names, package_forms
from tenfold.papers.review_text import parse_review, review_text
from tenfold.store.workspace import Workspace

FORMS = sorted(package_forms().values(), key=lambda form: form.name)
lines = st.text(st.characters(categories=["L", "N", "P", "Zs"]), min_size=1, max_size=30).filter(
    lambda text: bool(text.strip())
)


def values_of(field: FormField) -> st.SearchStrategy[str]:
    """What one may type into a field."""
    if field.type == "number":
        n = (Fraction(str(field.max)) - Fraction(str(field.min))) / Fraction(str(field.step))
        return st.integers(0, int(n)).map(lambda i: f"{field.min + i * field.step:g}")
    if field.type == "yes-no":
        return st.sampled_from(["yes", "no"])
    if field.type == "several" and not field.values:
        return st.sampled_from(["privacy", "privacy, fairness"])
    return st.sampled_from(field.values) if field.values else lines


@st.composite
def filled(draw: st.DrawFn) -> tuple[Form, dict[str, str]]:
    form = draw(st.sampled_from(FORMS))
    given_ = {
        field.key: draw(values_of(field))
        for field in form.fields
        if field.required or draw(st.booleans())
    }
    return form, given_ or {form.fields[0].key: draw(values_of(form.fields[0]))}


def test_the_five_forms_are_there_with_their_fields() -> None:
    assert {form.name: len(form.fields) for form in FORMS} == {
        "arr": 15, "iclr_2026": 10, "neurips_2025": 10, "quick": 3, "tmlr": 6,
    }  # fmt: skip
    assert [f.label("zh") for f in package_forms()["quick"].fields] == ["优点", "疑虑", "方法问题"]


@given(filled())
def test_what_fits_the_scales_is_read_and_nothing_is_lost(one: tuple[Form, dict[str, str]]) -> None:
    form, said = one
    values = form.read(said)
    assert list(values) == [f.key for f in form.fields if f.key in said]
    for field in form.fields:
        if field.type == "number" and field.key in said:
            assert values[field.key] == float(said[field.key])
            assert field.min <= float(said[field.key]) <= field.max


@given(filled())
def test_a_review_written_in_an_editor_is_the_review_that_was_said(
    one: tuple[Form, dict[str, str]],
) -> None:
    form, said = one
    assert form.read(parse_review(review_text(form, said), form)) == form.read(said)
    assert parse_review(review_text(form, {}), form) == {f.key: "" for f in form.fields}


@given(st.sampled_from(FORMS), st.text(max_size=30))
def test_any_text_is_read_or_refused_for_any_field(form: Form, said: str) -> None:
    for field in form.fields:
        try:
            value = field.read(said)
        except InputError:
            continue
        if field.type == "number":
            assert isinstance(value, int | float)
            assert field.min <= value <= field.max
            assert (Fraction(str(value)) - Fraction(str(field.min))) % Fraction(
                str(field.step)
            ) == 0


@given(filled())
def test_a_form_is_read_back_from_what_a_review_keeps(one: tuple[Form, dict[str, str]]) -> None:
    form, _ = one
    assert Form.from_content(form.to_content()) == form


def test_all_problems_of_a_review_are_said_at_once() -> None:
    with pytest.raises(InputError) as refused:
        package_forms()["arr"].read(
            {"soundness": "3.25", "confidence": "6", "rating": "4", "paper_summary": " "}
        )
    for problem in (
        "soundness: must be 1 to 5 in steps of 0.5. Got '3.25'.",
        "confidence: must be 1 to 5. Got '6'.",
        "rating: the form has no such field.",
        "paper_summary: is required.",
    ):
        assert problem in refused.value.message


@pytest.mark.parametrize("said", ["1e999999999", "1/2", "nan", "٣", "3,5", "0x3", "--1", "9" * 400])
def test_a_number_is_digits(said: str) -> None:
    field = FormField(key="rating", type="number", min=1, max=5, step=0.5)
    with pytest.raises(InputError, match=r"1 to 5 in steps of 0\.5"):
        field.read(said)


def test_a_value_is_shown_with_its_anchor() -> None:
    soundness = next(f for f in package_forms()["arr"].fields if f.key == "overall_assessment")
    assert soundness.meaning(soundness.read("4.5")) == "4.5 (borderline award)"
    assert soundness.meaning(soundness.read("4.0")) == "4 (conference)"


OWN = """
label = "Our lab"
fields = [
  { key = "summary", type = "markdown", required = true },
  { key = "verdict", type = "one", values = ["take", "leave"] },
]
"""


def test_a_lab_adds_its_own_form_and_may_replace_one(workspace: Workspace) -> None:
    write(workspace, "ours", OWN)
    write(workspace, "quick", OWN)
    assert form_names(workspace) == ["quick", "arr", "iclr_2026", "neurips_2025", "tmlr", "ours"]
    form = form_named(workspace, "ours")
    assert form.read({"summary": "x", "verdict": "Take"}) == {"summary": "x", "verdict": "take"}
    assert form_named(workspace, "quick").label == "Our lab"
    with pytest.raises(InputError, match="no form 'our'") as refused:
        form_named(workspace, "our")
    assert "Did you mean 'ours'?" in str(refused.value)


def test_all_problems_of_a_file_are_said_at_once_with_their_places(workspace: Workspace) -> None:
    path = write(
        workspace,
        "ours",
        """
lable = "x"
fields = [
  { key = "Sum", type = "markdown", min = 1 },
  { key = "a", type = "number", min = 5, max = 1 },
  { key = "a", type = "number", min = 1, max = 5, step = 0.3 },
  { key = "b", type = "number", min = 1, max = 5, anchors = { "6" = "x", "1e999999999" = "y" } },
  { key = "c", type = "one" },
  { key = "d", type = "stars", required = "yes" },
]
""",
    )
    with pytest.raises(InputError) as refused:
        form_named(workspace, "ours")
    assert refused.value.where == str(path)
    for problem in (
        "lable: is not known. Did you mean 'label'?",
        "label: is missing.",
        "field 1 (Sum): key: must be of a-z",
        "field 1 (Sum): min: is not for a field of type markdown.",
        "field 2 (a): min: must be less than max.",
        "field 3 (a): key: is that of field 2 too.",
        "field 3 (a): step: must be more than 0 and lead from min to max.",
        "field 4 (b): anchors: 6 is not on the scale",
        "field 4 (b): anchors: 1e999999999 is not on the scale",
        "field 5 (c): values: is missing.",
        "field 6 (d): required: must be true or false. Got yes.",
        f"field 6 (d): type: must be one of {', '.join(FIELD_TYPES)}. Got stars.",
    ):
        assert problem in refused.value.message


plain: Any = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(-9, 9) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=5,
)


@given(
    st.dictionaries(
        st.sampled_from(["key", "type", "min", "max", "step", "values", "label_en"]), plain
    )
)
def test_any_field_is_a_form_or_an_error_that_one_can_mend(said: dict[str, Any]) -> None:
    content = f"label = 'x'\nfields = [{toml(said)}]\n"
    with contextlib.suppress(InputError):
        form = parse_form(content.encode(), name="ours", where="ours.toml")
        assert form.fields[0].key == said["key"]


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe",
        b"fields = 3",
        b"[",
        b"",
        b"[[fields]]\n",
        b"a=" + b"[" * 100_000,
        b"x" * 2_000_000,
    ],
)
def test_a_broken_file_is_an_error_that_one_can_mend(content: bytes) -> None:
    with pytest.raises(InputError, match=r"problem|cannot be read as TOML"):
        parse_form(content, name="ours", where="ours.toml")


def toml(said: dict[str, Any]) -> str:
    import tomlkit

    table = tomlkit.inline_table()
    table.update({name: value for name, value in said.items() if not has_none(value)})
    return table.as_string()


def has_none(value: Any) -> bool:
    return value is None or (isinstance(value, list) and any(map(has_none, value)))


def write(workspace: Workspace, name: str, text: str) -> Path:
    folder = workspace.root / "forms"
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_text_above_the_first_field_and_a_field_twice_are_refused() -> None:
    quick = package_forms()["quick"]
    with pytest.raises(InputError, match="above the first field"):
        parse_review("hello\n## strength\nx", quick)
    with pytest.raises(InputError, match="strength is there twice"):
        parse_review("## strength\nx\n## strength\ny", quick)
    assert parse_review("## strength\n## other\n<!-- mine -->", quick) == {
        "strength": "## other\n<!-- mine -->"
    }
