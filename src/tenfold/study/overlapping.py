"""What train and test of a study share: the same texts, and nearly the same ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenfold.desk.checks.near_overlap import NearOverlap, near_overlap, near_overlap_finding
from tenfold.desk.checks.overlap import Overlap, overlap, overlap_finding

if TYPE_CHECKING:
    from tenfold.findings import Finding

__all__ = ["SharedTexts", "shared_texts"]


@dataclass(frozen=True)
class SharedTexts:
    """Pairs of positions in `train` and `test`. `near` is None where there are no texts to compare."""

    train: Sequence[str]
    test: Sequence[str]
    same: Overlap
    near: NearOverlap | None

    def train_positions(self) -> list[int]:
        """What `overlap = "drop"` takes out of train, sorted."""
        near = self.near.train_positions() if self.near else []
        return sorted({*self.same.train_positions(), *near})

    def test_positions(self) -> list[int]:
        """Test texts with a copy, or nearly one, in train, sorted."""
        near = self.near.test_positions() if self.near else []
        return sorted({*self.same.test_positions(), *near})

    def findings(self, choice: str | None, test_rows: Sequence[int]) -> list[Finding]:
        """TF-DATA-030 and 034. Both block a study that has not said what to do."""
        found = [overlap_finding(self.same, self.test, choice=choice, test_rows=test_rows)]
        if self.near is not None:
            found.append(
                near_overlap_finding(
                    self.near, self.train, self.test, choice=choice, test_rows=test_rows
                )
            )
        return found


def shared_texts(train: Sequence[str], test: Sequence[str], *, are_texts: bool) -> SharedTexts:
    """Compare both sides (validation counts as train). Ids in place of texts are only compared as they are."""
    near = near_overlap(train, test) if are_texts else None
    return SharedTexts(train, test, overlap(train, test), near)
