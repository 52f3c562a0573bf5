"""Data sets: which there are, what each is, and what an audit found."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from tenfold.data import catalog
from tenfold.data.builtin import BUILTINS
from tenfold.desk.audit import known_findings
from tenfold.desk.described import described, identity
from tenfold.desk.examined import Examined
from tenfold.web.api.asked import Answered, answered, for_scripts
from tenfold.web.asking import Opened
from tenfold.web.named import known_data

__all__ = ["router"]

router = for_scripts("/api/data")


@router.get("")
def datasets(workspace: Opened) -> Answered:
    """As `tenfold data list --json`."""
    return answered(datasets=catalog.listing(workspace), builtin=BUILTINS)


@router.get("/{name}")
def dataset(
    workspace: Opened, name: str, rows: Annotated[int, Query(ge=0, le=1000)] = 5
) -> Answered:
    """As `tenfold data show --json`; labels of the split `test` are not shown."""
    found = catalog.load(workspace, known_data(workspace, name), unlabelled=True)
    return answered(**described(found, rows))


@router.get("/{name}/audit")
def audit(workspace: Opened, name: str) -> Answered:
    """The findings as `tenfold data audit --json` has them: quick ones, and deep ones that were made before.

    `not_looked` says what was not looked for yet; `tenfold data audit NAME` looks for all of it.
    """
    found = catalog.load(workspace, known_data(workspace, name))
    findings, not_looked = known_findings(Examined(found, workspace=workspace))
    said = [finding.to_json() for finding in findings]
    return answered(**identity(found), findings=said, not_looked=not_looked)
