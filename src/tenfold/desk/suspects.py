"""The probable label errors of an audit as a table that a person corrects."""

from __future__ import annotations

import io

from tenfold.data.dataset import Dataset
from tenfold.desk.export.tables import Rows, write_rows
from tenfold.findings import Finding

__all__ = ["SUSPECT_COLUMNS", "suspects_csv"]

SUSPECT_COLUMNS = ("row", "id", "text", "label", "suggested", "score", "decision")


def suspects_csv(finding: Finding, dataset: Dataset) -> bytes:
    """CSV with a header, the most doubtful first; only the header where nothing was found.

    `row` counts from 1, `score` is the estimated probability of `label` (low is doubtful). `decision` is empty:
    a person fills in keep, relabel, drop or a label, and `data clean --relabel` reads that. `finding` is
    TF-DATA-036 of this very `dataset`. Texts stand as they are: a spreadsheet may take one for a formula.
    """
    ids, texts = dataset.example_ids(), dataset.texts()
    told = [
        (str(s["row"]), ids[s["row"] - 1], texts[s["row"] - 1], s["label"], s["suggested"],
         str(s["score"]), "")
        for s in finding.details.get("suspects", ())
    ]  # fmt: skip
    columns = list(zip(*told, strict=True)) or [()] * len(SUSPECT_COLUMNS)
    out = io.BytesIO()
    write_rows(out, Rows(dict(zip(SUSPECT_COLUMNS, columns, strict=True))), ".csv")
    return out.getvalue()
