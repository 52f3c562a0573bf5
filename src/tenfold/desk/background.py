"""Long work on a data set in a process of its own: `python -m tenfold.desk.background WORKSPACE WORK`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tenfold.store.digests import digest_bytes
from tenfold.store.jobs import Job, JobFile
from tenfold.store.workspace import Workspace

if TYPE_CHECKING:
    from tenfold.desk.vectors import Progress

__all__ = ["Job", "Kind", "Work", "job_of", "main", "start_job"]

Kind = Literal["audit", "encode", "map"]
"""``audit``: all checks with those of meaning. ``encode``: the vectors that labelling chooses texts by.
``map``: the texts as points of the plane.
"""


@dataclass(frozen=True, kw_only=True)
class Work:
    """What is to be done to a version of a data set (``symptoms@1``). `split` and `everything` say which texts
    are to be labelled, for one that encodes them.
    """

    kind: Kind
    reference: str
    split: str | None = None
    everything: bool = False

    def place(self, workspace: Workspace) -> JobFile:
        """The file that says how far it is."""
        said = json.dumps(asdict(self), sort_keys=True)
        name = f"{self.kind}-{digest_bytes(said.encode())[:16]}.json"
        return JobFile(workspace.hidden / "jobs" / name)


def job_of(workspace: Workspace, work: Work) -> Job | None:
    """The last job at this work; None where there was none."""
    return work.place(workspace).last()


def start_job(workspace: Workspace, work: Work) -> None:
    """Start it, unless it runs. Of several who want it at once, one starts it."""
    said = json.dumps(asdict(work))
    work.place(workspace).start(workspace, module=_MODULE, work=said, about=work.reference)


def main(arguments: list[str] | None = None) -> None:
    """Carry out the work that is said, in this process."""
    root, said = sys.argv[1:] if arguments is None else arguments
    workspace, work = Workspace(Path(root)), Work(**json.loads(said))

    def carry_out(progress: Progress) -> None:
        with workspace.leases.kept():
            _CARRIED_OUT[work.kind](workspace, work, progress)

    work.place(workspace).carry_out(carry_out)


def _audit(workspace: Workspace, work: Work, progress: Progress) -> None:
    from tenfold.data import catalog
    from tenfold.desk.audit import audit_dataset

    dataset = catalog.load(workspace, work.reference)
    audit_dataset(dataset, workspace=workspace, deep=True, progress=progress)


def _encode(workspace: Workspace, work: Work, progress: Progress) -> None:
    from tenfold.desk.labelling.opening import open_labelling
    from tenfold.desk.labelling.pool import looked_at
    from tenfold.desk.vectors import text_vectors

    opened = open_labelling(workspace, work.reference, split=work.split, everything=work.everything)
    text_vectors(workspace, [item.text for item in looked_at(opened.pool)], progress=progress)


def _map(workspace: Workspace, work: Work, progress: Progress) -> None:
    from tenfold.data import catalog
    from tenfold.desk.text_maps.placing import place_texts

    dataset = catalog.load(workspace, work.reference, unlabelled=True)
    place_texts(workspace, dataset, progress=progress)


_MODULE = "tenfold.desk.background"
_CARRIED_OUT: Mapping[Kind, Callable[[Workspace, Work, Progress], None]] = {
    "audit": _audit,
    "encode": _encode,
    "map": _map,
}

if __name__ == "__main__":
    main()
