"""`tf.Dataset`: there and back through every library, and the verbs of the command."""

from __future__ import annotations

import doctest
import sqlite3
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tenfold as tf
from tenfold.desk import api
from tenfold.errors import DataError, InputError, WorkspaceError
from tenfold.store.workspace import Workspace

texts = st.one_of(
    st.sampled_from(
        ["007", "NA", "nan", "None", "null", "", " ", "1.0", "True", "好", "a\r\nb", '"']
    ),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=5),
)
rows = st.lists(st.tuples(texts, st.sampled_from(["train", "test"])), min_size=2, max_size=6)


def dataset(found: list[tuple[str, str]]) -> tf.Dataset:
    columns = {
        "text": [text for text, _ in found],
        "label": ["x", "y"] * (len(found) // 2) + ["x"] * (len(found) % 2),
        "part": [split for _, split in found],
    }
    return tf.Dataset.from_columns(columns, split="part")


@settings(max_examples=30, deadline=None)
@given(found=rows)
def test_there_and_back_is_the_same_version(found: list[tuple[str, str]]) -> None:
    pytest.importorskip("polars")
    one = dataset(found)
    assert tf.Dataset.from_arrow(one.to_arrow(), split="split").version == one.version
    assert tf.Dataset.from_pandas(one.to_pandas(), split="split").version == one.version
    assert tf.Dataset.from_polars(one.to_polars(), split="split").version == one.version
    assert list(one.to_pandas()["text"]) == [text for text, _ in found]
    assert [row["text"] for row in one] == [text for text, _ in found]


def test_to_hugging_face_and_back() -> None:
    pytest.importorskip("datasets")
    one = dataset([("007", "train"), ("NA", "test"), ("", "train"), ("好", "test")])
    parts = one.to_datasets()
    assert list(parts) == ["train", "test"]
    assert parts["train"]["text"][:] == ["007", ""]
    assert parts["test"].column_names == ["text", "label"]
    plain = tf.Dataset.from_columns({"text": ["007", "NA"], "label": ["x", "y"]})
    back = tf.Dataset.from_arrow(plain.to_datasets().data.table)
    assert back.version == plain.version


def test_values_become_texts_by_fixed_rules() -> None:
    columns = {
        "text": ["a", "b", "c"],
        "label": [1, 2, 1],
        "mixed": [1, 1.0, True],
        "odd": [None, [1, "é"], {"b": 1, "a": None}],
        "decimal": [Decimal("1.10"), Decimal(2), None],
    }
    one = tf.Dataset.from_columns(columns)
    assert [one.column("mixed"), one.column("odd"), one.column("decimal")] == [
        ["1", "1.0", "true"],
        ["", '[1, "é"]', '{"a": null, "b": 1}'],
        ["1.10", "2", ""],
    ]
    assert one.labels() == ["1", "2", "1"]
    assert one.rows.sources[0].remarks == (
        "1 nulls in 'decimal', read as empty texts",
        "1 nulls in 'odd', read as empty texts",
    )


def test_missing_values_of_pandas() -> None:
    frame = pd.DataFrame(
        {
            "text": ["a", None, float("nan"), "NA"],
            "label": pd.Categorical(["x", "y", "x", "y"]),
            "whole": pd.array([1, None, 3, 2**60], dtype="Int64"),
            "time": pd.to_datetime(["2024-01-02", None, "2024-01-02", None]),
        },
        index=[5, 5, 6, 7],
    )
    one = tf.Dataset.from_pandas(frame, name="odd")
    assert one.columns == ("text", "label", "whole", "time")
    assert one.texts() == ["a", "", "", "NA"]
    assert one.column("whole") == ["1", "", "3", str(2**60)]
    assert one.column("time")[0] == "2024-01-02 00:00:00"


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"text": [b"a", b"b"], "label": ["x", "y"]}, "TF-DATA-002"),
        ({"text": ["a", float("inf")], "label": ["x", "y"]}, "TF-DATA-002"),
        ({"text": ["a", float("nan")], "label": ["x", "y"]}, "TF-DATA-002"),
        ({"text": ["a", "b"], "label": ["x"]}, "TF-DATA-007"),
        ({"text": [], "label": []}, "TF-DATA-010"),
        ({"text": ["a", "b\0"], "label": ["x", "y"]}, "TF-DATA-005"),
        ({"text": ["a", "\ud83d"], "label": ["x", "y"]}, "TF-DATA-005"),
        ({"text": ["a", "b"], "label": ["1", 1]}, "TF-DATA-013"),
        ({"text": ["a", "b"], "label": ["x", None]}, "TF-DATA-012"),
        ({"text ": ["a", "b"], "text": ["x", "y"]}, "TF-DATA-008"),
        ({"words": ["a", "b"], "label": ["x", "y"]}, "TF-DATA-015"),
    ],
)
def test_what_is_no_data_set_is_refused(columns: dict[str, list[object]], code: str) -> None:
    with pytest.raises(DataError) as caught:
        tf.Dataset.from_columns(columns)
    assert caught.value.code == code
    assert caught.value.remedy


def test_numpy_numbers_and_nan_in_arrow() -> None:
    one = tf.Dataset.from_columns({"text": ["a", "b"], "label": np.array([1, 2])})
    assert one.labels() == ["1", "2"]
    table = pa.table({"text": ["a", "b"], "label": ["x", "y"], "n": [1.0, float("nan")]})
    with pytest.raises(DataError, match="row 2, column 'n'"):
        tf.Dataset.from_arrow(table)
    with pytest.raises(DataError, match="no column 'splitt'"):
        tf.Dataset.from_arrow(table, split="splitt")
    with pytest.raises(DataError, match="row 1 has no split"):
        tf.Dataset.from_columns(
            {"text": ["a", "b"], "label": ["x", "y"], "s": ["", "t"]}, split="s"
        )


def test_the_verbs_of_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "reviews.csv"
    path.write_text("text,label\n007,x\nNA,y\nNA,y\n")
    one = tf.read(path)
    assert (one.name, one.number, len(one), one.classes()) == ("reviews", None, 3, ["x", "y"])
    assert {f.code for f in one.audit() if f.state == "found"} == {
        "TF-DATA-023",
        "TF-DATA-026",
        "TF-DATA-040",
    }
    assert one.statistics().columns[0].n_distinct == 2
    monkeypatch.chdir(tmp_path)
    with pytest.raises(WorkspaceError):
        one.add()
    lab = Workspace.create(tmp_path / "lab")
    added = one.add(workspace=tmp_path / "lab")
    assert (added.number, added.version) == (1, one.version)
    assert added.add().number == 1, "in its own workspace"
    assert added.add("other").name == "other"
    again = tf.load_data("reviews", workspace=lab)
    assert again.texts() == one.texts()
    assert repr(again) == f"Dataset(reviews@1, 3 rows, 2 classes, version {one.version[:12]})"
    (lab.root / "reviews.csv").write_bytes(path.read_bytes())
    from tenfold.data.catalog import latest_digest

    assert latest_digest(lab, "reviews.csv") == one.version, "the file is known by its bytes"


def test_reading_with_options_splits_and_a_query(tmp_path: Path) -> None:
    path = tmp_path / "bare.txt"
    path.write_bytes("好|x\n坏|y\n".encode("gbk"))
    one = tf.read(
        [path], encoding="gbk", header=False, columns=["body", "class"], delimiter="|",
        splits={"dev": path}, name="gbk",
    )  # fmt: skip
    assert one.texts() == ["好", "坏"] * 2
    assert one.splits == ["train", "train", "dev", "dev"]
    with sqlite3.connect(tmp_path / "r.db") as connection:
        connection.execute(
            "create table t as select 'a' as text, 'x' as label union select 'b', 'y'"
        )
    connection.close()
    rows = tf.read(f"sqlite:///{tmp_path / 'r.db'}", query="SELECT * FROM t ORDER BY text")
    assert (rows.name, list(rows.texts())) == ("r", ["a", "b"])
    with pytest.raises(InputError, match="does not go with files"):
        tf.read(path, query="SELECT 1")


def test_rows_without_a_label_are_left_out_where_it_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(
        '{"text": "a", "label": "x"}\n{"text": "b", "label": null}\n{"text": "c", "label": "y"}\n'
    )
    with pytest.raises(DataError, match="have no label"):
        tf.read(path)
    one = tf.read(path, drop_unlabelled=True)
    assert one.texts() == ["a", "c"]
    assert one.add(workspace=Workspace.create(tmp_path / "lab")).version == one.version


def test_a_column_named_split_beside_splits() -> None:
    columns = {"text": ["a", "b"], "label": ["x", "y"], "split": ["1", "2"], "side": ["t", "u"]}
    one = tf.Dataset.from_columns(columns, split="side")
    with pytest.raises(InputError, match="which of them"):
        one.to_arrow()


def test_docstrings_run() -> None:
    assert doctest.testmod(api).failed == 0


def test_a_data_set_costs_no_torch_pandas_or_datasets() -> None:
    code = (
        "import sys, tenfold as tf; d = tf.Dataset.from_columns({'text': ['a', 'b'], 'label': ['x', 'y']});"
        "d.audit(); far = ('torch', 'pandas', 'polars', 'datasets', 'sklearn');"
        "print([name for name in far if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_cleaning_exporting_and_cards_as_the_command_has_them(
    workspace: Workspace, tmp_path: Path
) -> None:
    columns = {"text": ["<b>a</b>", "a", "c", "c"], "label": ["x", "x", "y", "y"]}
    loose = tf.Dataset.from_columns(columns, name="tags")
    for verb in (
        lambda: loose.clean("strip-html"),
        loose.card,
        lambda: loose.export(tmp_path / "f"),
    ):
        with pytest.raises(InputError, match="in no workspace yet"):
            verb()
    kept = loose.add(workspace=workspace)
    clean = kept.clean("strip-html", {"do": "drop-duplicates", "level": "normalised"})
    assert (clean.number, list(clean.texts())) == (2, ["a", "c"])
    assert clean.clean("strip-html").version == clean.version
    assert kept.texts()[0] == "<b>a</b>"
    assert "MIT" in clean.card(licence="MIT")
    clean.export(tmp_path / "tags.csv")
    assert tf.read(tmp_path / "tags.csv").version == clean.version
    clean.export(tmp_path / "folder", format="csv")
    assert (tmp_path / "folder/croissant.json").exists()


def test_a_word_that_reading_does_not_know_is_refused_with_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text,label\na,x\nb,y\n")
    with pytest.raises(InputError, match="delimeter") as refused:
        tf.read(tmp_path / "a.csv", delimeter=";")  # type: ignore[call-arg]
    assert "delimiter" in refused.value.remedy
