"""The papers that a declaration names, as commands speak of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenfold.cli.data.printing import plain
from tenfold.cli.options import console

if TYPE_CHECKING:
    from tenfold.study.api import Study

__all__ = ["unknown_lines", "warn_of_unknown"]


def unknown_lines(study: Study) -> list[str]:
    """A line for each paper of the declaration that the library does not have, with the nearest keys."""
    from tenfold.lab.known_papers import hint_for, unknown_papers

    unknown = unknown_papers(study.workspace, study.plan.declaration.study.papers)
    return [
        plain(f"papers: {key!r} is not in the library. {hint_for(study.workspace, key)}")
        for key in unknown
    ]


def warn_of_unknown(study: Study) -> None:
    """Say so on standard error; a study runs without its papers, as one from a bundle does."""
    for line in unknown_lines(study):
        console(stderr=True).print(line, style="yellow")
