"""The bundle of a study for somebody who asks over the web: made whole first, then read from an open file."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING

from tenfold.errors import InputError
from tenfold.study.bundle.making import write_bundle
from tenfold.study.judging import failed_runs, is_complete

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace
    from tenfold.study.plan import Plan

__all__ = ["open_bundle"]


def open_bundle(workspace: Workspace, plan: Plan) -> IO[bytes]:
    """The bundle that `write_bundle` writes, without the data, open for reading; no file of it stays.

    It holds the predictions and true labels of the test examples, so there is none before the study is judged
    to its end. Raises InputError then, and where `write_bundle` does.
    """
    done = plan.find_done(workspace)
    if not is_complete(workspace, plan, done, failed_runs(workspace, plan, done)):
        raise InputError(
            "the study is not judged to its end, and a bundle holds what was predicted on its test examples.",
            where=plan.declaration.name,
            remedy="Run it to its end first.",
        )
    with TemporaryDirectory(prefix="tenfold-bundle-") as folder:
        path = Path(folder) / f"{plan.declaration.name}.zip"
        write_bundle(workspace, plan, out=path)
        return path.open("rb")  # its bytes last as long as it is open
