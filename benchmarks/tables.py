"""The printed tables of the comparisons."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence

from benchmarks.comparison import Row

__all__ = ["mean_and_range", "print_rows"]

_HEAD = (
    f"  {'':<12} {'peer wall':>10} {'CPU':>8}   {'tenfold wall':>12} {'CPU':>8}   "
    f"{'ratio wall':>10} {'CPU':>6}"
)


def print_rows(title: str, rows: Iterable[Row]) -> None:
    """Seconds of both sides and how many times the peer's is ours."""
    print(f"\n{title}\n{_HEAD}")
    for row in rows:
        counted = ""
        if row.n_reached < row.n_pairs:
            counted = f"   {row.n_reached} of {row.n_pairs} pairs: elsewhere not reached, left out"
        ratio = row.ratio
        if ratio is None:
            print(f"  {row.name:<12} tenfold reached none of the {row.n_pairs} scores")
            continue
        print(
            f"  {row.name:<12} {row.peer.wall:10.1f} {row.peer.cpu:8.1f}   "
            f"{row.own.wall:12.1f} {row.own.cpu:8.1f}   "
            f"{ratio.wall:9.1f}x {ratio.cpu:5.1f}x{counted}"
        )


def mean_and_range(values: Sequence[float]) -> str:
    """`0.964 (0.958 to 0.971)`, or the value alone."""
    mean = statistics.mean(values)
    if len(values) == 1:
        return f"{mean:.4f}"
    return f"{mean:.4f} ({min(values):.4f} to {max(values):.4f})"
