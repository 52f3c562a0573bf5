"""What the page of an audit shows, gathered from the data set and its findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenfold.desk.audit import open_findings
from tenfold.desk.checks.places import excerpt
from tenfold.desk.examined import Examined
from tenfold.desk.page.map_picture import DotMap
from tenfold.desk.page.telling_words import TellingWord

if TYPE_CHECKING:
    from tenfold.data.dataset import Dataset
    from tenfold.findings import Finding

__all__ = ["AuditView", "audit_view"]

_SUSPECTS, _OUTLIERS, _WORDS = "TF-DATA-036", "TF-DATA-037", "TF-DATA-048"


@dataclass(frozen=True, kw_only=True)
class AuditView:
    """`found` in the order of gravity; `rest` the clean, skipped and not applicable ones."""

    dataset: Dataset
    found: Sequence[Finding]
    rest: Sequence[Finding]
    class_sizes: Mapping[str, int]
    splits: Mapping[str, int]
    n_characters: Sequence[int]
    dots: DotMap | None
    words: Sequence[TellingWord]


def audit_view(examined: Examined, findings: Sequence[Finding], *, with_map: bool) -> AuditView:
    """The view of findings that were made of `examined`; a map where it is wanted and there can be one."""
    dataset = examined.dataset
    by_code = {finding.code: finding for finding in findings}
    texts = examined.texts if dataset.text_column else []
    return AuditView(
        dataset=dataset,
        found=open_findings(list(findings)),
        rest=[finding for finding in findings if finding.state != "found"],
        class_sizes=Counter(examined.open_labels),
        splits=Counter(dataset.splits or ()),
        n_characters=[len(text) for text in texts],
        dots=_dots(examined, by_code) if with_map and _has_vectors(examined) else None,
        words=list(_words(by_code.get(_WORDS))),
    )


def _has_vectors(examined: Examined) -> bool:
    return examined.dataset.text_column is not None and not examined.why_no_vectors


def _rows(finding: Finding | None, key: str) -> frozenset[int]:
    """Rows (from 0) that the details of a finding list (from 1)."""
    if finding is None or finding.state != "found":
        return frozenset()
    listed: list[dict[str, Any]] = finding.details.get(key, [])
    return frozenset(int(entry["row"]) - 1 for entry in listed)


def _dots(examined: Examined, by_code: Mapping[str, Finding]) -> DotMap:
    from tenfold.desk.map import text_map

    labels = [""] * len(examined.dataset)
    for row, label in zip(examined.open_rows.tolist(), examined.open_labels, strict=True):
        labels[row] = label
    suspects = _rows(by_code.get(_SUSPECTS), "suspects")
    outliers = _rows(by_code.get(_OUTLIERS), "outliers")
    placed = text_map(examined.vectors, labels, marked=sorted(suspects | outliers))
    rows = placed.rows.tolist()
    return DotMap(
        rows=placed.rows,
        positions=placed.positions,
        labels=[labels[row] for row in rows],
        texts=[excerpt(examined.texts[row]) for row in rows],
        suspects=suspects,
        outliers=outliers,
    )


def _words(finding: Finding | None) -> Iterator[TellingWord]:
    if finding is not None and finding.state == "found":
        for entry in finding.details.get("tokens", []):
            yield TellingWord(
                entry["token"], entry["label"], entry["precision"], entry["coverage"], entry["n"]
            )
