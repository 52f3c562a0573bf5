"""Long work on a whole lab in a process of its own: `python -m tenfold.lab.background WORKSPACE WORK`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tenfold.store.jobs import JobFile
from tenfold.store.workspace import Workspace

if TYPE_CHECKING:
    from tenfold.store.jobs import Told

__all__ = ["Work", "job_file", "main", "start_job"]

Kind = Literal["index", "backup"]
"""``index``: the search over the papers, as `tenfold paper index`. ``backup``: as `tenfold store backup`."""


@dataclass(frozen=True, kw_only=True)
class Work:
    """What is to be done; `path` is the folder that a backup is to be."""

    kind: Kind
    path: str = ""


def job_file(workspace: Workspace, kind: Kind) -> JobFile:
    """The file that says how far work of this kind is: at most one job of each runs in a lab."""
    return JobFile(workspace.hidden / "jobs" / f"{kind}.json")


def start_job(workspace: Workspace, work: Work) -> None:
    """Start it, unless work of its kind runs."""
    job_file(workspace, work.kind).start(
        workspace,
        module="tenfold.lab.background",
        work=json.dumps(asdict(work)),
        about=work.path or work.kind,
    )


def main(arguments: list[str] | None = None) -> None:
    """Carry out the work that is said, in this process."""
    root, said = sys.argv[1:] if arguments is None else arguments
    workspace, work = Workspace(Path(root)), Work(**json.loads(said))

    def carry_out(told: Told) -> None:
        with workspace.leases.kept():
            _CARRIED_OUT[work.kind](workspace, work, told)

    job_file(workspace, work.kind).carry_out(carry_out)


def _index(workspace: Workspace, _work: Work, told: Told) -> None:
    from tenfold.papers.finding import paper_search
    from tenfold.papers.indexing import index_papers

    index_papers(paper_search(workspace), told=told)


def _backup(workspace: Workspace, work: Work, told: Told) -> None:
    from tenfold.store.backup import back_up
    from tenfold.study.upkeep import files_named

    back_up(
        workspace,
        Path(work.path),
        also=files_named(workspace),
        say=lambda done, of: told("copying artifacts", done, of),
    )


_CARRIED_OUT: Mapping[Kind, Callable[[Workspace, Work, Told], None]] = {
    "index": _index,
    "backup": _backup,
}

if __name__ == "__main__":
    main()
