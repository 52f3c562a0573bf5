"""Findings: what they count, and that each has a code, a message and a remedy."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenfold.data.dataset import Dataset
from tenfold.data.raw import RawTable
from tenfold.data.reading import read_table
from tenfold.data.roles import Roles, choose_roles
from tenfold.desk.audit import audit_dataset, known_findings, open_findings
from tenfold.desk.checks.groups import split_groups
from tenfold.desk.checks.overlap import overlap, overlap_finding
from tenfold.desk.checks.truncated import truncated_finding
from tenfold.desk.checks.vocabulary import vocabulary_finding
from tenfold.desk.examined import Examined
from tenfold.desk.normalise import normalised
from tenfold.desk.options import AuditOptions
from tenfold.findings import Finding
from tenfold.store.workspace import Workspace

any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


def audited(rows: list[tuple[str, str]], **more: object) -> dict[str, Finding]:
    values = {"text": [text for text, _ in rows], "label": [label for _, label in rows]}
    raw = RawTable(("text", "label"), values, **more)  # type: ignore[arg-type]
    dataset = Dataset.of(raw, Roles("text", "label", None), name="d")
    return {finding.code: finding for finding in audit_dataset(dataset)}


@given(any_text)
def test_normalising_twice_is_normalising_once_but_for_rare_forms(text: str) -> None:
    once = normalised(text)
    assert once == once.strip()
    assert normalised(f"  {text}\n") == once


def test_punctuation_stays_and_width_case_and_spaces_go() -> None:
    assert normalised("Ｈｅｌｌｏ  World") == "hello world"
    assert normalised("Straße") == "strasse"
    assert normalised("card?") != normalised("card")


@given(
    train=st.lists(st.sampled_from(["a", "A", "b ", "b", "c", ""]), max_size=12),
    test=st.lists(st.sampled_from(["a", "B", "b", "d", ""]), max_size=12),
)
def test_overlap_against_comparing_every_pair(train: list[str], test: list[str]) -> None:
    found = overlap(train, test)
    pairs = [(i, j) for i, a in enumerate(train) for j, b in enumerate(test) if a.strip()]
    exact = {(i, j) for i, j in pairs if train[i] == test[j]}
    alike = {(i, j) for i, j in pairs if normalised(train[i]) == normalised(test[j])} - exact
    assert set(found.exact) == exact
    assert set(found.normalised) == alike
    kept = [text for i, text in enumerate(train) if i not in found.train_positions()]
    assert not overlap(kept, test), "dropping from train ends the overlap"


def test_overlap_blocks_until_it_is_decided() -> None:
    found = overlap(["a", "B", "c"], ["a", "b", "z"])
    finding = overlap_finding(found, ["a", "b", "z"], test_rows=[10, 20, 30])
    assert (finding.severity, finding.count, finding.state) == ("block", 2, "found")
    assert [place.row for place in finding.places] == [11, 21]
    assert "overlap =" in finding.remedy
    for choice in ("drop", "keep"):
        decided = overlap_finding(found, ["a", "b", "z"], choice=choice)
        assert decided.severity == "note"
        assert choice in decided.message.replace("dropped", "drop").replace("kept", "keep")
    clean = overlap_finding(overlap(["a"], ["b"]), ["b"])
    assert (clean.severity, clean.state, clean.count) == ("note", "clean", 0)
    assert Finding.from_json(finding.to_json()) == finding


def test_the_audit_counts_what_is_there() -> None:
    rows = [("same", "x"), ("same", "x"), ("Same", "y"), (" ", "x"), ("\u200b", "x")]
    rows += [(f"text {i}", "x") for i in range(300)]
    found = audited(rows)
    assert found["TF-DATA-023"].count == 1
    assert found["TF-DATA-024"].count == 1
    assert found["TF-DATA-025"].count == 1
    assert found["TF-DATA-026"].count == 1
    assert found["TF-DATA-027"].count == 2
    assert found["TF-DATA-028"].count == 1
    assert found["TF-DATA-029"].state == "not applicable"
    assert found["TF-DATA-023"].places[0].row == 2
    assert all(finding.remedy for finding in found.values() if finding.state == "found")
    assert not any(finding.remedy for finding in found.values() if finding.state != "found")


def test_copies_in_two_splits_are_no_duplicates_inside_a_side() -> None:
    found = audited([("a", "x"), ("a", "x"), ("b", "y")], splits=["train", "test", "train"])
    assert found["TF-DATA-023"].state == "clean"


def test_test_texts_in_train_are_found_where_the_data_came_with_a_test_split() -> None:
    rows = [("A", "x"), ("b", "y"), ("a ", "x"), ("c", "y")]
    splits = ["train", "train", "test", "test"]
    found = audited(rows, splits=splits)["TF-DATA-030"]
    assert (found.state, found.count, found.places[0].row) == ("found", 1, 3)
    assert audited(rows)["TF-DATA-030"].state == "not applicable"


def test_duplicate_ids_are_counted() -> None:
    values = {"id": ["1", "1", "2"], "text": ["a", "b", "c"], "label": ["x", "y", "x"]}
    raw = RawTable(("id", "text", "label"), values)
    dataset = Dataset.of(raw, Roles("text", "label", "id"), name="d")
    ids = next(f for f in audit_dataset(dataset) if f.code == "TF-DATA-029")
    assert (ids.state, ids.count, ids.places[0].row) == ("found", 1, 2)


def test_findings_of_an_encoder() -> None:
    cut = truncated_finding([10, 300, 500], 256, ["a", "b", "c"])
    assert (cut.code, cut.count, cut.severity) == ("TF-DATA-021", 2, "warn")
    assert cut.places[0].row == 3, "the longest first"
    assert truncated_finding([1, 2], 256, ["a", "b"]).state == "clean"
    assert truncated_finding([], 256, []).state == "clean"
    unknown = vocabulary_finding({"Han": (76, 100), "Latin": (0, 50), "Thai": (1, 1)})
    assert (unknown.code, unknown.severity) == ("TF-DATA-022", "warn")
    assert "76% of the Han characters" in unknown.message
    assert "Thai" not in unknown.message, "one character is no script of this data"
    assert vocabulary_finding({"Latin": (1, 1000)}).state == "clean"
    assert vocabulary_finding({}).state == "clean"


def test_groups_on_both_sides() -> None:
    assert split_groups(["p1", "p2"], ["p2", "p3"]).count == 1
    assert split_groups(["p1"], ["p2"]).state == "clean"


@pytest.mark.shared_data
def test_what_the_real_data_sets_are_known_for(shared_data: Path) -> None:
    d = shared_data
    bank = read_table([d / "banking77/train.csv"]).values["text"]
    test = read_table([d / "banking77/test.csv"]).values["text"]
    found = overlap(bank, test)
    assert (len(found.exact), len(found.test_positions())) == (0, 7)

    names = {"header": False, "columns": ["text", "label"]}
    news = read_table([d / "ag_news_small/train.csv"], **names)  # type: ignore[arg-type]
    dev = read_table([d / "ag_news_small/dev.csv"], **names)  # type: ignore[arg-type]
    found = overlap(news.values["text"], dev.values["text"])
    assert len(found.test_positions()) == 1000

    by_code = _audit_file(d / "symptom2disease/Symptom2Disease.csv")
    assert by_code["TF-DATA-023"].count == 47
    by_code = _audit_file(d / "waimai_10k/waimai_10k.csv")
    assert by_code["TF-DATA-025"].count == 7


def _audit_file(path: Path) -> dict[str, Finding]:
    raw = read_table([path])
    dataset = Dataset.of(raw, choose_roles(raw.columns, where=path.name), name="d")
    findings = audit_dataset(dataset)
    assert all(finding.state == "found" for finding in open_findings(findings))
    return {finding.code: finding for finding in findings}


def test_texts_of_validation_in_train_are_found_and_those_of_test_left_to_030() -> None:
    rows = [
        ("a", "x"),
        ("b", "y"),
        ("A ", "x"),
        ("b", "y"),
        ("a", "x"),
        ("", "y"),
        ("", "x"),
        ("c", "x"),
    ]
    splits = ["train", "train", "dev", "dev", "test", "train", "dev", "dev"]
    found = audited(rows, splits=splits)["TF-DATA-055"]
    assert (found.state, found.count) == ("found", 2)
    assert [place.row for place in found.places] == [3, 4]
    assert found.details["pairs"] == [["train", "dev", 2]]
    one_side = audited(rows[:2] + rows[5:6], splits=["train", "dev", "test"])["TF-DATA-055"]
    assert one_side.state == "clean"
    assert audited(rows)["TF-DATA-055"].state == "not applicable"


def test_findings_hang_on_the_options_that_a_check_reads_and_on_no_other(
    workspace: Workspace,
) -> None:
    values = {
        "text": [f"text {i} of {'ab'[i % 2]}" for i in range(40)],
        "label": ["x", "y"] * 20, "site [/q]": ["1", "2"] * 20,
    }  # fmt: skip
    dataset = Dataset.of(RawTable(tuple(values), values), Roles("text", "label", None), name="d")
    options = AuditOptions(attributes=("site [/q]",), max_encoded=1_000)
    audit_dataset(dataset, workspace=workspace, options=options, deep=True)
    _, not_looked = known_findings(Examined(dataset, workspace=workspace))
    assert not_looked == [], "a card sees what was found, whatever else the audit was asked"
    too_many = AuditOptions(max_encoded=1)
    fresh = Workspace.create(workspace.root.parent / "fresh")
    skipped = audit_dataset(dataset, workspace=fresh, options=too_many, deep=True)
    assert {f.code for f in skipped if f.state == "skipped"} >= {"TF-DATA-036", "TF-DATA-037"}
    _, not_looked = known_findings(Examined(dataset, workspace=fresh))
    assert "outliers in meaning" in not_looked, "what was skipped is not kept"
