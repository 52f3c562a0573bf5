"""A paper with what stands around it, as commands and scripts get it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tenfold.lab.citing_studies import studies_citing
from tenfold.lab.replications import replications_of
from tenfold.papers.library import Library
from tenfold.papers.published import PublishedNumbers
from tenfold.papers.reading_marks import ReadingMarks
from tenfold.papers.said_counts import said_counts
from tenfold.papers.subject import subject_of

if TYPE_CHECKING:
    from tenfold.papers.library import PastState
    from tenfold.store.workspace import Workspace

__all__ = ["paper_json"]


def paper_json(workspace: Workspace, key: str, *, with_history: bool = False) -> dict[str, Any]:
    """What `paper show --json` prints. Raises InputError where there is no such paper."""
    library = Library(workspace)
    paper, subject = library.paper(key), subject_of(library.number(key))
    aliases = list(library.aliases(key))
    keys = [paper.key, *aliases]
    said = {
        **paper.to_json(),
        "aliases": aliases,
        "related": [{"relation": r, "key": p.key} for r, p in library.related(key)],
    }
    if with_history:
        said["history"] = [_state_json(state) for state in library.history(key)]
    said["studies"] = [study.to_json() for study in studies_citing(workspace, keys)]
    said["published"] = [n.to_json() for n in PublishedNumbers(workspace).of(subject)]
    said["mark"] = ReadingMarks(workspace).mark(subject).to_json()
    said["said"] = said_counts(workspace, subject).to_json()
    said["replications"] = [study.to_json() for study in replications_of(workspace, keys)]
    return said


def _state_json(state: PastState) -> dict[str, Any]:
    return {
        "action": state.action,
        "before": None if state.before is None else state.before.to_content(),
        "source": state.source,
        "batch": state.batch,
        "person": state.person,
        "time": state.time.isoformat(),
    }
