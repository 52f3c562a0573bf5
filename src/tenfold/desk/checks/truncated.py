"""TF-DATA-021: texts that the encoder cuts."""

from __future__ import annotations

from collections.abc import Sequence

from tenfold.desk.check import Check
from tenfold.desk.checks.places import places
from tenfold.desk.examined import Examined
from tenfold.findings import Finding
from tenfold.wording import worded

__all__ = ["CHECK", "truncated_finding"]


def truncated_finding(
    n_tokens: Sequence[int],
    max_length: int,
    texts: Sequence[str],
    *,
    rows_of: Sequence[int] | None = None,
) -> Finding:
    """Texts with more tokens (special ones included) than the encoder reads; the rest is not seen.

    `rows_of` are the rows of `n_tokens` in `texts` where these are not all of them.
    """
    rows = [row for row, n in enumerate(n_tokens) if n > max_length]
    rows.sort(key=lambda row: -n_tokens[row])
    share = len(rows) / len(n_tokens) if n_tokens else 0.0
    lost = sum(n_tokens[row] - max_length for row in rows) / max(sum(n_tokens), 1)
    return Finding(
        code="TF-DATA-021",
        severity="warn" if share >= 0.01 else "note",
        state="found" if rows else "clean",
        message=worded(
            "{n:d} of {total:d} texts ({share:.1%}) are cut at {most:d} tokens; {lost:.1%} of all "
            "tokens are not seen.",
            n=len(rows),
            total=len(n_tokens),
            share=share,
            most=max_length,
            lost=lost,
        )
        if rows
        else worded("no text is longer than {most:d} tokens.", most=max_length),
        count=len(rows),
        places=places([row if rows_of is None else rows_of[row] for row in rows], texts),
        remedy=worded(
            "Put what matters first, shorten the texts, or choose an encoder that reads more."
        )
        if rows
        else "",
        details={"max_length": max_length, "share": share, "share_of_tokens": lost},
    )


def _find(examined: Examined) -> Finding:
    view = examined.encoder_view
    return truncated_finding(view.n_tokens, view.max_length, examined.texts, rows_of=view.rows)


CHECK = Check(
    code="TF-DATA-021",
    what="texts that the encoder cuts",
    find=_find,
    needs=("text", "encoder"),
    is_deep=True,
)
