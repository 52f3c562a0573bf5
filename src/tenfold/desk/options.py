"""What the owner of data can say to their audit."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from tenfold.models.embedded import EMBEDDED_NAME

__all__ = ["MOST_ENCODED", "AuditOptions"]

MOST_ENCODED = 30_000
"""So many distinct texts are encoded unless somebody says more: about a minute on two cores."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditOptions:
    """Columns that an audit cannot know by itself, and how far it goes.

    `group`: rows with the same value belong together (a patient, an author). `time`: when a row came to be.
    `attributes`: columns whose values should all be represented (sex, site). `regions`: two-letter countries
    whose national telephone numbers are to be known beside the usual ones. `model`: the encoder of the
    checks of meaning, which are skipped past `max_encoded` distinct texts.
    """

    group: str | None = None
    time: str | None = None
    attributes: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    model: str = EMBEDDED_NAME
    max_encoded: int = MOST_ENCODED

    def to_json(self) -> dict[str, Any]:
        """Plain values, for keys of steps."""
        return {**asdict(self), "attributes": list(self.attributes), "regions": list(self.regions)}
