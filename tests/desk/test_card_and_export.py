"""Cards show what is missing; exports can be read back, by tenfold and by others' readers."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenfold.data import catalog
from tenfold.data.dataset import Dataset
from tenfold.data.raw import RawTable
from tenfold.data.reading import read_table
from tenfold.data.roles import Roles
from tenfold.desk.card.content import make_card
from tenfold.desk.card.html import render_card
from tenfold.desk.card.markdown import plain_markdown, render_markdown
from tenfold.desk.card.questions import QUESTIONS, card_path, read_answers, set_answers
from tenfold.desk.export.croissant import croissant
from tenfold.desk.export.formulas import guarded
from tenfold.desk.export.tables import FORMATS
from tenfold.desk.export.writing import ExportChoice, export_file, export_folder, foreseen_csv
from tenfold.errors import DataError, InputError
from tenfold.store.workspace import Workspace

ODD = ["=1+1", 'a "quoted", text', "line\nend", "carriage\rreturn", "", "é 发烧 🤒", "007", " x "]
cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff"), max_size=9)


def stored(workspace: Workspace, *, splits: list[str] | None = None) -> Dataset:
    values = {"text": ODD, "label": ["a", "b"] * (len(ODD) // 2)}
    return catalog.add(workspace, RawTable(("text", "label"), values, splits), name="odd")


def choice(format_: str, **more: bool) -> ExportChoice:
    return ExportChoice(format=format_, **more)


@pytest.mark.parametrize("format_", ["csv", "jsonl", "parquet"])
def test_what_was_exported_is_read_back_as_the_same_version(
    workspace: Workspace, tmp_path: Path, format_: str
) -> None:
    dataset = stored(workspace)
    export_file(dataset, tmp_path / f"odd.{format_}", choice(format_))
    raw = read_table([tmp_path / f"odd.{format_}"])
    assert Dataset.of(raw, Roles("text", "label", None), name="odd").digest == dataset.digest


@given(rows=st.lists(st.tuples(cells, st.sampled_from("ab")), min_size=1, max_size=6))
def test_any_texts_survive_a_csv(
    rows: list[tuple[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    rows = [*rows, ("x", "a"), ("y", "b")]
    values = {"text": [text for text, _ in rows], "label": [label for _, label in rows]}
    dataset = Dataset.of(
        RawTable(("text", "label"), values), Roles("text", "label", None), name="d"
    )
    target = tmp_path_factory.mktemp("csv") / "d.csv"
    export_file(dataset, target, choice("csv"))
    assert read_table([target]).values == values


def test_arrow_holds_the_same_cells(workspace: Workspace, tmp_path: Path) -> None:
    import pyarrow as pa

    export_file(stored(workspace), tmp_path / "odd.arrow", choice("arrow"))
    with pa.memory_map(str(tmp_path / "odd.arrow")) as source:
        assert pa.ipc.open_file(source).read_all().column("text").to_pylist() == ODD


def test_formulas_are_guarded_when_it_is_asked_and_only_then(
    workspace: Workspace, tmp_path: Path
) -> None:
    dataset = stored(workspace)
    export_file(dataset, tmp_path / "plain.csv", choice("csv"))
    export_file(dataset, tmp_path / "guarded.csv", choice("csv", guard=True))
    plain = read_table([tmp_path / "plain.csv"]).values["text"]
    kept = read_table([tmp_path / "guarded.csv"]).values["text"]
    assert plain == ODD
    assert kept == ["'=1+1", *ODD[1:]]
    assert [guarded(start) for start in ("+1", "-1", "@a", "\ta", "\ra", "1-1", "")] == [
        "'+1", "'-1", "'@a", "'\ta", "'\ra", "1-1", "",
    ]  # fmt: skip
    with pytest.raises(InputError, match="only CSV"):
        export_file(dataset, tmp_path / "x.parquet", choice("parquet", guard=True))


def test_nothing_is_overwritten_unless_it_is_said(workspace: Workspace, tmp_path: Path) -> None:
    dataset = stored(workspace)
    (tmp_path / "there.csv").write_text("mine")
    with pytest.raises(InputError, match="stands there already"):
        export_file(dataset, tmp_path / "there.csv", choice("csv"))
    assert (tmp_path / "there.csv").read_text() == "mine"
    export_file(dataset, tmp_path / "there.csv", choice("csv", replace=True))
    assert "=1+1" in (tmp_path / "there.csv").read_text()
    with pytest.raises(InputError, match="no such format"):
        export_folder(make_card(workspace, dataset), tmp_path / "f", choice("xml"))
    assert not (tmp_path / "f").exists()


def test_splits_are_files_of_a_folder_and_a_column_of_a_file(
    workspace: Workspace, tmp_path: Path
) -> None:
    splits = ["train"] * 4 + ["test"] * 2 + ["../../evil", "TRAIN"]
    dataset = stored(workspace, splits=splits)
    files = export_folder(make_card(workspace, dataset), tmp_path / "out", choice("csv"))
    assert [file.path for file in files] == [
        "data/train.csv", "data/test.csv", "data/evil.csv", "data/TRAIN-2.csv",
    ]  # fmt: skip
    assert read_table([tmp_path / "out/data/train.csv"]).values["text"] == ODD[:4]
    export_file(dataset, tmp_path / "one.csv", choice("csv"))
    assert read_table([tmp_path / "one.csv"]).values["split"] == splits
    assert not (tmp_path / "evil.csv").exists()


def test_a_column_named_split_beside_splits_is_refused(
    workspace: Workspace, tmp_path: Path
) -> None:
    values = {"text": ["a", "b"], "label": ["x", "y"], "split": ["1", "2"]}
    raw = RawTable(("text", "label", "split"), values, ["train", "test"])
    dataset = catalog.add(workspace, raw, name="s")
    with pytest.raises(DataError, match="cannot hold both"):
        export_file(dataset, tmp_path / "s.csv", choice("csv"))
    assert not (tmp_path / "s.csv").exists()


def test_a_croissant_reader_finds_the_rows(
    workspace: Workspace, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Its reader validates the description, checks the SHA-256 and reads every record."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of mlcroissant's own imports
        import mlcroissant

        set_answers(workspace, "odd", {"licence": "CC0-1.0", "description": "odd", "source": "x:y"})
        card = make_card(workspace, stored(workspace))
        export_folder(card, tmp_path / "out", choice("csv"))
        with caplog.at_level(logging.WARNING):
            described = mlcroissant.Dataset(jsonld=tmp_path / "out/croissant.json")
        assert not list(described.metadata.ctx.issues.errors)
        records = list(described.records("train"))
    assert len(records) == len(ODD)
    assert [record["train/label"].decode() for record in records[:2]] == ["a", "b"]
    assert "@context" not in caplog.text, "the context is the official one"


def test_the_csv_that_a_card_foresees_is_the_one_that_export_writes(
    workspace: Workspace, tmp_path: Path
) -> None:
    dataset = stored(workspace)
    assert foreseen_csv(dataset, "odd.csv") == export_file(
        dataset, tmp_path / "odd.csv", choice("csv")
    )
    described = croissant(make_card(workspace, dataset), [foreseen_csv(dataset, "odd.csv")])
    assert described["distribution"][0]["encodingFormat"] == FORMATS[".csv"]


def test_datasets_opens_the_folder(workspace: Workspace, tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    splits = ["train"] * 5 + ["test"] * 3
    card = make_card(workspace, stored(workspace, splits=splits))
    export_folder(card, tmp_path / "out", choice("parquet"))
    loaded = datasets.load_dataset(str(tmp_path / "out"), cache_dir=str(tmp_path / "cache"))
    assert {name: len(part) for name, part in loaded.items()} == {"train": 5, "test": 3}
    assert loaded["train"]["text"][:] == ODD[:5]


def test_what_is_missing_shows(workspace: Workspace) -> None:
    dataset = stored(workspace)
    empty = make_card(workspace, dataset)
    assert len(empty.answers.missing) == len(QUESTIONS) - 1
    assert render_markdown(empty).count("*Not answered.*") == len(QUESTIONS) - 1
    set_answers(workspace, "odd", {"licence": "MIT", "columns.text": "what | was <b>said</b>"})
    set_answers(workspace, "odd", {"source": "a ward"})
    card = make_card(workspace, dataset)
    assert "licence" not in card.answers.missing
    text, page = render_markdown(card), render_card(card)
    assert "MIT" in text
    assert "a ward" in page
    assert "what \\| was &lt;b>said&lt;/b>" in text
    assert "<b>said" not in page
    assert page.count("Not answered.") == len(QUESTIONS) - 3
    assert "尚未回答" in render_card(card, language="zh")


def test_a_card_counts_no_label_of_the_split_test(workspace: Workspace) -> None:
    dataset = stored(workspace, splits=["train"] * 7 + ["test"])
    assert sum(make_card(workspace, dataset).class_sizes.values()) == 7


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("licence = 3", "licence is no text"),
        ("license = 'MIT'", "no question 'license'"),
        ("licence = ", "not valid TOML"),
        ("columns = 'x'", "columns is no table"),
    ],
)
def test_a_wrong_card_file_is_refused_and_stays(
    workspace: Workspace, content: str, says: str
) -> None:
    path = card_path(workspace, "odd")
    path.parent.mkdir()
    path.write_text(content)
    with pytest.raises((DataError, InputError), match=says):
        read_answers(workspace, "odd")
    with pytest.raises((DataError, InputError)):
        set_answers(workspace, "odd", {"source": "x"})
    assert path.read_text() == content


@given(st.text(max_size=30))
def test_texts_from_data_make_no_markdown(text: str) -> None:
    import markdown_it

    shown = markdown_it.MarkdownIt().renderInline(plain_markdown(text))
    assert "<" not in shown.replace("&lt;", "")


def test_json_of_croissant_is_plain(workspace: Workspace) -> None:
    card = make_card(workspace, stored(workspace))
    assert json.loads(json.dumps(croissant(card, []))) == croissant(card, [])


def test_a_folder_is_replaced_whole_and_only_where_it_is_an_export(
    workspace: Workspace, tmp_path: Path
) -> None:
    card, folder = make_card(workspace, stored(workspace)), tmp_path / "out"
    export_folder(card, folder, choice("parquet"))
    export_folder(card, folder, choice("csv", replace=True))
    assert [path.name for path in (folder / "data").iterdir()] == ["train.csv"]
    other = tmp_path / "mine"
    other.mkdir()
    (other / "README.md").write_text("my thesis")
    with pytest.raises(InputError, match="holds something else"):
        export_folder(card, other, choice("csv", replace=True))
    assert (other / "README.md").read_text() == "my thesis"
