"""Which data sets were audited on some days, and what stood open, on each database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from tenfold.data import catalog
from tenfold.data.dataset import Dataset
from tenfold.data.raw import RawTable
from tenfold.data.roles import Roles
from tenfold.desk.audit import audit_dataset, open_findings
from tenfold.desk.chronicle import audits
from tenfold.desk.options import AuditOptions
from tenfold.store.tables.base import now
from tenfold.store.tables.steps import StepRow
from tenfold.store.workspace import Workspace
from told import days

DAY = timedelta(days=1)
TODAY = days(now().date() - DAY, now().date() + DAY)
QUICKLY = AuditOptions(max_encoded=0)
"""Without the checks that need vectors; those of wording that are left to an audit are carried out."""


@pytest.fixture
def workspace(workspace_on_each: Workspace) -> Workspace:
    """Both databases must pass this suite."""
    return workspace_on_each


@pytest.fixture
def dataset(workspace: Workspace) -> Dataset:
    """Rows of which two are in test and in train, which blocks; one of them with another label there."""
    texts = [f"the patient has a cough of {n} days" for n in range(30)]
    values = {"text": [*texts, texts[0], texts[1]], "label": ["a", "b"] * 15 + ["b", "b"]}
    splits = ["train"] * 30 + ["test"] * 2
    return catalog.add(workspace, RawTable(("text", "label"), values, splits), name="coughs")


def audit(workspace: Workspace, dataset: Dataset) -> tuple[int, int]:
    """How many findings an audit leaves open, and how many block."""
    found = open_findings(audit_dataset(dataset, workspace=workspace, options=QUICKLY, deep=True))
    kept = [finding for finding in found if finding.code != "TF-DATA-020"]
    return len(kept), sum(finding.severity == "block" for finding in kept)


def put_back(workspace: Workspace, by: timedelta) -> None:
    with workspace.database.write() as session:
        for row in session.query(StepRow):
            moved = update(StepRow).where(StepRow.id == row.id)
            session.execute(moved.values(finished=row.finished - by))


def test_the_quick_checks_of_bringing_data_in_are_no_audit(
    workspace: Workspace, dataset: Dataset
) -> None:
    audit_dataset(dataset, workspace=workspace)
    assert audits(workspace, TODAY) == []


def test_an_audit_is_one_entry_with_all_that_stands_open(
    workspace: Workspace, dataset: Dataset
) -> None:
    audit_dataset(dataset, workspace=workspace)
    put_back(workspace, 7 * DAY)  # what the quick checks found before counts too
    n_found, n_blocking = audit(workspace, dataset)
    assert n_found > n_blocking > 0
    (told,) = audits(workspace, TODAY)
    assert (told.name, told.person) == ("coughs@1", workspace.person)
    assert (told.n_found, told.n_blocking) == (n_found, n_blocking)
    assert audits(workspace, TODAY, person="ada") == []
    assert audits(workspace, days(now().date() - 7 * DAY)) == []


def test_the_same_audit_again_is_none(workspace: Workspace, dataset: Dataset) -> None:
    audit(workspace, dataset)
    put_back(workspace, 7 * DAY)
    audit(workspace, dataset)
    assert audits(workspace, TODAY) == []
    assert len(audits(workspace, days(now().date() - 7 * DAY))) == 1


def test_a_damaged_finding_is_left_out(workspace: Workspace, dataset: Dataset) -> None:
    n_found, _ = audit(workspace, dataset)
    for record in workspace.steps.finished("check", end=now()):
        (workspace.artifacts.path(record.outputs["finding"])).unlink(missing_ok=True)
    (told,) = audits(workspace, TODAY)
    assert told.n_found == 0 < n_found


def test_data_that_never_had_a_name_are_told_by_their_digest(
    workspace: Workspace, dataset: Dataset
) -> None:
    other = Dataset.of(
        RawTable(("text", "label"), {"text": ["x y", "y z"], "label": ["a", "b"]}),
        Roles("text", "label", None),
        name="x",
    )
    audit(workspace, other)
    assert [told.name for told in audits(workspace, TODAY)] == [other.digest[:8]]
