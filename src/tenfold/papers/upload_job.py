"""A large upload taken in by a process of its own: `python -m tenfold.papers.upload_job WORKSPACE PERSON`."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING

from tenfold.errors import InputError
from tenfold.papers.kept_report import keep_report, kept_report
from tenfold.papers.pdf.reader import is_pdf
from tenfold.papers.taking_upload import put_upload, take_put_in
from tenfold.store.digests import digest_bytes
from tenfold.store.files import make_folder_durably, storage_errors
from tenfold.store.jobs import Job, JobFile
from tenfold.store.workspace import Workspace

if TYPE_CHECKING:
    from tenfold.papers.importing import ImportReport
    from tenfold.store.jobs import Told

__all__ = ["UploadJob", "is_large", "main"]

_LARGE_BYTES = 1 << 18
"""So many bytes of references (some 300 with abstracts) take a slow or busy machine about two seconds."""
_KB = 1000


def is_large(data: bytes) -> bool:
    """Whether it is not to be taken in while somebody waits.

    A PDF of any size is one record, and how long it may take has a limit of its own.
    """
    return len(data) > _LARGE_BYTES and not is_pdf(data)


@dataclass(frozen=True)
class UploadJob:
    """The job that takes in what the acting person uploaded: of each person at most one runs.

    The upload lies in a folder beside the job's file until the job is over, however that comes.
    """

    workspace: Workspace

    @property
    def file(self) -> JobFile:
        """The file that says how far it is."""
        name = f"upload-{digest_bytes(self.workspace.person.encode())[:16]}.json"
        return JobFile(_jobs(self.workspace) / name)

    def start(self, data: bytes, *, name: str) -> None:
        """Begin to take it in.

        Raises InputError where it is empty, of no format that is read, or where another upload of theirs is
        being taken in.
        """
        folder = self._folder

        def prepare() -> None:
            self._report.unlink(missing_ok=True)
            rmtree(folder, ignore_errors=True)
            with storage_errors(folder, len(data)):
                make_folder_durably(folder)
                put_upload(folder, data, name=name)

        try:
            is_started = self.file.start(
                self.workspace,
                module="tenfold.papers.upload_job",
                work=self.workspace.person,
                about=name,
                prepare=prepare,
            )
        except BaseException:
            remove_left_uploads(self.workspace)
            raise
        if not is_started:
            raise InputError(
                "another file of yours is being brought in. Of this one nothing was imported.",
                code="TF-PAPER-FILE",
                where=name,
                remedy="Wait until it is done, or stop it; then send this one again.",
            )

    def stop(self) -> bool:
        """End it; what is saved stays, and the upload is removed. Whether it ran."""
        was_ended = self.file.stop()
        remove_left_uploads(self.workspace)
        return was_ended

    def last(self) -> Job | None:
        """The last one of this person; None where there was none."""
        remove_left_uploads(self.workspace)
        return self.file.last()

    def report(self) -> ImportReport | None:
        """What the last one says of itself; None where it did not come to its end."""
        job = self.file.last()
        return kept_report(self._report) if job is not None and job.state == "done" else None

    @property
    def _folder(self) -> Path:
        return self.file.path.with_suffix("")

    @property
    def _report(self) -> Path:
        return self.file.path.with_suffix(".report")

    def carry_out(self) -> None:
        """Take it in, in this process."""
        self.file.carry_out(self._take_in)

    def _take_in(self, told: Told) -> None:
        def read(n_bytes: int, whole: int) -> None:
            told("bringing papers in, KB read", n_bytes // _KB, -(-whole // _KB))

        try:
            with self.workspace.leases.kept():
                (path,) = self._folder.iterdir()
                keep_report(self._report, take_put_in(self.workspace, path, read))
        finally:
            rmtree(self._folder, ignore_errors=True)


def remove_left_uploads(workspace: Workspace) -> None:
    """Remove what lies there though its job, whosever it was, is over: one that is killed removes nothing."""
    for folder in _jobs(workspace).glob("upload-*/"):
        file = JobFile(folder.with_suffix(".json"))
        job = file.last()
        if job is None or not job.is_running:
            file.unless_running(partial(rmtree, folder, ignore_errors=True))


def _jobs(workspace: Workspace) -> Path:
    return workspace.hidden / "jobs"


def main(arguments: list[str] | None = None) -> None:
    """Take in what the person that is said has uploaded, in this process."""
    root, person = sys.argv[1:] if arguments is None else arguments
    UploadJob(Workspace(Path(root)).acting_as(person)).carry_out()


if __name__ == "__main__":
    main()
