"""TF-DATA-021: texts that the encoder cuts."""

from __future__ import annotations

from collections.abc import Sequence

from tenfold.desk.checks.places import places
from tenfold.findings import Finding

__all__ = ["truncated_finding"]


def truncated_finding(n_tokens: Sequence[int], max_length: int, texts: Sequence[str]) -> Finding:
    """Texts with more tokens (special ones included) than the encoder reads; the rest is not
    seen.
    """
    rows = [row for row, n in enumerate(n_tokens) if n > max_length]
    rows.sort(key=lambda row: -n_tokens[row])
    share = len(rows) / len(n_tokens) if n_tokens else 0.0
    lost = sum(n_tokens[row] - max_length for row in rows) / max(sum(n_tokens), 1)
    return Finding(
        code="TF-DATA-021",
        severity="warn" if share >= 0.01 else "note",
        state="found" if rows else "clean",
        message=f"{len(rows)} of {len(n_tokens)} texts ({share:.1%}) are cut at {max_length} "
        f"tokens; {lost:.1%} of all tokens are not seen."
        if rows
        else f"no text is longer than {max_length} tokens.",
        count=len(rows),
        places=places(rows, texts),
        remedy="Put what matters first, shorten the texts, or choose an encoder that reads more."
        if rows
        else "",
        details={"max_length": max_length, "share": share, "share_of_tokens": lost},
    )
