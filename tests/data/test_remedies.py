"""What a refusal tells one to type reads the file: in one step."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from file_forms import ROWS, as_csv, as_excel, as_jsonl, as_tsv

from tenfold.data.dataset import Dataset
from tenfold.data.options import ReadOptions
from tenfold.data.reading import read_files
from tenfold.data.roles import choose_roles
from tenfold.errors import TenfoldError

_ROLES = ("text", "label")


def read(path: Path, said: dict[str, Any]) -> Dataset:
    roles = {name: value for name, value in said.items() if name in _ROLES}
    options = {name: value for name, value in said.items() if name not in _ROLES}
    raw = read_files([path], ReadOptions(**options))
    chosen = choose_roles(raw.columns, where=path.name, values=raw.values, **roles)
    return Dataset.of(raw, chosen, name="d")


def options_in(remedy: str) -> dict[str, Any]:
    """The options that a remedy names, as `tenfold data add` takes them."""
    said: dict[str, Any] = {}
    words = shlex.split(remedy[remedy.index("--") :].replace("Else mend them.", ""))
    for option, value in zip(words, [*words[1:], ""], strict=True):
        if option == "--no-header":
            said["header"] = False
        elif option == "--columns":
            said["columns"] = tuple(value.split(","))
        elif option.startswith("--"):
            said[option[2:].replace("-", "_")] = value.rstrip(".")
    return said


def read_in_one_step(path: Path) -> Dataset:
    with pytest.raises(TenfoldError) as caught:
        read(path, {})
    return read(path, options_in(caught.value.remedy or ""))


def test_one_step_is_enough(tmp_path: Path) -> None:
    bare = as_tsv(ROWS).partition(b"\n")[2]
    quoted = bare.replace(b"text number 3", b'"text" number 3')
    for name, content in {
        "bare.csv": as_csv(ROWS).partition(b"\n")[2],
        "bare.txt": bare,
        "quoted.txt": quoted,
        "quoted.tsv": b"text\tlabel\n" + quoted,
        "names.csv": as_csv(ROWS, ("words", "kind of it")),
        "names.jsonl": as_jsonl(ROWS, ("words", "kind")),
        "names.xlsx": as_excel(ROWS, ("kind", "words")),
        "three.csv": as_csv([(i, *row) for i, row in enumerate(ROWS)]).partition(b"\n")[2],
        "semicolons.csv": as_csv(ROWS, delimiter=";"),
        "tabs.csv": as_tsv(ROWS),
        "latin.csv": as_csv([*ROWS, ("très bon café", "pos")]).decode().encode("cp1252"),
        "wide.csv": as_csv(ROWS).decode().encode("utf-16-be"),
    }.items():
        path = tmp_path / name
        path.write_bytes(content)
        dataset = read_in_one_step(path)
        texts = [re.sub('"', "", text) for text in dataset.texts()]
        labels = dataset.labels()
        assert texts[: len(ROWS)] == [text for text, _ in ROWS], name
        assert list(labels)[: len(ROWS)] == [label for _, label in ROWS], name


@pytest.mark.shared_data
def test_one_step_is_enough_for_real_files(shared_data: Path) -> None:
    for file, n_rows, n_classes in (
        ("ag_news_small/train.csv", 5000, 4),
        ("ag_news_small/dev.csv", 1000, 4),
        ("sms_spam/SMSSpamCollection", 5574, 2),
        ("sentiment_sentences/imdb_labelled.txt", 952, 2),
        ("sentiment_sentences/yelp_labelled.txt", 954, 2),
        ("sentiment_sentences/amazon_cells_labelled.txt", 932, 2),
    ):
        dataset = read_in_one_step(shared_data / file)
        assert (len(dataset), len(dataset.classes())) == (n_rows, n_classes), file


@pytest.mark.shared_data
def test_real_files_that_are_no_labelled_texts_are_refused_in_words(shared_data: Path) -> None:
    for file, code in (
        ("ag_news_small/class.txt", "TF-DATA-015"),
        ("banking77/categories.json", "TF-DATA-011"),
        ("clinc150/domains.json", "TF-DATA-011"),
        ("jailbreak_self_reminder/jailbreak_prompts.csv", "TF-DATA-015"),
        ("jailbreak_self_reminder/freq_emails.jsonl", "TF-DATA-015"),
        ("promptshield_attack_db/benign__samples.json", "TF-DATA-014"),
        ("promptshield_attack_db/crescendo__attacks.json", "TF-DATA-007"),
        ("setfit_published_scores/scores.json", "TF-DATA-011"),
        ("tinyshakespeare/input.txt", "TF-DATA-015"),
        ("wikitext2/valid.txt", "TF-DATA-015"),
    ):
        with pytest.raises(TenfoldError) as caught:
            read(shared_data / file, {})
        assert caught.value.code == code
        assert caught.value.remedy


@pytest.mark.shared_data
def test_records_of_several_files_that_lack_keys(shared_data: Path) -> None:
    files = sorted((shared_data / "promptshield_attack_db").glob("*.json"))
    files = [file for file in files if '"text":' in file.read_text()]
    raw = read_files(files, ReadOptions(fill_missing=True))
    assert raw.n_rows == 132 == sum(note.n_rows for note in raw.sources)
    assert len(set(raw.values["category"])) == 10
    remarks = [remark for note in raw.sources for remark in note.remarks]
    assert any("no column 'sequence_id'" in remark for remark in remarks)
