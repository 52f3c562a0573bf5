"""The probable label errors of an audit as a table that a person corrects."""

from __future__ import annotations

import csv
import io

from tenfold.data.dataset import Dataset
from tenfold.findings import Finding

__all__ = ["SUSPECT_COLUMNS", "suspects_csv"]

SUSPECT_COLUMNS = ("row", "id", "text", "label", "suggested", "score")


def suspects_csv(finding: Finding, dataset: Dataset) -> str:
    """CSV with a header, the most doubtful first; only the header where nothing was found.

    `row` counts from 1, `score` is the estimated probability of `label` (low is doubtful). `finding` is
    TF-DATA-036 of this very `dataset`. Texts stand as they are: a spreadsheet may take one for a formula.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(SUSPECT_COLUMNS)
    ids, texts = dataset.example_ids(), dataset.texts()
    for suspect in finding.details.get("suspects", ()):
        at = suspect["row"] - 1
        told = (suspect["label"], suspect["suggested"], suspect["score"])
        writer.writerow((suspect["row"], ids[at], texts[at], *told))
    return out.getvalue()
