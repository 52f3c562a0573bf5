"""Which stored steps the studies of a workspace need as they are declared now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenfold.study.plan import make_plan
from tenfold.study.reading import read_declaration

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["keys_in_use"]


def keys_in_use(workspace: Workspace) -> frozenset[str]:
    """The keys of all steps of all studies. Raises where a declaration cannot be read."""
    keys: set[str] = set()
    for path in sorted(workspace.studies.glob("*.toml")):
        plan = make_plan(workspace, read_declaration(path))
        keys.update(step.key for step in plan.steps())
        keys.add(plan.material.record.key)
    return frozenset(keys)
