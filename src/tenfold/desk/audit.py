"""The audit of a data set: every check that needs nothing but its rows."""

from __future__ import annotations

from tenfold.data.dataset import Dataset
from tenfold.desk.checks.classes import imbalance, small_classes
from tenfold.desk.checks.contradictions import contradictory_labels
from tenfold.desk.checks.duplicate_ids import duplicate_ids
from tenfold.desk.checks.duplicates import exact_duplicates, normalised_duplicates
from tenfold.desk.checks.empty_texts import empty_texts
from tenfold.desk.checks.overlap import overlap, overlap_finding
from tenfold.desk.checks.reading_remarks import reading_remarks
from tenfold.findings import Finding

__all__ = ["audit_dataset", "open_findings"]

_NEEDS_TEXT = {
    "TF-DATA-023": "exact duplicates",
    "TF-DATA-024": "duplicates but for case or white space",
    "TF-DATA-025": "one text with two labels",
    "TF-DATA-027": "empty texts",
}


def audit_dataset(dataset: Dataset) -> list[Finding]:
    """All findings by code, the clean and the not applicable ones among them.

    Overlap of train and test (TF-DATA-030) is looked at where the data came with a split ``test``;
    otherwise it depends on a study's draw. Groups (TF-DATA-031) depend on it too, truncation and
    vocabulary (TF-DATA-021, 022) on the encoder; a study checks these.
    """
    labels = dataset.labels()
    ids = dataset.column(dataset.id_column) if dataset.id_column else None
    findings = [
        reading_remarks(dataset.sources),
        small_classes(labels),
        imbalance(labels),
        duplicate_ids(ids, column=dataset.id_column),
        *_of_texts(dataset),
    ]
    return sorted(findings, key=lambda finding: finding.code)


def _of_texts(dataset: Dataset) -> list[Finding]:
    if dataset.text_column is None:
        return [
            Finding(code, "note", "not applicable", f"{what}: there is no text column.")
            for code, what in _NEEDS_TEXT.items()
        ]
    texts = dataset.texts()
    return [
        exact_duplicates(texts, dataset.splits),
        normalised_duplicates(texts, dataset.splits),
        contradictory_labels(texts, dataset.labels()),
        empty_texts(texts, column=dataset.text_column),
        *_of_splits(texts, dataset.splits),
    ]


def _of_splits(texts: list[str], splits: list[str] | None) -> list[Finding]:
    """Texts of the split ``test`` that stand in another split too."""
    if splits is None or "test" not in splits:
        return []
    tests = [row for row, split in enumerate(splits) if split == "test"]
    others = [row for row, split in enumerate(splits) if split != "test"]
    test_texts = [texts[row] for row in tests]
    found = overlap([texts[row] for row in others], test_texts)
    return [overlap_finding(found, test_texts, test_rows=tests)]


def open_findings(findings: list[Finding]) -> list[Finding]:
    """Only what was found, the grave ones first."""
    order = {"block": 0, "warn": 1, "note": 2}
    found = [finding for finding in findings if finding.state == "found"]
    return sorted(found, key=lambda finding: (order[finding.severity], finding.code))
